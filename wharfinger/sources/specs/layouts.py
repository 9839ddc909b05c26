# SPDX-License-Identifier: Apache-2.0
"""What the path of a spec says of it: cycle, status, project, number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wharfinger.model import SpecsPolicy, SpecStatus

STATUS_WORDS: Mapping[str, str] = {
    **{status.value: status.value for status in SpecStatus},
    "approved": "accepted",
    "backlog": "draft",
    "drafts": "draft",
    "abandoned": "withdrawn",
    "retired": "withdrawn",
    "not-implemented": "withdrawn",
}
"""The names of folders that say a status, and which."""

_SERIES = frozenset(
    [
        *("austin", "bexar", "cactus", "diablo", "essex", "folsom", "grizzly", "havana"),
        *("icehouse", "juno", "kilo", "liberty", "mitaka", "newton", "ocata", "pike", "queens"),
        *("rocky", "stein", "train", "ussuri", "victoria", "wallaby", "xena", "yoga", "zed"),
        *("antelope", "bobcat", "caracal", "dalmatian", "epoxy", "flamingo", "gazpacho"),
        *("hibiscus", "indri"),
    ]
)
_VERSION = re.compile(r"\d{1,4}(\.\d{1,4}){1,3}", re.ASCII)
# Without zeros in front, a number may well be a word of the title.
_NUMBER = re.compile(r"(0\d{2,5})-(?=\D)", re.ASCII)
# Folders that sort specs in some way that is neither a status nor a project.
_NO_PROJECTS = frozenset({"archive", "archived", "attic", "old", "specs", "api", "misc"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What a path says. ``status`` is None, and texts are empty, where it says nothing."""

    slug: str
    status: SpecStatus | None = None
    cycle: str = ""
    project: str = ""
    number: str = ""


def standing(below: str, policy: SpecsPolicy) -> Standing:
    """Return what a path below the folder of specs says, by the policy's layouts or by guess."""
    words = status_words(policy)
    for layout in policy.layouts:
        matched = expression(layout).fullmatch(below)
        said = matched.groupdict() if matched else {}
        if matched and said.get("status", "draft").lower() in words:
            return _as_laid_out(below, said, words)
    return _guessed(below, words)


def status_words(policy: SpecsPolicy) -> Mapping[str, str]:
    """Return all words for a status, in lower case, and which status each stands for."""
    if not policy.statuses:
        return STATUS_WORDS
    return {**STATUS_WORDS, **{word.lower(): name for word, name in policy.statuses.items()}}


def is_cycle(word: str) -> bool:
    """Tell whether a word is the name of an OpenStack series, or a version."""
    return word.lower() in _SERIES or bool(_VERSION.fullmatch(word))


@lru_cache(maxsize=64)
def expression(layout: str) -> re.Pattern[str]:
    """Return the regular expression of a layout."""
    parts = re.split(r"\{(\w+)\}", layout)
    found = [re.escape(parts[0])]
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        found.append(rf"(?P<{name}>{'[0-9]+' if name == 'number' else '[^/]+'})")
        found.append(re.escape(text))
    return re.compile("".join(found))


def stem(path: str) -> str:
    """Return the name of a file without its ending."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _as_laid_out(below: str, said: Mapping[str, str], words: Mapping[str, str]) -> Standing:
    status = words.get(said.get("status", "").lower())
    return Standing(
        stem(below),
        SpecStatus(status) if status else None,
        *(said.get(name, "") for name in ("cycle", "project", "number")),
    )


def _guessed(below: str, words: Mapping[str, str]) -> Standing:
    folders = below.split("/")[:-1]
    status, cycle, roles = "", "", list[str]()
    for folder in folders:
        word, series = _status(folder, words), _cycle(folder, words)
        # The folder that is next to the file says most.
        status, cycle = word or status, series or cycle
        roles.append("cycle" if series else "status" if word else "")
    number = _NUMBER.match(stem(below))
    return Standing(
        stem(below),
        SpecStatus(status) if status else None,
        cycle,
        _project(folders, roles),
        number[1] if number else "",
    )


def _status(folder: str, words: Mapping[str, str]) -> str:
    lowered = folder.lower()
    if lowered in words:
        return words[lowered]
    series, _, word = lowered.partition("-")
    return words.get(word, "") if is_cycle(series) else ""


def _cycle(folder: str, words: Mapping[str, str]) -> str:
    series, dash, word = folder.partition("-")
    return series if is_cycle(series) and (not dash or word.lower() in words) else ""


def _project(folders: list[str], roles: list[str]) -> str:
    """Return the folder before a cycle or status, or after a cycle and status, if it has none."""
    if len(folders) > 1 and not roles[0] and roles[1]:
        found = folders[0]
    elif len(folders) > 2 and roles[:3] == ["cycle", "status", ""]:
        found = folders[2]
    else:
        return ""
    return "" if found.lower() in _NO_PROJECTS else found
