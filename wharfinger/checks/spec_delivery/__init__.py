# SPDX-License-Identifier: Apache-2.0
"""SPC3xx: what specs claim, compared with what the project has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wharfinger.checks import Rule
from wharfinger.contract.specs.delivery import PARTS, deliveries, releases_since
from wharfinger.contract.specs.delivery.verdicts import ClaimDelivery, SpecDelivery, Verdict
from wharfinger.contract.specs.judged import Scope
from wharfinger.model import (
    Catalog,
    CheckInfo,
    Finding,
    Option,
    Severity,
    SpecStatus,
)

_OPEN = frozenset(SpecStatus) - {
    SpecStatus.SUPERSEDED,
    SpecStatus.REJECTED,
    SpecStatus.WITHDRAWN,
}
_RANK = (Verdict.DELIVERED, Verdict.UNKNOWN, Verdict.PARTLY, Verdict.NOT_DELIVERED)
_LACKING = (Verdict.PARTLY, Verdict.NOT_DELIVERED)


def _info(
    code: str,
    slug: str,
    summary: str,
    severity: Severity = Severity.ERROR,
    options: tuple[Option, ...] = (),
) -> CheckInfo:
    page = f"pages/{slug.replace('-', '_')}.rst"
    # Other checks judge the notes, and read them for that.
    parts = (*(part for part in PARTS if part != "note_texts"), "notes", "comparison")
    return CheckInfo(code, slug, severity, summary, parts, options=options, page=page)


NOT_DELIVERED = _info(
    "SPC301", "implemented-not-delivered", "What an implemented spec claims is not there."
)
NOT_IMPLEMENTED = _info(
    "SPC302",
    "delivered-not-implemented",
    "A spec is delivered since several releases, and not implemented by its status.",
    Severity.WARNING,
    (Option("releases", "integer", "how many releases must have what the spec claims", default=2),),
)
UNKNOWN = _info("SPC303", "unknown-claim", "A claim of a spec names what nothing knows.")


def _not_delivered(catalog: Catalog) -> Iterator[Finding]:
    """Yield what implemented specs lack: those judged, and those that a patch takes it from."""
    scope = Scope(catalog)
    before = _verdicts_of_base(catalog)
    for item in deliveries(catalog, {SpecStatus.IMPLEMENTED}):
        touched = scope.has((item.spec.path,))
        for claim in item.claims:
            was = before.get((item.spec.path, claim.claim.kind, claim.claim.target))
            worse = was is not None and _RANK.index(was) < _RANK.index(claim.verdict)
            if claim.verdict in _LACKING and (touched or worse):
                yield _lacking(item, claim)


def _verdicts_of_base(catalog: Catalog) -> dict[tuple[str, str, str], Verdict]:
    """Return what the base has of what the specs of the head claim."""
    if catalog.comparison is None:
        return {}
    base = replace(catalog.comparison.base, specs=catalog.specs, options=catalog.options)
    return {
        (item.spec.path, claim.claim.kind, claim.claim.target): claim.verdict
        for item in deliveries(base, {SpecStatus.IMPLEMENTED})
        for claim in item.claims
    }


def _lacking(item: SpecDelivery, claim: ClaimDelivery) -> Finding:
    note = f": {claim.judgement.note}" if claim.judgement.note else ""
    is_partly = claim.verdict is Verdict.PARTLY
    return NOT_DELIVERED.finding(
        _subject(item, claim),
        f"the spec is implemented, but '{claim.claim.kind}: {claim.claim.target}' is "
        f"{'delivered in part' if is_partly else 'not delivered'}{note}",
        "Deliver it, correct the claim, or set the status back to accepted.",
        claim.claim.location,
        Severity.WARNING if is_partly else None,
    )


def _unknown(catalog: Catalog) -> Iterator[Finding]:
    scope = Scope(catalog)
    for item in deliveries(catalog, _OPEN):
        for claim in item.claims if scope.has((item.spec.path,)) else ():
            if claim.judgement.unnamed:
                yield UNKNOWN.finding(
                    _subject(item, claim),
                    f"'{claim.claim.kind}: {claim.claim.target}': {claim.judgement.note}",
                    "Correct the claim, or make known what it names.",
                    claim.claim.location,
                )


def _subject(item: SpecDelivery, claim: ClaimDelivery) -> str:
    return f"{item.spec.path}:{claim.claim.kind}:{claim.claim.target}"


def _without_claims(catalog: Catalog) -> str:
    if not catalog.specs:
        return "the project has no specs"
    return "" if any(spec.claims for spec in catalog.specs) else "no spec claims anything"


def _without_drivers(catalog: Catalog) -> str:
    return _without_claims(catalog) or ("" if catalog.groups else "no drivers are known here")


@dataclass(frozen=True, slots=True)
class _NotImplemented:
    """Finds specs that are still accepted, some releases after all that they claim came."""

    info: CheckInfo = NOT_IMPLEMENTED

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:  # noqa: ARG002
        """Return why the check cannot run on what there is, or an empty string."""
        return _without_claims(catalog) or ("" if catalog.releases else "no release is known")

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterable[Finding]:
        """Yield the findings."""
        scope = Scope(catalog)
        for item in deliveries(catalog, {SpecStatus.ACCEPTED}):
            count = releases_since(catalog, item) if scope.has((item.spec.path,)) else None
            if count is not None and count >= options["releases"]:
                yield self._finding(item, count)

    def _finding(self, item: SpecDelivery, count: int) -> Finding:
        versions = ", ".join(dict.fromkeys(claim.version or "" for claim in item.claims))
        releases = "1 release" if count == 1 else f"{count} releases"
        return self.info.finding(
            item.spec.path,
            f"all that the spec claims is in {releases} (first in {versions}), and its status is "
            "still accepted",
            "Set the status to implemented, or add the claims that are still open.",
            item.spec.at("status"),
        )


def _rule(info: CheckInfo, find: Callable[[Catalog], Iterable[Finding]]) -> Rule:
    return Rule(info, find, _without_drivers if info is UNKNOWN else _without_claims)


checks = (
    _rule(NOT_DELIVERED, _not_delivered),
    _NotImplemented(),
    _rule(UNKNOWN, _unknown),
)
