# SPDX-License-Identifier: Apache-2.0
"""The built-in views: one folder each, announced in ``setup.cfg`` like any other plugin.

Here is what they share: the options that filter, and the small steps from the catalog
to the values of a table or of a JSON answer.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wharfinger.errors import ConfigurationError
from wharfinger.model import (
    Anchor,
    Catalog,
    Claim,
    Column,
    Driver,
    Group,
    Location,
    Option,
    Page,
    Spec,
    State,
    Support,
    Table,
    Value,
    ViewInfo,
    shown,
)

DRIVER = Option("driver", "list", "show these drivers alone", metavar="NAME,...")
STATE = Option("state", "list", "show drivers in these states alone", choices=tuple(State))
COLUMNS = Option("columns", "list", "show these columns, in this order", metavar="KEY,...")

# Programs that a distribution installs are no drivers.
SCRIPTS = frozenset({"console_scripts", "gui_scripts"})

if TYPE_CHECKING:
    # Most views have nothing to do with specs, and need not wait for this.
    from wharfinger.contract.specs.delivery.verdicts import (
        ClaimDelivery,
        SpecDelivery,
        Unclaimed,
        Verdict,
    )

_SUPPORT_OF: Mapping[str, Support] = {
    "delivered": Support.YES,
    "partly": Support.PARTIAL,
    "not delivered": Support.NO,
    "unknown": Support.UNKNOWN,
}

Build = Callable[[Catalog, tuple[str, ...], Mapping[str, Any]], Page]


@dataclass(frozen=True, slots=True)
class FunctionView:
    """A view made of its metadata and a function that builds the page."""

    info: ViewInfo
    make: Build

    def build(self, catalog: Catalog, groups: tuple[str, ...], options: Mapping[str, Any]) -> Page:
        """Return the page. ``groups`` is empty where the user named none."""
        return self.make(catalog, groups, options)


def words(options: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the words of a list option, none if it is not set."""
    return tuple(options.get(key) or ())


def chosen_groups(catalog: Catalog, groups: Sequence[str]) -> tuple[Group, ...]:
    """Return the named groups in the order named, or all but those of scripts by name."""
    if groups:
        found = (catalog.group(name) for name in dict.fromkeys(groups))
        return tuple(group for group in found if group)
    every = (group for group in catalog.groups if group.name not in SCRIPTS)
    return tuple(sorted(every, key=lambda group: group.name))


def one_group(catalog: Catalog, groups: Sequence[str]) -> Group:
    """Return the one group that a view was asked for.

    Raises :class:`~wharfinger.errors.ConfigurationError` if there is not exactly one.
    """
    chosen = chosen_groups(catalog, groups)
    if len(groups) != 1 or len(chosen) != 1:
        raise ConfigurationError("name exactly one group")
    return chosen[0]


class DriverFilter:
    """Picks drivers by the options ``driver`` and ``state``.

    Raises :class:`~wharfinger.errors.ConfigurationError` for a name that no driver of
    the groups has.
    """

    def __init__(self, groups: Iterable[Group], options: Mapping[str, Any]) -> None:
        self.names, self.states = words(options, "driver"), words(options, "state")
        known = {d.name for group in groups for d in (*group.drivers, *group.gone)}
        require_known("driver", self.names, known)

    def __bool__(self) -> bool:
        return bool(self.names or self.states)

    def __call__(self, drivers: Iterable[Driver]) -> tuple[Driver, ...]:
        """Return the drivers that pass, sorted by name."""
        return tuple(sorted(filter(self.passes, drivers), key=lambda driver: driver.name))

    def passes(self, driver: Driver) -> bool:
        """Tell whether a driver has one of the names and one of the states."""
        named = not self.names or driver.name in self.names
        return named and (not self.states or driver.state in self.states)


def require_known(what: str, asked: Iterable[str], known: set[str]) -> None:
    """Raise :class:`~wharfinger.errors.ConfigurationError` for words that nothing knows."""
    unknown = [word for word in asked if word not in known]
    if unknown:
        raise ConfigurationError(
            f"no {what} {unknown[0]!r} here; there are: {', '.join(sorted(known)) or 'none'}"
        )


def primary(catalog: Catalog, driver: Driver) -> str:
    """Return the name that stands for a driver and its aliases.

    That is the one that the policy names first, else the first in alphabetical order. A name
    that the policy says is not supported, such as an old one, stands for others only if no
    other name is left.
    """
    policy = catalog.policy.groups.get(driver.group)
    facts = policy.facts_of if policy else {}
    order = list(facts)
    return min(
        (driver.name, *driver.aliases),
        key=lambda name: (
            facts.get(name, {}).get("state", "supported") != "supported",
            order.index(name) if name in order else len(order),
            name.casefold(),
            name,
        ),
    )


def pick_columns(table: Table, keys: Sequence[str]) -> Table:
    """Return the table with the columns of these keys, behind the one that names the row."""
    if not keys:
        return table
    at = {column.key: index for index, column in enumerate(table.columns)}
    require_known("column", keys, set(at))
    picks = tuple(dict.fromkeys((0, *(at[key] for key in keys))))
    return replace(
        table,
        columns=tuple(table.columns[index] for index in picks),
        rows=tuple(tuple(row[index] for index in picks) for row in table.rows),
    )


def heading(group: Group) -> str:
    """Return how a group is headed: its title, if it has one, and always its name."""
    if not group.title or group.title == group.name:
        return group.name
    return f"{group.title} ({group.name})"


def interface_name(group: Group) -> str | None:
    """Return the name of a group's interface as JSON has it."""
    return group.interface.name if group.interface else group.interface_name or None


def state_value(state: str) -> Value:
    """Return a state as a cell that renderers can colour."""
    return Value(str(state), status=str(state))


def driver_anchor(driver: Driver) -> Anchor:
    """Return the entry of a driver, ``group:name``."""
    return Anchor("name", driver.subject)


def place(location: Location | None) -> dict[str, object] | None:
    """Return a location as JSON has it."""
    return {"path": location.path, "line": location.line} if location else None


def plain_data(value: object) -> object:
    """Return a fact's value as JSON can hold it."""
    if isinstance(value, (list, tuple)):
        return [plain_data(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain_data(item) for item in value), key=str)
    if isinstance(value, Mapping):
        return {shown(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return shown(value)
    if value is None or type(value) in {bool, int, float, str}:
        return value
    return shown(value)


def spec_key(catalog: Catalog, spec: Spec) -> str:
    """Return what names a spec and no other: its path below their folder, without its ending."""
    folder = catalog.policy.specs.folder.strip("/")
    return spec.path.removeprefix(f"{folder}/").removesuffix(".rst")


def spec_anchor(catalog: Catalog, spec: Spec) -> Anchor:
    """Return the entry of a spec."""
    return Anchor("spec", spec_key(catalog, spec))


def written_claim(claim: Claim) -> str:
    """Return a claim as a spec has it."""
    return f"{claim.kind}: {claim.target}"


def written_claims(claims: Iterable[Claim]) -> str:
    """Return claims in one line, those of a kind together, as a spec may have them."""
    targets: dict[str, list[str]] = {}
    for claim in claims:
        targets.setdefault(claim.kind, []).append(claim.target)
    return "; ".join(f"{kind}: {', '.join(named)}" for kind, named in targets.items())


def version_told(claim: ClaimDelivery) -> str:
    """Return the first version that tells of a claim, in words; empty where none does."""
    return "not released yet" if claim.version == "" else claim.version or ""


def verdict_value(verdict: Verdict | None, note: str = "") -> Value:
    """Return a verdict as a cell that renderers can colour."""
    if verdict is None:
        return Value("")
    return Value(str(verdict), status=str(_SUPPORT_OF[verdict]), note=note)


def delivery_data(delivery: SpecDelivery) -> dict[str, object]:
    """Return what became of a spec's claims as JSON has it."""
    return {
        "verdict": str(delivery.verdict) if delivery.verdict else None,
        "claims": [_claim_delivery(item) for item in delivery.claims],
    }


def _claim_delivery(item: ClaimDelivery) -> dict[str, object]:
    return {
        "kind": item.claim.kind,
        "target": item.claim.target,
        "location": place(item.claim.location),
        "verdict": str(item.verdict),
        "version": item.version,
        "note": item.judgement.note,
        "evidence": [place(location) for location in item.evidence],
    }


def unclaimed_table(others: Iterable[Unclaimed]) -> Table:
    """Return what no spec claims as a table."""
    return Table(
        # CSV has a column "group" of its own, for the titles of tables.
        columns=(Column("what", "What"), Column("kind", "Kind"), Column("of_group", "Group")),
        rows=tuple(_unclaimed(item) for item in others),
        title="Delivered without a claim",
    )


def _unclaimed(item: Unclaimed) -> tuple[Value, ...]:
    link = Anchor("name", f"{item.group}:{item.name}") if item.kind == "driver" else None
    name = Value(item.name, evidence=item.location, link=link)
    return name, Value(item.kind), Value(item.group, link=Anchor("group", item.group))


def unclaimed_data(item: Unclaimed) -> dict[str, object]:
    """Return something that no spec claims as JSON has it."""
    return {
        "kind": str(item.kind),
        "group": item.group,
        "name": item.name,
        "location": place(item.location),
    }


_ROLE = re.compile(r":[\w:.+-]+:`(?:[~!])?([^`<]*?)(?:\s*<[^`>]*>)?`")
_LINK = re.compile(r"`([^`<]+?)\s*<[^`>]*>`__?")
_LITERAL = re.compile(r"``(.+?)``")
_MARKED = re.compile(r"(?<![\w*`])(\*\*|\*|`)(?=\S)(.+?)(?<=\S)\1_{0,2}(?![\w*`])")


def plain_words(text: str) -> str:
    """Return reStructuredText of a docstring as plain words, without ever parsing it."""
    for pattern, kept in ((_ROLE, r"\1"), (_LINK, r"\1"), (_LITERAL, r"\1"), (_MARKED, r"\2")):
        text = pattern.sub(kept, text)
    return " ".join(text.split())


def first_paragraph(doc: str) -> str:
    """Return the first paragraph of a docstring as plain words; none if it is a directive."""
    paragraph = re.split(r"\n\s*\n", doc.strip(), maxsplit=1)[0]
    paragraph = re.split(r"\n\s*(?::\w+[^:\n]*:|\.\. )", "\n" + paragraph, maxsplit=1)[0]
    return plain_words(paragraph)
