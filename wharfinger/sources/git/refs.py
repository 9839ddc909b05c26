# SPDX-License-Identifier: Apache-2.0
"""Names of commits: what they stand for, and what to say where they stand for none."""

from __future__ import annotations

import os
import re
from pathlib import Path

from wharfinger.errors import CannotCompareError
from wharfinger.sources.files import encodable, quoted
from wharfinger.sources.git.running import GitError, run

_GLOB = re.compile(r"[*?\[\\\s]")
_SHOWN = 5
_FINAL = re.compile(r"v?\d+(\.\d+)*")
_NUMBER = re.compile(r"\d+")


def resolve(folder: Path, ref: str) -> str:
    """Return the id of the commit that a ref names.

    Raises :class:`~wharfinger.sources.git.running.GitError` if it names none, and
    :class:`~wharfinger.errors.CannotCompareError` if it may name several.
    """
    if not ref or "\0" in ref:
        raise CannotCompareError(f"{quoted(encodable(ref))} names no commit")
    # Not at once with the suffix: after ":/text" it would be a part of the text.
    output, said = _verify(folder, ref)
    if "ambiguous" in said:
        raise CannotCompareError(_ambiguous(folder, ref))
    output, _ = _verify(folder, f"{output.decode().strip()}^{{commit}}")
    return output.decode().strip()


def reason(folder: Path, ref: str, error: GitError) -> str:
    """Return in one line why a ref names no commit, and what there is."""
    shown = quoted(encodable(ref))
    if "ambiguous" in error.said:
        return _ambiguous(folder, ref)
    if "single revision" not in error.said and "unknown revision" not in error.said:
        return error.reason
    try:
        output, _ = _verify(folder, ref)
        kind, _ = run(folder, "cat-file", "-t", output.decode().strip())
        return f"{shown} is a {kind.decode().strip()}, not a commit"
    except GitError:
        return f"there is no commit {shown}; there are {_known(folder)}"


def branches(folder: Path, name: str) -> tuple[str, ...]:
    """Return the ids of the branch of that name: the local one, and those of remotes."""
    if not name or _GLOB.search(name):
        return ()
    exact = (f"refs/heads/{name}", f"refs/remotes/{name}")
    found = _refs(folder, *exact, f"refs/remotes/*/{name}")
    wanted = re.compile(rf"refs/(heads|remotes|remotes/[^/]+)/{re.escape(name)}")
    return tuple(dict.fromkeys(oid for ref, oid in found if wanted.fullmatch(ref)))


def current(folder: Path) -> str:
    """Return the name of the current branch, empty if none is checked out."""
    try:
        output, _ = run(folder, "symbolic-ref", "-q", "--short", "HEAD")
    except GitError:
        return ""
    return encodable(os.fsdecode(output).strip())


def _verify(folder: Path, ref: str) -> tuple[bytes, str]:
    return run(folder, "rev-parse", "--verify", "--end-of-options", ref)


def _refs(folder: Path, *patterns: str) -> list[tuple[str, str]]:
    output, _ = run(folder, "for-each-ref", "--format=%(refname)%00%(objectname)", *patterns)
    lines = os.fsdecode(output).splitlines()
    return [(ref, oid) for ref, _, oid in (line.partition("\0") for line in lines)]


def _ambiguous(folder: Path, ref: str) -> str:
    patterns = (f"refs/heads/{ref}", f"refs/tags/{ref}", f"refs/remotes/{ref}")
    names = [] if _GLOB.search(ref) else [name for name, _ in _refs(folder, *patterns)]
    may_be = f"it may be {' or '.join(names)}" if len(names) > 1 else "several objects begin so"
    return f"{quoted(encodable(ref))} is ambiguous: {encodable(may_be)}; name it in full"


def _known(folder: Path) -> str:
    try:
        names = [
            encodable(ref.split("/", 2)[2])
            for ref, _ in _refs(folder, "refs/heads", "refs/remotes")
        ]
    except GitError:
        names = []
    if not names:
        return "no branches at all"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"the branches {', '.join(names[:_SHOWN])}{more}"


def releases(folder: Path, commit: str) -> tuple[str, ...]:
    """Return the tags of final releases that a commit has behind it, by their number."""
    shown = ("--format=%(refname:strip=2)", "refs/tags")
    output, _ = run(folder, "for-each-ref", f"--merged={commit}", *shown)
    tags = [tag for tag in os.fsdecode(output).splitlines() if _FINAL.fullmatch(tag)]
    return tuple(sorted(tags, key=lambda tag: [int(part) for part in _NUMBER.findall(tag)]))
