# SPDX-License-Identifier: Apache-2.0
"""What source text means, from a reader that is made once somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from wharfinger.model import ClassInfo
from wharfinger.sources.python.meaning import ReaderMeaning
from wharfinger.sources.python.reader import Reader


class LaterMeaning:
    """Answers like :class:`~wharfinger.sources.python.meaning.ReaderMeaning`.

    Implements :class:`wharfinger.model.Meaning`.
    """

    def __init__(self, make: Callable[[], Reader]) -> None:
        self._make = make

    @cached_property
    def _meaning(self) -> ReaderMeaning:
        return ReaderMeaning(self._make())

    def annotation(self, text: str, module: str) -> frozenset[str]:
        """Return the alternatives that an annotation allows, none for an empty text."""
        return self._meaning.annotation(text, module)

    def constant(self, text: str, module: str) -> object:
        """Return the value of an expression at the top of a module."""
        return self._meaning.constant(text, module)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the ancestors of a class, none for what is no class or cannot be read."""
        return self._meaning.ancestors(name)

    def class_named(self, name: str) -> ClassInfo | None:
        """Return the class that can be had by a name, None where there is none."""
        return self._meaning.class_named(name)
