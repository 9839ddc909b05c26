# SPDX-License-Identifier: Apache-2.0
"""What authors of drivers must change between two versions of an interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.contract import interfaces
from wharfinger.contract.lifecycle import version_key
from wharfinger.contract.signature_text import signature
from wharfinger.contract.upgrade import Guide, guide
from wharfinger.errors import ConfigurationError
from wharfinger.model import (
    Catalog,
    Column,
    Contract,
    Method,
    Option,
    Page,
    Paragraph,
    Table,
    Value,
    ViewInfo,
)
from wharfinger.views import FunctionView, first_paragraph, one_group, place

INFO = ViewInfo(
    name="upgrade",
    title="Upgrade guide for drivers",
    summary="Show what authors of drivers must change between two versions of an interface.",
    groups="one",
    parts=("groups", "contracts", "policy"),
    options=(
        Option("old", "text", "the version that a driver follows; the last but one if not said"),
        Option("new", "text", "the version that it is to follow; the newest if not said"),
    ),
)

_REFUSING = "it refuses until a driver has it"


def _build(catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
    group = one_group(catalog, groups)
    contract = next((item for item in catalog.contracts if item.group == group.name), None)
    old, new = _versions(group.name, contract, options.get("old"), options.get("new"))
    assert contract is not None
    before = interfaces.describe(contract.versions[old])
    after = interfaces.describe(contract.versions[new])
    found = guide(before, after)
    intro = Paragraph(
        f"From version {old} ({before.name}) to version {new} ({after.name}) of {group.name}."
    )
    data = {
        "group": group.name,
        "old": {"version": old, "class": before.name},
        "new": {"version": new, "class": after.name},
        "demanded": [_data(method) for method in found.demanded],
        "refusing": [_data(method) for method in found.refusing],
        "inherited": [_data(method) for method in found.inherited],
        "changed": [
            _data(item.new, old_signature=signature(item.old), advice=list(item.advice))
            for item in found.changed
        ],
        "removed": [_data(method) for method in found.removed],
    }
    nothing = Paragraph("There is nothing to change.")
    table = _table(found)
    return Page(INFO.title, (intro, table if table.rows else nothing), data)


def _versions(
    name: str, contract: Contract | None, old: str | None, new: str | None
) -> tuple[str, str]:
    """Return the two versions to compare: those asked for, else the newest two."""
    known = sorted(contract.versions, key=version_key) if contract else []
    for version in filter(None, (old, new)):
        if version not in known:
            there = ", ".join(known) or "none"
            raise ConfigurationError(
                f"group {name} has no interface version {version!r}; there are: {there}; "
                "the policy names them under versions"
            )
    new = new or (known[-1] if known else "")
    older = [version for version in known if version_key(version) < version_key(new)]
    old = old or (older[-1] if older else "")
    if not old:
        raise ConfigurationError(
            f"group {name} has {'one version' if known else 'no versions'} of its interface; "
            "name two under versions in the policy"
        )
    return old, new


def _table(found: Guide) -> Table:
    rows = [_row("write", method, "the new version demands it") for method in found.demanded]
    rows += [_row("write", method, _REFUSING) for method in found.refusing]
    rows += [_row("change", item.new, "; ".join(item.advice)) for item in found.changed]
    rows += [_row("inherit", method, "the new version has a default") for method in found.inherited]
    rows += [_row("delete", method, "nobody calls it any more") for method in found.removed]
    titles = ("member", "do", "why", "signature")
    return Table(tuple(Column(title, title.capitalize()) for title in titles), tuple(rows))


def _row(action: str, method: Method, why: str) -> tuple[Value, ...]:
    return (
        Value(method.name, literal=True, evidence=method.location),
        Value(action),
        Value(why),
        Value(signature(method), literal=True),
    )


def _data(method: Method, **more: object) -> dict[str, object]:
    return {
        "name": method.name,
        "signature": signature(method),
        **more,
        "doc": first_paragraph(method.doc),
        "location": place(method.location),
    }


view = FunctionView(INFO, _build)
