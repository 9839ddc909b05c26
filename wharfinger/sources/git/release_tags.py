# SPDX-License-Identifier: Apache-2.0
"""The tags of final releases, and when they were made: in two calls, whatever the history."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from wharfinger.sources.git.running import run

_FINAL = re.compile(r"v?\d+(\.\d+)*")
_NUMBER = re.compile(r"\d+")
# Some count pre-releases in a part of the version of its own: 13.0.0.0rc1, others do not: 2.0rc1.
_SUFFIXES = (re.compile(r"\.v?\d+(?:[ab]|rc)+\d*$"), re.compile(r"\.?(?:[ab]|rc)+\d*$"))


def release_times(folder: Path, head: str) -> dict[str, int]:
    """Return the final releases of a branch by their tags, the newest first, with their times.

    One whose pre-release the commit has behind it counts, too: the final tag may be on a branch
    of its own. Times are in seconds since 1970.
    """
    every = _tags(folder)
    merged = (final_of(tag, every) for tag in _tags(folder, f"--merged={head}"))
    found = dict.fromkeys(tag for tag in merged if tag)
    newest = sorted(found, key=lambda tag: (every[tag], _number(tag)), reverse=True)
    return {tag: every[tag] for tag in newest}


def final_of(tag: str, known: Mapping[str, int]) -> str:
    """Return a final release's own tag, for a pre-release that of its final one if it is known."""
    names = (tag, *(suffix.sub("", tag) for suffix in _SUFFIXES))
    return next((name for name in names if _FINAL.fullmatch(name) and name in known), "")


def _tags(folder: Path, *which: str) -> dict[str, int]:
    form = "--format=%(refname:strip=2)%00%(creatordate:unix)"
    output, _ = run(folder, "for-each-ref", *which, form, "refs/tags")
    pairs = (line.partition("\0") for line in os.fsdecode(output).splitlines())
    return {name: int(time or 0) for name, _, time in pairs}


def _number(tag: str) -> list[int]:
    return [int(part) for part in _NUMBER.findall(tag)]
