# SPDX-License-Identifier: Apache-2.0
"""The specs that there are, in groups, with what each says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wharfinger.contract.specs.delivery import DUE, PARTS, deliveries, unclaimed
from wharfinger.contract.specs.delivery.verdicts import SpecDelivery, Unclaimed, Verdict
from wharfinger.model import (
    Block,
    Catalog,
    Column,
    Option,
    Page,
    Paragraph,
    Spec,
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
    spec_key,
    unclaimed_data,
    unclaimed_table,
    verdict_value,
    words,
    written_claims,
)
from wharfinger.views.spec_index.grouping import BY, grouped
from wharfinger.views.spec_index.picking import picked

INFO = ViewInfo(
    name="spec-index",
    title="Specs",
    summary="List the specs: status, cycle, authors, what each claims, what was delivered.",
    groups="none",
    parts=("specs", "policy"),
    options=(
        Option(
            "group-by", "string", "one table for each of these", default="cycle", choices=tuple(BY)
        ),
        Option("status", "list", "show specs in these states alone", choices=tuple(SpecStatus)),
        Option("cycle", "list", "show specs for these releases alone", metavar="CYCLE,..."),
        Option("driver", "list", "show specs that add or remove these drivers", metavar="NAME,..."),
        Option("interface", "list", "show specs that change these interfaces", metavar="NAME,..."),
        Option("delivery", "flag", "compare what specs claim with what the project has"),
        COLUMNS,
    ),
    parts_of=(("delivery", PARTS),),
)
_TITLES = {
    "spec": "Spec",
    "name": "Name",
    "status": "Status",
    "cycle": "Cycle",
    "authors": "Authors",
    "genre": "Genre",
    "delivery": "Delivery",
    "claims": "Claims",
    "path": "File",
    "genre_basis": "Genre by",
}
COLUMN_KEYS = tuple(_TITLES)
"""The keys of all columns, in their order."""

_ASKED = frozenset({"path", "genre_basis"})
"""The columns that are shown only if they are chosen."""

_LISTS = ("authors", "requires", "supersedes", "superseded_by")
_TEXTS = ("path", "slug", "title", "cycle", "project", "number", "tracker", "template")


def _build(catalog: Catalog, _: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    specs = picked(catalog.specs, options)
    known = _deliveries(catalog) if options.get("delivery") else None
    others = unclaimed(catalog) if options.get("delivery") else ()
    data = _data(catalog, specs, known, others)
    if not specs:
        return Page(INFO.title, (Paragraph(_why_empty(catalog)),), data)
    blocks = _tables(catalog, specs, known, options)
    if others and len(specs) == len(catalog.specs):
        blocks = (*blocks, unclaimed_table(others))
    return Page(INFO.title, blocks, data, _summary(catalog, specs, known))


def _deliveries(catalog: Catalog) -> dict[str, SpecDelivery]:
    return {item.spec.path: item for item in deliveries(catalog)}


def _data(
    catalog: Catalog,
    specs: Sequence[Spec],
    known: Mapping[str, SpecDelivery] | None,
    others: Iterable[Unclaimed],
) -> dict[str, object]:
    found: dict[str, object] = {
        "specs": [_spec(spec, known) for spec in specs],
        "counts": _counts(catalog, specs),
    }
    if known is not None:
        found["unclaimed"] = [unclaimed_data(item) for item in others]
    return found


def _why_empty(catalog: Catalog) -> str:
    if catalog.specs:
        return "Nothing passes the filter."
    return f"There are no specs below {catalog.policy.specs.folder or 'specs'}/."


def _tables(
    catalog: Catalog,
    specs: Iterable[Spec],
    known: Mapping[str, SpecDelivery] | None,
    options: Mapping[str, Any],
) -> tuple[Block, ...]:
    by = options.get("group-by") or "cycle"
    keys = _columns(words(options, "columns"), by, known)
    return tuple(
        pick_columns(_table(catalog, title, members, known), keys)
        for title, members in grouped(specs, by)
    )


def _columns(
    chosen: Sequence[str], by: str, known: Mapping[str, SpecDelivery] | None
) -> Sequence[str]:
    """Return the columns to show: without a choice, those that say more than the table's title."""
    if chosen:
        return chosen
    left_out = {*_ASKED, "delivery" if known is None else "", by if by != "driver" else ""}
    return [name for name in _TITLES if name not in left_out]


def _table(
    catalog: Catalog,
    title: str,
    specs: Iterable[Spec],
    known: Mapping[str, SpecDelivery] | None,
) -> Table:
    return Table(
        columns=tuple(Column(name, text) for name, text in _TITLES.items()),
        rows=tuple(_row(catalog, spec, known or {}) for spec in specs),
        title=title,
    )


def _row(catalog: Catalog, spec: Spec, known: Mapping[str, SpecDelivery]) -> tuple[Value, ...]:
    return (
        Value(spec.title or spec.slug, anchor=spec_anchor(catalog, spec)),
        Value(spec_key(catalog, spec)),
        Value(str(spec.status or ""), status=str(spec.status or "")),
        Value(spec.cycle),
        Value(", ".join(spec.authors)),
        Value(spec.genre, note=spec.genre_basis),
        _delivered(known.get(spec.path)),
        Value(written_claims(spec.claims)),
        Value(spec.path),
        Value(spec.genre_basis),
    )


def _delivered(delivery: SpecDelivery | None) -> Value:
    if delivery is None:
        return Value("")
    count = sum(item.verdict is Verdict.DELIVERED for item in delivery.claims)
    of = len(delivery.claims)
    note = "" if of in (count, 1) else f"{count} of {of} claims"
    return verdict_value(delivery.verdict, note)


def _spec(spec: Spec, known: Mapping[str, SpecDelivery] | None) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(spec, name) for name in _TEXTS}
    found["status"] = str(spec.status) if spec.status else None
    found["genre"] = spec.genre
    found["genre_basis"] = spec.genre_basis
    found["claims"] = [{"kind": item.kind, "target": item.target} for item in spec.claims]
    found |= {name: list(getattr(spec, name)) for name in _LISTS}
    if known is not None:
        delivery = known.get(spec.path)
        found["delivery"] = delivery_data(delivery) if delivery else None
    return found


def _counts(catalog: Catalog, specs: Sequence[Spec]) -> dict[str, object]:
    return {
        "specs": len(specs),
        "skipped": len(catalog.skipped_specs),
        "status": dict(sorted(Counter(str(s.status) for s in specs if s.status).items())),
        "cycle": dict(sorted(Counter(spec.cycle for spec in specs if spec.cycle).items())),
        "genre": dict(sorted(Counter(spec.genre for spec in specs if spec.genre).items())),
    }


def _summary(
    catalog: Catalog, specs: Sequence[Spec], known: Mapping[str, SpecDelivery] | None
) -> str:
    counts = Counter(spec.status for spec in specs)
    parts = [f"{counts[status]} {status}" for status in SpecStatus if counts[status]]
    total = f"{len(specs)} spec{'' if len(specs) == 1 else 's'}"
    if len(specs) != len(catalog.specs):
        total = f"{len(specs)} of {len(catalog.specs)} specs"
    lines = [f"{total}: {', '.join(parts)}" if parts else total]
    if known is not None:
        lines.append(_delivery_summary(specs, known))
    return "; ".join(lines)


def _delivery_summary(specs: Sequence[Spec], known: Mapping[str, SpecDelivery]) -> str:
    verdicts = Counter(known[spec.path].verdict for spec in specs if spec.path in known)
    said = [f"{verdicts[verdict]} {verdict}" for verdict in Verdict if verdicts[verdict]]
    silent = sum(spec.status in DUE and not spec.claims for spec in specs)
    return ", ".join([*said, *([f"{silent} without a claim"] if silent else [])]) or "no claims"


view = FunctionView(INFO, _build)
