# SPDX-License-Identifier: Apache-2.0
"""What specs claim, what became of it, and what was delivered without a claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wharfinger.contract.specs.delivery import DUE, PARTS, deliveries, unclaimed
from wharfinger.contract.specs.delivery.verdicts import ClaimDelivery, SpecDelivery, Verdict
from wharfinger.model import (
    Catalog,
    Column,
    Option,
    Page,
    Paragraph,
    SpecStatus,
    Table,
    Value,
    ViewInfo,
)
from wharfinger.views import (
    COLUMNS,
    FunctionView,
    delivery_data,
    pick_columns,
    spec_anchor,
    unclaimed_data,
    unclaimed_table,
    verdict_value,
    version_told,
    words,
    written_claim,
)

INFO = ViewInfo(
    name="spec-delivery",
    title="Delivery of specs",
    summary="Compare what specs claim with drivers, interfaces, options and release notes.",
    groups="none",
    parts=PARTS,
    options=(
        Option(
            "status",
            "list",
            "look at specs in these states; accepted and implemented if not said",
            choices=tuple(SpecStatus),
        ),
        Option("verdict", "list", "show these verdicts alone", choices=tuple(Verdict)),
        COLUMNS,
    ),
)
_TITLES = {
    "spec": "Spec",
    "status": "Status",
    "claim": "Claim",
    "verdict": "Delivery",
    "version": "Since",
    "note": "Note",
}


def _build(catalog: Catalog, _: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    statuses = {SpecStatus(word) for word in words(options, "status")} or DUE
    found = deliveries(catalog, statuses)
    others = unclaimed(catalog)
    rows = list(_shown(found, words(options, "verdict")))
    data = {
        "specs": [_spec(item) for item in found],
        "unclaimed": [unclaimed_data(item) for item in others],
        "counts": _counts(found),
    }
    blocks: list[Table | Paragraph] = []
    if rows:
        blocks.append(pick_columns(_claims(catalog, rows), words(options, "columns")))
    else:
        blocks.append(Paragraph(_why_empty(catalog, found, statuses)))
    if others and not words(options, "verdict"):
        blocks.append(unclaimed_table(others))
    return Page(INFO.title, tuple(blocks), data, _summary(found))


def _shown(
    found: Sequence[SpecDelivery], verdicts: Sequence[str]
) -> Iterator[tuple[SpecDelivery, ClaimDelivery]]:
    for item in found:
        for claim in item.claims:
            if not verdicts or claim.verdict in verdicts:
                yield item, claim


def _claims(catalog: Catalog, rows: Sequence[tuple[SpecDelivery, ClaimDelivery]]) -> Table:
    return Table(
        columns=tuple(Column(key, title) for key, title in _TITLES.items()),
        rows=tuple(_row(catalog, item, claim) for item, claim in rows),
        title="Claims",
    )


def _row(catalog: Catalog, item: SpecDelivery, claim: ClaimDelivery) -> tuple[Value, ...]:
    verdict = verdict_value(claim.verdict)
    evidence = next(iter(claim.judgement.evidence), None)
    return (
        Value(item.spec.title or item.spec.slug, link=spec_anchor(catalog, item.spec)),
        Value(str(item.spec.status or "")),
        Value(written_claim(claim.claim), evidence=claim.claim.location),
        Value(verdict.text, status=verdict.status, evidence=evidence),
        Value(version_told(claim), evidence=claim.told_at),
        Value(claim.judgement.note),
    )


def _spec(item: SpecDelivery) -> dict[str, object]:
    spec = item.spec
    own = {"path": spec.path, "slug": spec.slug, "title": spec.title}
    return own | {"status": str(spec.status) if spec.status else None} | delivery_data(item)


def _counts(found: Sequence[SpecDelivery]) -> dict[str, int]:
    counts = Counter(item.verdict for item in found)
    return {str(verdict): counts[verdict] for verdict in Verdict}


def _why_empty(
    catalog: Catalog, found: Sequence[SpecDelivery], statuses: frozenset[SpecStatus] | set[Any]
) -> str:
    if found:
        return "Nothing passes the filter."
    if not catalog.specs:
        return f"There are no specs below {catalog.policy.specs.folder or 'specs'}/."
    listed = " or ".join(status for status in SpecStatus if status in statuses)
    return (
        f"No spec that is {listed} claims anything. A spec says what it changes in the fields "
        "adds-driver, changes-interface, removes-driver and adds-option below its title."
    )


def _summary(found: Sequence[SpecDelivery]) -> str:
    parts = [f"{count} {verdict}" for verdict, count in _counts(found).items() if count]
    return f"specs: {', '.join(parts)}" if parts else ""


view = FunctionView(INFO, _build)
