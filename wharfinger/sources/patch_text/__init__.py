# SPDX-License-Identifier: Apache-2.0
"""What the text of a patch says: new calls, options, functions that are gone, migrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from wharfinger.model import ChangedFile, HostCall, Location, OptionChange
from wharfinger.sources.patch_text.chunks import Side, sides
from wharfinger.sources.patch_text.functions import removed_functions
from wharfinger.sources.patch_text.methods import changed_methods
from wharfinger.sources.patch_text.migrations import is_migration
from wharfinger.sources.patch_text.new_calls import new_calls
from wharfinger.sources.patch_text.options import option_changes

__all__ = ["PatchText", "read"]

# Neither is anything that others import or that is run in production.
_OTHER_FOLDERS = frozenset({"doc", "docs", "test", "tests", "unit_tests", "functional_tests"})

Read = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class PatchText:
    """What the changed files say. See :class:`~wharfinger.model.Patch` for each part."""

    new_calls: tuple[HostCall, ...] = ()
    option_changes: tuple[OptionChange, ...] = ()
    removed_functions: tuple[tuple[str, Location], ...] = ()
    migrations: tuple[Location, ...] = ()
    changed_methods: tuple[tuple[str, Location], ...] = ()


def read(files: Iterable[ChangedFile], read_base: Read, read_head: Read) -> PatchText:
    """Return what the text of a patch says.

    ``read_base`` and ``read_head`` return what is in a file of one side, None where it is not
    there or cannot be read. Files that cannot be parsed say nothing. Calls, options and functions
    of tests do not count.
    """
    changed = [file for file in files if file.path.endswith(".py") and not _is_test(file.path)]
    pairs: list[tuple[Side, Side]] = []
    moved: list[tuple[Side, Side]] = []
    migrations: list[Location] = []
    for file in sorted(changed, key=lambda file: file.path):
        old, new = _contents(file, read_base, read_head)
        before = file.old_path or file.path
        if is_migration(file.path, (old if new is None else new) or b""):
            migrations += [Location(file.path)] if old is None else []
        elif old != new and (both := sides(before, old, file.path, new)):
            pairs.append(both)
        if before != file.path:
            moved += _moved(before, old, file.path, new)
    return PatchText(
        new_calls=tuple(call for pair in pairs for call in new_calls(*pair)),
        option_changes=option_changes(pairs),
        removed_functions=removed_functions([*_in_place(pairs), *moved], read_base),
        migrations=tuple(migrations),
        changed_methods=tuple(item for pair in pairs for item in changed_methods(*pair)),
    )


def _in_place(pairs: Iterable[tuple[Side, Side]]) -> Iterator[tuple[Side, Side]]:
    return (pair for pair in pairs if pair[0].path == pair[1].path)


def _moved(
    before: str, old: bytes | None, after: str, new: bytes | None
) -> Iterator[tuple[Side, Side]]:
    """Yield a renamed file as one that went and one that came: so is its module."""
    for pair in (sides(before, old, before, None), sides(after, None, after, new)):
        if pair is not None:
            yield pair


def _contents(
    file: ChangedFile, read_base: Read, read_head: Read
) -> tuple[bytes | None, bytes | None]:
    old = None if file.status == "added" else read_base(file.old_path or file.path)
    return old, None if file.status == "deleted" else read_head(file.path)


def _is_test(path: str) -> bool:
    *folders, name = path.split("/")
    named = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
    return named or not _OTHER_FOLDERS.isdisjoint(folders)
