# SPDX-License-Identifier: Apache-2.0
"""Which containers may stand for which others, by what they hold (PEP 484: covariance)."""

from __future__ import annotations

import builtins
import collections.abc
from collections.abc import Callable, Iterator

# What they hold can be had from them, and nothing else put in.
_READ_ONLY = (
    "AsyncIterable",
    "AsyncIterator",
    "Awaitable",
    "Collection",
    "Container",
    "Iterable",
    "Iterator",
    "Mapping",
    "Reversible",
    "Sequence",
    "Set",
)
_Covers = Callable[[frozenset[str], frozenset[str]], bool]


def holds_less(item: str, wide: str, covers: _Covers) -> bool:
    """Tell whether a container fits where a read-only one is asked for.

    ``list[int]`` fits ``Sequence[int | None]``, and a list of unknown items fits any. Of
    mappings, the keys are the same. ``covers`` tells it of the alternatives of what they hold.
    """
    (own, inner), (head, outer) = _split(item), _split(wide)
    if not _is_a(own, head):
        return False
    if not inner or not outer:
        return True
    *keys, held = inner
    *other_keys, allowed = outer
    return keys == other_keys and covers(_alternatives(held), _alternatives(allowed))


def _is_a(own: str, head: str) -> bool:
    """Tell a class of Python itself, or its bare name, that is a read-only container."""
    name = _last(head)
    general = getattr(collections.abc, name, None) if name in _READ_ONLY else None
    if general is None or not _is_standard(head) or not _is_standard(own):
        return False
    found = getattr(collections.abc, _last(own), None) or getattr(builtins, own, None)
    return isinstance(found, type) and issubclass(found, general)


def _is_standard(name: str) -> bool:
    return name.rpartition(":")[0] in ("", "typing", "collections.abc")


def _last(name: str) -> str:
    return name.rpartition(":")[2].replace("AbstractSet", "Set")


def _split(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of a type and its arguments."""
    head, _, rest = text.partition("[")
    return head, tuple(_parts(rest.removesuffix("]"), ", ")) if rest else ()


def _alternatives(text: str) -> frozenset[str]:
    return frozenset(_parts(text, " | "))


def _parts(text: str, between: str) -> Iterator[str]:
    """Yield the parts of a text that a separator outside of brackets divides."""
    part = ""
    for piece in text.split(between):
        part = f"{part}{between}{piece}" if part else piece
        if part.count("[") == part.count("]"):
            yield part
            part = ""
