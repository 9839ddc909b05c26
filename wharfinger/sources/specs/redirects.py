# SPDX-License-Identifier: Apache-2.0
"""Files that say where the pages of specs have moved.

Three forms are known. ``redirects`` at the top of the specs' folder has two paths below that
folder in each line. A file of that name further down is read as the Sphinx plug-in of nova-specs
does: the old path below the file's folder, and the new one as seen from the old page. Files of
tests for redirects (``whereto``) have the address of a page, a status code, and another address.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from wharfinger.model import Location, Redirect, SpecsPolicy
from wharfinger.sources import files
from wharfinger.sources.mounts import FOLDER, LINK
from wharfinger.sources.specs.patterns import Patterns

TESTS = "doc/test/redirect-tests.txt"
"""Where tests for redirects are in repositories of specs."""

_CODE = re.compile(r"[1-5][0-9][0-9]")
_MOST = 10_000
_DEEPEST = 16


def read(
    tree: Path, folder: str, named: Iterable[str], policy: SpecsPolicy
) -> tuple[Redirect, ...]:
    """Return the redirects of a project, in the order of files and lines.

    ``named`` are the files below the specs' folder that are called so; they count unless the
    policy names others. A line that is not understood has no ``new``; a file that cannot be read
    is one such line without ``old``.
    """
    if policy.redirects:
        paths = _matching(tree, policy.redirects)
    else:
        paths = [*named, *([TESTS] if files.is_file(tree / TESTS) else ())]
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(_place(tree, folder, path), path)
    return tuple(
        redirect
        for place, path in sorted(found.items(), key=lambda item: item[1])
        for redirect in _read(tree, folder, path, place)
    )


def _matching(tree: Path, patterns: tuple[str, ...]) -> list[str]:
    """Return the files that match.

    Documents link to folders and files of specs, so that links within the project are followed,
    but not by ``**``.
    """
    found: set[str] = set()
    for pattern in patterns:
        found.update(_below(tree, "", pattern.split("/"), set()))
    return sorted(found)[:_MOST]


def _below(tree: Path, folder: str, steps: list[str], been: set[tuple[str, int]]) -> Iterator[str]:
    # Where several ways lead to a folder, one is enough.
    if (folder, len(steps)) in been or folder.count("/") > _DEEPEST:
        return
    been.add((folder, len(steps)))
    step, rest = steps[0], steps[1:]
    if step == "**":
        yield from _below(tree, folder, rest or ["*"], been)
    for name, kind in files.entries(f"{tree}/{folder}".rstrip("/")).items():
        path = f"{folder}/{name}".lstrip("/")
        if step == "**":
            if kind == FOLDER and not name.startswith("."):
                yield from _below(tree, path, steps, been)
        elif Patterns((step,)).match(name) and _is_inside(tree, path, kind):
            if rest:
                yield from _below(tree, path, rest, been)
            elif files.is_file(tree / path):
                yield path


def _is_inside(tree: Path, path: str, kind: str) -> bool:
    return kind != LINK or files.is_inside(tree / path, tree)


def _place(tree: Path, folder: str, path: str) -> str:
    """Return where a file counts as being: a document of Sphinx may be linked, or a mirror."""
    try:
        real = files.relative(files.real_path(tree / path), files.real_path(tree))
    except OSError:
        return path
    if real.startswith(f"{folder}/"):
        return real
    _, found, below = path.partition("/" + folder.rpartition("/")[2] + "/")
    return f"{folder}/{below}" if found and not path.startswith(f"{folder}/") else path


def _read(tree: Path, folder: str, path: str, place: str) -> Iterator[Redirect]:
    try:
        text = files.read_text(tree / path, tree, files.PROJECT_FILE_LIMIT)
    except files.UnreadableError:
        yield Redirect("", "", Location(files.encodable(path)))
        return
    for number, line in enumerate(text.split("\n")[:_MOST], start=1):
        words = line.split()
        if words and not words[0].startswith("#"):
            where = Location(files.encodable(path), number)
            yield from _redirect(words, folder, place, where)


def _redirect(words: list[str], folder: str, place: str, where: Location) -> Iterator[Redirect]:
    if len(words) > 1 and _CODE.fullmatch(words[1]):
        # Pages that are to be there, or to be gone, have moved nowhere.
        if words[1].startswith("3"):
            target = _of_page(words[2], folder) if len(words) == 3 else ""
            yield Redirect(_of_page(words[0], folder), target, where)
        return
    if len(words) != 2:
        yield Redirect(" ".join(words)[:200], "", where)
        return
    top = posixpath.dirname(place)
    old = _joined(top, words[0])
    new = _joined(top if top == folder else posixpath.dirname(old), words[1])
    yield Redirect(old, new, where)


def _joined(folder: str, path: str) -> str:
    if "://" in path:
        return path
    return posixpath.normpath(f"{folder}/{path}")


def _of_page(address: str, folder: str) -> str:
    """Return the path of the spec of a page, by the folder in its address."""
    if "://" in address:
        return address
    _, found, below = address.partition("/" + folder.rpartition("/")[2] + "/")
    if not found:
        return address
    if not below or below.endswith("/"):
        below += "index.html"
    return f"{folder}/{re.sub('[.]html(#.*)?$', '.rst', below)}"
