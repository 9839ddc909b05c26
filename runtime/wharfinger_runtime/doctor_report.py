# SPDX-License-Identifier: Apache-2.0
"""Writing what the doctor found: text for people, JSON for programs, and the exit status."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TextIO

from wharfinger_runtime.diagnosis import Diagnosis, Symptom

WIDTH = 79
INDENT = "    "

HEALTHY, FOUND, NOTHING_EXAMINED, FAILED = range(4)


def write_report(
    diagnoses: Sequence[Diagnosis],
    stream: TextIO,
    format: Literal["text", "json"] = "text",  # noqa: A002 - as the option of a command
    *,
    verbose: bool = False,
) -> int:
    """Write a report and return the exit status of the run.

    :param verbose: in text, show the symptoms that do not apply too, with the reason
    :returns: 0 healthy; 1 symptoms were found; 2 nothing was examined; 3 a symptom could not be
        examined, whatever the others said
    """
    if format == "json":
        stream.write(json.dumps(as_data(diagnoses), indent=2) + "\n")
    else:
        stream.writelines(f"{line}\n" for line in _lines(diagnoses, verbose))
    return exit_status(diagnoses)


def write_list(symptoms: Iterable[Symptom], stream: TextIO) -> None:
    """Write the name and the title of each symptom, one a line."""
    stream.writelines(f"{symptom.name}: {symptom.title}\n" for symptom in symptoms)


def as_data(diagnoses: Sequence[Diagnosis]) -> dict[str, Any]:
    """Return the report as plain data: the counts, then every diagnosis."""
    return {
        "counts": _counts(diagnoses),
        "symptoms": [
            {
                "name": diagnosis.symptom.name,
                "title": diagnosis.symptom.title,
                "outcome": diagnosis.outcome.value,
                "details": list(diagnosis.details),
                "advice": diagnosis.symptom.advice,
            }
            for diagnosis in diagnoses
        ],
    }


def exit_status(diagnoses: Sequence[Diagnosis]) -> int:
    """Return what `write_report` returns."""
    counts = _counts(diagnoses)
    if counts["not_examined"]:
        return FAILED
    if not counts["examined"]:
        return NOTHING_EXAMINED
    return FOUND if counts["found"] else HEALTHY


def _counts(diagnoses: Sequence[Diagnosis]) -> dict[str, int]:
    counts = Counter(diagnosis.outcome.value for diagnosis in diagnoses)
    return {
        "examined": counts["absent"] + counts["found"],
        "found": counts["found"],
        "not_examined": counts["not_examined"],
        "not_applicable": counts["not_applicable"],
    }


def _lines(diagnoses: Sequence[Diagnosis], verbose: bool) -> Iterator[str]:
    shown = {"found", "not_examined"} | ({"not_applicable"} if verbose else set())
    for diagnosis in diagnoses:
        if diagnosis.outcome.value in shown:
            yield from _block(diagnosis)
            yield ""
    yield _summary(_counts(diagnoses))


def _summary(counts: dict[str, int]) -> str:
    symptoms = "symptom" if counts["examined"] == 1 else "symptoms"
    parts = [f"{counts['examined']} {symptoms} examined", f"{counts['found']} found"]
    parts.append(f"{counts['not_examined']} could not be examined")
    if counts["not_applicable"]:
        parts.append(f"{counts['not_applicable']} not applicable")
    return ", ".join(parts)


def _block(diagnosis: Diagnosis) -> Iterator[str]:
    remark = {"not_examined": "could not be examined", "not_applicable": "does not apply"}
    marked = remark.get(diagnosis.outcome.value)
    heading = f"{diagnosis.symptom.name}: {diagnosis.symptom.title}"
    yield f"{heading} ({marked})" if marked else heading
    for detail in diagnosis.details:
        yield from _wrapped(_printable(detail), "  - ")
    if diagnosis.outcome.value != "not_applicable":
        yield from _advice(diagnosis.symptom.advice)


def _advice(advice: str) -> Iterator[str]:
    """Wrap the paragraphs of an advice; an indented one is something to copy, and left alone."""
    for paragraph in filter(None, advice.split("\n\n")):
        yield ""
        if paragraph.startswith(" "):
            yield from textwrap.indent(paragraph, INDENT).splitlines()
        else:
            yield from _wrapped(paragraph, INDENT)


def _wrapped(text: str, first: str) -> list[str]:
    """Wrap text to lines; a word is never cut, it may be a path to copy."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _printable(text: str) -> str:
    """Put what would steer a terminal into escapes; what was read may hold anything."""
    flat = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in flat)
