# SPDX-License-Identifier: Apache-2.0
"""Where a new spec goes: as the policy's layouts say, else beside the newest of those there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wharfinger.contract.specs.series import age
from wharfinger.errors import UsageError
from wharfinger.model import Spec, SpecFiles, SpecsPolicy
from wharfinger.sources.specs.layouts import is_cycle, status_words
from wharfinger.sources.specs.places import MARKUP

_OPEN = ("draft", "in-review", "accepted")
"""The statuses that a new spec can have, the first that there is a folder for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be placed; texts are empty where nobody said anything."""

    slug: str
    cycle: str = ""
    project: str = ""


def place(wanted: Wanted, there: SpecFiles, policy: SpecsPolicy) -> str:
    """Return the path of a new spec.

    Raises :class:`~wharfinger.errors.UsageError` where something has to be said first.
    """
    folder = there.folder or policy.folder
    name = f"{wanted.slug}{MARKUP}"
    number = next_number(there.specs)
    if policy.layouts:
        return f"{folder}/{_laid_out(wanted, number, there, policy)}"
    below = _neighbours(wanted, there.specs)
    return f"{below or folder}/{number}-{name}" if number else f"{below or folder}/{name}"


def current_cycle(specs: Iterable[Spec]) -> str:
    """Return the newest cycle that a spec is for.

    It is empty where there is none, and where most specs that are under way are in one folder
    for all cycles.
    """
    specs = tuple(specs)
    opened = [spec for spec in specs if _is_open(spec)]
    folder = _commonest(opened)
    there = [spec for spec in opened if spec.path.rpartition("/")[0] == folder]
    if any(s.status_basis == "folder" and s.status != "draft" and not s.cycle for s in there):
        return ""
    return newest_cycle(specs)


def newest_cycle(specs: Iterable[Spec]) -> str:
    """Return the newest cycle that a spec is for, empty if there is none."""
    return max((spec.cycle for spec in specs if is_cycle(spec.cycle)), key=age, default="")


def next_number(specs: Iterable[Spec]) -> str:
    """Return the number after the last one, empty if the specs have none."""
    numbers = [spec.number for spec in specs if spec.number.isdecimal()]
    if not numbers:
        return ""
    last = max(numbers, key=int)
    return str(int(last) + 1).zfill(len(last))


def _laid_out(wanted: Wanted, number: str, there: SpecFiles, policy: SpecsPolicy) -> str:
    values = {
        "slug": wanted.slug,
        "cycle": wanted.cycle,
        "project": wanted.project,
        "number": number or "0001",
        "status": _status_word(there, policy),
    }
    lacking: list[str] = []
    for layout in policy.layouts:
        lacking = [name for name in re.findall(r"\{(\w+)\}", layout) if not values.get(name)]
        if not lacking:
            return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], layout)
    options = " and ".join(f"--{name}" for name in lacking)
    raise UsageError(f"the layout {policy.layouts[-1]!r} needs more: say {options}")


def _status_word(there: SpecFiles, policy: SpecsPolicy) -> str:
    """Return the folder of new specs: a word of the policy, else one in use, else ``draft``."""
    in_use = {part for spec in there.specs for part in spec.path.lower().split("/")[:-1]}
    words = status_words(policy)
    for status in _OPEN:
        named = [word for word, name in policy.statuses.items() if name == status]
        named += sorted(word for word in in_use if words.get(word) == status)
        if named:
            return named[0]
    return _OPEN[0]


def _neighbours(wanted: Wanted, specs: Sequence[Spec]) -> str:
    """Return the folder in which most specs are that have not come to an end.

    Those of the cycle count; if it has none yet, its folder is like that of the newest one.
    """
    if wanted.project:
        specs = _of_project(wanted.project, specs)
    opened = [spec for spec in specs if _is_open(spec)]
    same = [spec for spec in opened if spec.cycle == wanted.cycle]
    if same or not wanted.cycle:
        return _commonest(same or opened, specs)
    newest = newest_cycle(opened)
    beside = [spec for spec in opened if newest and spec.cycle == newest]
    folder = _commonest(beside or opened, specs)
    parts = folder.split("/") if folder else []
    return "/".join(wanted.cycle if newest and part == newest else part for part in parts)


def _of_project(project: str, specs: Iterable[Spec]) -> list[Spec]:
    specs = list(specs)
    found = [spec for spec in specs if spec.project == project]
    if not found:
        known = ", ".join(sorted({spec.project for spec in specs if spec.project}))
        there = f"there are: {known}" if known else "the specs here are of no projects"
        raise UsageError(f"no spec is of a project {project!r}; {there}")
    return found


def _is_open(spec: Spec) -> bool:
    """Tell whether a spec is in a folder where new ones can be, too."""
    return spec.status_basis != "folder" or spec.status in _OPEN


def _commonest(specs: Iterable[Spec], among: Iterable[Spec] = ()) -> str:
    """Return the folder with most specs; of several that of the project with most of all."""
    of_projects = Counter(spec.project for spec in among)
    folders = Counter((spec.path.rpartition("/")[0], spec.project) for spec in specs)
    ranks = {
        folder: (-count, -of_projects[project], folder)
        for (folder, project), count in folders.items()
    }
    return min(ranks, key=lambda folder: ranks[folder], default="")
