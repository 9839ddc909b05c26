# SPDX-License-Identifier: Apache-2.0
"""The form of a genre file, with faults that name file, line and key."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from wharfinger.errors import PolicyError
from wharfinger.sources.policy.document import Document, Key, excerpt

MOST_VERSIONS = 99
"""No layout has changed so often; each version is a genre of its own in memory."""

_MOST_FAULTS = 100
_FLAGS = ("closed", "exact_case", "ordered")
_TEXTS = ("history", "licence", "title")
_OF_GENRE = frozenset({*_FLAGS, *_TEXTS, "metadata", "sections", "versions"})
_OF_SECTION = frozenset(
    {"aliases", "may_be_empty", "optional", "sections", "since", "title", "until"}
)

Problem = tuple[Key, str]


def validate(document: Document) -> None:
    """Compare a document with the form of a genre file.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults, in file order.
    """
    problems = dict.fromkeys(islice(_problems(document.data), _MOST_FAULTS))
    faults = [document.fault(key, message) for key, message in problems]
    faults += document.faults
    if faults:
        raise PolicyError(sorted(faults, key=lambda fault: (fault.line, fault.key)))


def _problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _unknown(data, (), _OF_GENRE)
    yield from _each(data, (), _FLAGS, _flag)
    yield from _each(data, (), _TEXTS, _text)
    yield from _each(data, (), ("metadata",), _texts)
    yield from _each(data, (), ("versions",), _version)
    if "sections" not in data:
        yield (), "the key 'sections' is missing; list the titles of the genre's sections"
        return
    newest = data.get("versions", 1)
    limit = newest if _is_number(newest, MOST_VERSIONS) else MOST_VERSIONS
    yield from _sections(data["sections"], ("sections",), limit)


def _sections(items: object, key: Key, newest: int) -> Iterator[Problem]:
    if not isinstance(items, list) or not items:
        yield key, "expected a list of sections, each a title or a mapping with a title"
        return
    for index, item in enumerate(items):
        if isinstance(item, dict):
            yield from _section(item, (*key, index), newest)
        else:
            yield from _text(item, (*key, index))


def _section(data: Mapping[str, Any], key: Key, newest: int) -> Iterator[Problem]:
    yield from _unknown(data, key, _OF_SECTION)
    if "title" not in data:
        yield key, "the key 'title' is missing"
    yield from _each(data, key, ("title",), _text)
    yield from _each(data, key, ("may_be_empty", "optional"), _flag)
    yield from _each(data, key, ("aliases",), _texts)
    for name in ("since", "until"):
        if name in data and not _is_number(data[name], newest):
            yield (*key, name), f"expected a version of the genre, from 1 to {newest}"
    if "sections" in data:
        yield from _sections(data["sections"], (*key, "sections"), newest)


def _each(
    data: Mapping[str, Any],
    key: Key,
    names: Collection[str],
    problems: Callable[[object, Key], Iterator[Problem]],
) -> Iterator[Problem]:
    for name in names:
        if name in data:
            yield from problems(data[name], (*key, name))


def _unknown(data: Mapping[str, Any], key: Key, known: Collection[str]) -> Iterator[Problem]:
    for name in sorted(set(data) - set(known)):
        close = difflib.get_close_matches(name[:40], sorted(known), 1)
        hint = f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(sorted(known))}"
        yield (*key, name), f"unknown key; {hint}"


def _flag(value: object, key: Key) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield key, "expected yes or no"


def _text(value: object, key: Key) -> Iterator[Problem]:
    if not isinstance(value, str):
        hint = (
            f"; put {excerpt(str(value))} in quotes"
            if isinstance(value, bool | int | float)
            else ""
        )
        yield key, f"expected text{hint}"
    elif not value.strip():
        yield key, "is empty; write a value or leave the key out"


def _texts(value: object, key: Key) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield key, "expected a list of texts"
        return
    for index, item in enumerate(value):
        yield from _text(item, (*key, index))


def _version(value: object, key: Key) -> Iterator[Problem]:
    if not _is_number(value, MOST_VERSIONS):
        yield key, f"expected how many versions the genre has, from 1 to {MOST_VERSIONS}"


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
