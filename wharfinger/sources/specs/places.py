# SPDX-License-Identifier: Apache-2.0
"""Which files are specs, and which are not, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wharfinger.model import SkippedSpec, SpecsPolicy
from wharfinger.sources import files
from wharfinger.sources.mounts import FOLDER, LINK, RefusedError
from wharfinger.sources.specs.layouts import is_cycle
from wharfinger.sources.specs.patterns import Patterns

REDIRECTS = "redirects"
"""The name of files that say where pages have moved."""

MARKUP = ".rst"

_DEEPEST = 16
_REPOSITORY = ".git"
_MOST_FILES = 50_000
_ANY = re.IGNORECASE | re.DOTALL
_TEMPLATE = re.compile(r"(.+[-_])?template\.rst", _ANY)
_INDEX = re.compile(r"index\.rst|.+_idx\.rst|readme(\.rst)?", _ANY)
# Files that nobody takes for specs need no words.
_BESIDE = re.compile(r"\..*|.*\.(png|jpe?g|gif|svg|svgz|ico|webp|pdf|dia|seqdiag)", _ANY)
# What Sphinx and others call reStructuredText, but no document of a project with ``.rst``.
_ALMOST = re.compile(r".+(\.rest|\.rst\.txt|\.rst)", _ANY)


@dataclass(slots=True)
class Places:
    """The files below the folder of specs: specs by their paths, others with reasons.

    ``redirects`` are the files of that name.
    """

    folder: str = ""
    specs: list[str] = field(default_factory=list)
    skipped: list[SkippedSpec] = field(default_factory=list)
    redirects: list[str] = field(default_factory=list)


def find(tree: Path, policy: SpecsPolicy) -> Places:
    """Return what is below the folder of specs, in the order of paths; no link is followed.

    If there is no such folder, ``folder`` is empty.
    """
    folder = policy.folder
    if not files.is_folder(tree / folder) or not files.is_inside(tree / folder, tree):
        return Places()
    found = Places(folder)
    ignored = Patterns(policy.ignored)
    for number, (path, kind) in enumerate(_walk(tree, folder)):
        if number >= _MOST_FILES:
            reason = f"there are more than {_MOST_FILES} files; the rest is not looked at"
            found.skipped.append(SkippedSpec(folder, reason))
            break
        _sort_in(found, tree, path, kind, ignored)
    return found


def _walk(tree: Path, folder: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield paths and kinds of all but folders; of one that is not entered, its own.

    Those are repositories within this one, and what is too deep. Of hidden folders, which are
    those of tools, nothing is said.
    """
    inside = files.entries(f"{tree}/{folder}")
    if depth and _REPOSITORY in inside:
        yield folder, FOLDER
        return
    for name, kind in inside.items():
        path = f"{folder}/{name}"
        if kind == FOLDER and name.startswith("."):
            continue
        if kind == FOLDER and depth < _DEEPEST:
            yield from _walk(tree, path, depth + 1)
        else:
            yield path, kind


def _sort_in(found: Places, tree: Path, path: str, kind: str, ignored: Patterns) -> None:
    name = path.rpartition("/")[2]
    if kind != LINK and name == REDIRECTS:
        found.redirects.append(path)
        return
    below = path.removeprefix(f"{found.folder}/")
    is_ignored = ignored.match(below)
    reason = "the policy ignores it" if is_ignored else _reason(tree, found.folder, path, kind)
    if not reason:
        found.specs.append(path)
    elif not _BESIDE.fullmatch(name):
        found.skipped.append(SkippedSpec(files.encodable(path), reason))


def _reason(tree: Path, folder: str, path: str, kind: str) -> str:
    """Return why a file is no spec, empty if it is one."""
    name = path.rpartition("/")[2]
    if kind == LINK:
        return _where_to(tree, path)
    if kind == FOLDER:
        is_other = _REPOSITORY in files.entries(f"{tree}/{path}")
        return "another repository" if is_other else f"it lies more than {_DEEPEST} folders deep"
    if _is_template(tree, folder, path):
        return "a template"
    if _INDEX.fullmatch(name):
        return "an index page"
    return "" if _ALMOST.fullmatch(name) else f"no {MARKUP} file"


def _is_template(tree: Path, top: str, path: str) -> bool:
    """Tell templates from specs about templates, which are further down than the former.

    A folder of templates has nothing else.
    """
    folder, _, name = path.rpartition("/")
    matched = _TEMPLATE.fullmatch(name)
    if not matched:
        return False
    kind = matched[1]
    if not kind or folder == top or is_cycle(kind[:-1]):
        return True
    return folder.endswith("/templates") or files.is_file(tree / top / name)


def _where_to(tree: Path, path: str) -> str:
    try:
        top, real = files.real_path(tree), files.real_path(tree / path)
        if real != top and not real.startswith(top.rstrip("/") + "/"):
            return "a link that leads out of the project"
        files.real_path(tree / path, strict=True)
    except RefusedError:
        return "a link that leads out of the project"
    except OSError:
        return "a link that leads nowhere"
    return f"a link to {files.relative(real, top)}"
