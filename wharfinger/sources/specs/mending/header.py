# SPDX-License-Identifier: Apache-2.0
"""What stands above the first section: the licence, and the order of the fields."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise

from wharfinger.contract.specs.metadata import FIELDS
from wharfinger.model import Outline
from wharfinger.sources.specs.mending import RefusedError, Rules
from wharfinger.sources.specs.mending.titles import first_line, heading
from wharfinger.sources.specs.metadata import fields_of
from wharfinger.sources.suppressions import MARK

_WIDTH = 79
_LICENCE = re.compile(r"licen[cs]e", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\s)(https?://\S+)$")


def with_licence(text: str, outline: Outline, rules: Rules) -> str:
    """Return the text with the licence as a comment above its title."""
    if not rules.licence:
        return text
    if not outline.title:
        raise RefusedError("it has no title to put the licence above")
    lines = text.split("\n")
    end = first_line(lines, heading(lines, outline.title_line))
    wanted = _plain(rules.licence)
    bounds = _unindented(lines[:end], wanted)
    if bounds:
        lines[slice(*bounds)] = [f" {line}" if line else line for line in lines[slice(*bounds)]]
        return "\n".join(lines)
    head = "\n".join(lines[:end])
    if wanted in _plain(head):
        return text
    if _LICENCE.search(head):
        raise RefusedError("its header has other words about a licence")
    top = _behind_suppressions(lines)
    return "\n".join([*lines[:top], *_comment(wanted), "", *lines[top:]])


def with_ordered_fields(text: str, outline: Outline, rules: Rules) -> str:
    """Return the text with its fields in their order. Unknown ones stay where they are."""
    ranks = [_rank(field.name) for field in fields_of(outline, rules.policy)]
    known = [rank for rank in ranks if rank >= 0]
    if known == sorted(known):
        return text
    lines = text.split("\n")
    starts = [field.line - 1 for field in outline.fields]
    bounds = [*starts, _end(lines, starts[-1])]
    chunks = [lines[a:b] for a, b in pairwise(bounds)]
    if any(not chunk or not chunk[0].startswith(":") for chunk in chunks):
        raise RefusedError("its fields are in no usual form")
    if any(not line.strip() for chunk in chunks for line in chunk):
        raise RefusedError("there are empty lines between its fields")
    ordered = [line for place in slots(ranks) for line in chunks[place]]
    return "\n".join([*lines[: starts[0]], *ordered, *lines[bounds[-1] :]])


def slots(ranks: Sequence[int]) -> list[int]:
    """Return which item comes in which place: those with a rank in its order, others stay."""
    order = iter(sorted((n for n, rank in enumerate(ranks) if rank >= 0), key=ranks.__getitem__))
    return [next(order) if rank >= 0 else n for n, rank in enumerate(ranks)]


def _unindented(head: list[str], wanted: str) -> tuple[int, int] | None:
    """Return where a licence stands behind an empty comment that should have held it."""
    for start, line in enumerate(head[:-1]):
        if line.rstrip() == ".." and head[start + 1][:1].strip():
            for end in range(start + 2, len(head) + 1):
                if _plain("\n".join(head[start + 1 : end])) == wanted:
                    return start + 1, end
    return None


def _behind_suppressions(lines: list[str]) -> int:
    """Return where the top is: what silences findings of the whole file stays first."""
    top = 0
    while top < len(lines) and lines[top].startswith(f".. {MARK}"):
        top += 1
    if top and top < len(lines) and not lines[top].strip():
        top += 1
    return top


def _comment(licence: str) -> list[str]:
    """Return the licence as a comment, an address at its end in a paragraph of its own."""
    address = _ADDRESS.search(licence)
    words = licence[: address.start()] if address else licence
    lines = textwrap.wrap(words, _WIDTH - 1, break_long_words=False, break_on_hyphens=False)
    if address:
        lines += ["", address[0]]
    return ["..", *(f" {line}" if line else "" for line in lines)]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _rank(name: str) -> int:
    return FIELDS.index(name) if name in FIELDS else -1


def _end(lines: list[str], start: int) -> int:
    """Return the end of the field that begins on a line: that of its indented lines."""
    end = start + 1
    while end < len(lines) and lines[end][:1] in {" ", "\t"} and lines[end].strip():
        end += 1
    return end
