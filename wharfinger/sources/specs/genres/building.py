# SPDX-License-Identifier: Apache-2.0
"""From the data of a genre file to the versions of its genre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wharfinger.model import Genre, SectionRule


def build(name: str, data: Mapping[str, Any]) -> tuple[Genre, ...]:
    """Return the versions of a genre, oldest first, from data that is valid."""
    newest = data.get("versions", 1)
    return tuple(_genre(name, data, version, newest) for version in range(1, newest + 1))


def _genre(name: str, data: Mapping[str, Any], version: int, newest: int) -> Genre:
    return Genre(
        name=name,
        title=data.get("title", name),
        sections=tuple(_rules(data["sections"], version)),
        version=version,
        newest=newest,
        ordered=data.get("ordered", True),
        exact_case=data.get("exact_case", False),
        closed=data.get("closed", False),
        licence=data.get("licence", ""),
        metadata=tuple(data.get("metadata") or ()),
        history=data.get("history", ""),
    )


def _rules(items: Sequence[Any], version: int) -> Iterator[SectionRule]:
    for item in items:
        data: Mapping[str, Any] = {"title": item} if isinstance(item, str) else item
        if data.get("since", 1) <= version <= data.get("until", version):
            yield SectionRule(
                title=data["title"],
                required=not data.get("optional", False),
                aliases=tuple(data.get("aliases") or ()),
                sections=tuple(_rules(data.get("sections") or (), version)),
                may_be_empty=data.get("may_be_empty", False),
            )
