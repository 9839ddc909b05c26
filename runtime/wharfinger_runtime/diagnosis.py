# SPDX-License-Identifier: Apache-2.0
"""Symptoms, and what the examination of one came to."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Outcome(enum.StrEnum):
    """What the examination of one symptom came to."""

    ABSENT = "absent"
    FOUND = "found"
    NOT_APPLICABLE = "not_applicable"
    NOT_EXAMINED = "not_examined"


@dataclass(frozen=True, slots=True)
class Symptom:
    """One thing to look for; named ``<module>.<function without its prefix>``."""

    name: str
    title: str
    advice: str
    look: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A symptom with its outcome.

    The details say what was found and where, why the symptom does not apply, or why it could not
    be examined.
    """

    symptom: Symptom
    outcome: Outcome
    details: tuple[str, ...] = ()
