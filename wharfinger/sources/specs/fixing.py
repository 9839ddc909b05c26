# SPDX-License-Identifier: Apache-2.0
"""``spec lint --fix``: from the text of a spec to the same text with faults mended.

Only what has one right answer is mended, and nothing but that: each step is kept only if the
text says the same as before when it is read again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from wharfinger.contract.specs import codes as known
from wharfinger.model.spec import Outline, Section
from wharfinger.sources.specs.mending import RefusedError, Rules
from wharfinger.sources.specs.mending.header import with_licence, with_ordered_fields
from wharfinger.sources.specs.mending.lines import (
    with_final_newline,
    without_returns,
    without_trailing_space,
)
from wharfinger.sources.specs.mending.order import with_ordered_sections
from wharfinger.sources.specs.mending.titles import with_adornments, with_title_apart

__all__ = ["CODES", "Fixed", "Rules", "fix"]

# One step can make way for another that comes before it.
_MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Fixed:
    """The text with what could be mended; what was done and what was not, each with its code.

    If ``unread`` says why the text cannot be read as reStructuredText, it is as it was.
    """

    text: str
    done: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """A way to mend what a code stands for; ``keeps`` tells whether two outlines say the same."""

    code: str
    what: str
    mend: Callable[[str, Outline, Rules], str]
    keeps: Callable[[Outline, Outline], bool]


def fix(text: str, rules: Rules, codes: Collection[str] | None = None) -> Fixed:
    """Return the text of a spec mended, of the codes that are given or of all.

    To mend the result again changes nothing.
    """
    run = _Run(text, rules)
    if run.unread:
        return Fixed(text, unread=run.unread)
    steps = [step for step in _STEPS if codes is None or step.code in codes]
    for _ in range(_MOST_ROUNDS):
        before = run.text
        for step in steps:
            run.take(step)
        if run.text == before:
            break
    return Fixed(run.text, tuple(run.done), tuple(run.refused.items()))


class _Run:
    """A text on its way through the steps."""

    def __init__(self, text: str, rules: Rules) -> None:
        self.text, self._rules = text, rules
        self._outline = _read(text)
        self.done: dict[tuple[str, str], None] = {}
        self.refused: dict[str, str] = {}

    @property
    def unread(self) -> str:
        """Why the text cannot be read, empty if it can."""
        found = self._outline
        said = bool(found.title or found.sections or found.digest)
        faults = (f for f in found.faults if f.rule == "limit" or (f.rule == "markup" and not said))
        return next((fault.message for fault in faults), "")

    def take(self, step: _Step) -> None:
        """Take a step if it can be taken and leaves the text saying what it said."""
        self.refused.pop(step.code, None)
        try:
            mended = step.mend(self.text, self._outline, self._rules)
        except RefusedError as error:
            self.refused[step.code] = str(error)
            return
        if mended == self.text:
            return
        outline = _read(mended)
        if step.keeps(self._outline, outline):
            self.text, self._outline = mended, outline
            self.done[step.code, step.what] = None
        else:
            self.refused[step.code] = "the text would not say the same"


def _read(text: str) -> Outline:
    # Imported only now: whoever mends nothing can do without docutils.
    from wharfinger.sources.specs.outline import outline

    # How long lines are is of no interest here.
    return outline(text, 0)


def _same(before: Outline, after: Outline) -> bool:
    """Tell whether two texts say the same in the same order."""
    return (
        before.title == after.title
        and before.digest == after.digest
        and _words(before.sections) == _words(after.sections)
        and before.fields == after.fields
        and _faults(after) <= _faults(before)
    )


def _fewer_faults(before: Outline, after: Outline) -> bool:
    """Tell whether a text only lost faults: what was no title for docutils can be one now."""
    return _faults(after) < _faults(before)


def _title_promoted(before: Outline, after: Outline) -> bool:
    return after.title_apart and _licensed(before, after)


def _licensed(before: Outline, after: Outline) -> bool:
    """Tell whether a text differs in its header alone."""
    return (
        before.title == after.title
        and before.digest == after.digest
        and _faults(after) <= _faults(before)
    )


def _same_fields(before: Outline, after: Outline) -> bool:
    """Tell whether two texts differ in the order of fields alone."""
    return _licensed(before, after) and _values(before) == _values(after)


def _same_sections(before: Outline, after: Outline) -> bool:
    """Tell whether two texts differ in the order of their sections alone."""
    return (
        before.title == after.title
        and before.fields == after.fields
        and _unordered(before.sections) == _unordered(after.sections)
        and _faults(after) <= _faults(before)
    )


def _words(sections: Iterable[Section]) -> tuple[object, ...]:
    return tuple((item.title, item.digest, _words(item.sections)) for item in sections)


def _unordered(sections: Iterable[Section]) -> Counter[object]:
    """Return what sections say, whatever their order and that of those in them."""
    return Counter(
        (item.title, item.digest, frozenset(_unordered(item.sections).items())) for item in sections
    )


def _values(outline: Outline) -> Counter[tuple[str, str]]:
    return Counter((field.name, field.value) for field in outline.fields)


def _faults(outline: Outline) -> Counter[str]:
    return Counter(fault.message for fault in outline.faults if fault.rule == "markup")


_STEPS = (
    _Step(known.CARRIAGE_RETURN, "carriage returns", without_returns, _same),
    _Step(known.TRAILING_SPACE, "trailing space", without_trailing_space, _same),
    _Step(known.NO_FINAL_NEWLINE, "the final newline", with_final_newline, _same),
    _Step(known.INVALID_MARKUP, "adornments of titles", with_adornments, _fewer_faults),
    _Step(known.TITLE, "the adornment of the title", with_title_apart, _title_promoted),
    _Step(known.LICENCE, "the licence", with_licence, _licensed),
    _Step(known.METADATA_ORDER, "the order of fields", with_ordered_fields, _same_fields),
    _Step(known.SECTION_ORDER, "the order of sections", with_ordered_sections, _same_sections),
)

CODES = frozenset(step.code for step in _STEPS)
"""The codes of what can be mended."""
