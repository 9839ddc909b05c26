# SPDX-License-Identifier: Apache-2.0
"""What became of the claims of a spec."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.model import Claim, Location, Spec


class Verdict(StrEnum):
    """What a project has of what was claimed."""

    DELIVERED = "delivered"
    PARTLY = "partly"
    NOT_DELIVERED = "not delivered"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, why, and where that was read.

    ``unnamed`` tells that nothing here knows the group or the class of which the claim is.
    """

    verdict: Verdict
    note: str = ""
    evidence: tuple[Location, ...] = ()
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class ClaimDelivery:
    """A claim with what became of it.

    ``version`` is the first release whose notes tell of it, empty for what is not released yet,
    None where no note of a known release does. ``told_at`` is that note.
    """

    claim: Claim
    judgement: Judgement
    version: str | None = None
    told_at: Location | None = None

    @property
    def verdict(self) -> Verdict:
        """What became of the claim."""
        return self.judgement.verdict

    @property
    def evidence(self) -> tuple[Location, ...]:
        """Where the verdict was read, and the release note that tells of it."""
        return (*self.judgement.evidence, *filter(None, (self.told_at,)))


@dataclass(frozen=True, slots=True)
class SpecDelivery:
    """A spec with what became of each of its claims."""

    spec: Spec
    claims: tuple[ClaimDelivery, ...]

    @property
    def verdict(self) -> Verdict | None:
        """What became of the spec as a whole, None if it claims nothing.

        Some claims delivered and some not is partly.
        """
        verdicts = {item.verdict for item in self.claims}
        if len(verdicts) < 2:
            return next(iter(verdicts), None)
        if verdicts == {Verdict.DELIVERED, Verdict.UNKNOWN}:
            return Verdict.UNKNOWN
        if verdicts == {Verdict.NOT_DELIVERED, Verdict.UNKNOWN}:
            return Verdict.NOT_DELIVERED
        return Verdict.PARTLY


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """Something that is there and that no spec claims: ``kind`` as :class:`Names` has it."""

    kind: str
    group: str
    name: str
    location: Location | None = None
