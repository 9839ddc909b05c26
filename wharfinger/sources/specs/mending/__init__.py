# SPDX-License-Identifier: Apache-2.0
"""Mending what has one right answer in the text of a spec: one file for each kind of fault.

Each takes the text and what is in it, and returns the text as it should be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wharfinger.model.genre import Genre
from wharfinger.model.policy import SpecsPolicy


@dataclass(frozen=True, slots=True)
class Rules:
    """What a spec is held to: its genre, if it has one, and the policy."""

    genre: Genre | None = None
    policy: SpecsPolicy = field(default_factory=SpecsPolicy)

    @property
    def licence(self) -> str:
        """The text that the header must have, empty for none."""
        if self.policy.licence is not None:
            return self.policy.licence
        return self.genre.licence if self.genre else ""


class RefusedError(Exception):
    """There is more than one way to mend it; the text says which doubt there is."""
