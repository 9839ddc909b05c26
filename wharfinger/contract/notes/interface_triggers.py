# SPDX-License-Identifier: Apache-2.0
"""The triggers in a driver interface: its changes, and what is deprecated in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wharfinger.contract.author_advice import author_advice
from wharfinger.contract.comparison.rules import RULES, note_sections
from wharfinger.contract.notes import phrases
from wharfinger.contract.notes.kinds import ADDITION, Trigger
from wharfinger.model import Catalog, Change, ClassInfo, ContractRule, Location, Verdict

_VERSION = re.compile(r"(?<=[a-z])V\d+$")


def of_changes(
    changes: tuple[Change, ...], rules: Mapping[str, ContractRule] = RULES
) -> Iterator[Trigger]:
    """Yield a trigger for each change of an interface that needs a note."""
    for change in changes:
        rule = rules.get(change.rule)
        sections = note_sections(change) if rule else ()
        if rule and sections:
            yield Trigger(
                kind=_kind(change, sections),
                subject=change.subject,
                names=_names(change),
                sections=sections,
                location=change.location,
                text=f"{shown(change.subject)}: {_clause(rule.summary)}{_detail(change)}",
                advice=_advice(change),
                phrases=phrases.of_groups(change.groups),
            )


def shown(subject: str) -> str:
    """Return a subject as people write it: ``Driver.get``, or the name of a group."""
    return subject.rpartition(":")[2] if "." in subject.partition(":")[0] else subject


def _kind(change: Change, sections: tuple[str, ...]) -> str:
    if change.implementer is Verdict.BREAKING:
        return "interface-broken"
    if set(sections) <= set(ADDITION):
        return "interface-addition" if "features" in sections else "interface-broken"
    return "interface-change"


def _names(change: Change) -> tuple[str, ...]:
    """Return what a note may call the change by: method, parameter, class, group or driver.

    A class may be told by its name without the version.
    """
    of_class = change.subject.rpartition(":")[2].split(".")
    interface = change.interface.rpartition(":")[2].rpartition(".")[2]
    # A method that was renamed is told by either name.
    renamed = [part for part in (change.old, change.new) if part.isidentifier()]
    names = (change.detail, *reversed(of_class), change.subject, interface, *change.groups)
    plain = (_VERSION.sub("", name) for name in (*of_class, interface))
    return tuple(dict.fromkeys(name for name in (*names, *renamed, *plain) if name))


def _clause(summary: str) -> str:
    text = summary.rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"


def _detail(change: Change) -> str:
    return f" ({change.detail})" if change.detail else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _advice(change: Change) -> str:
    who = "Drivers outside of the project" if change.implementer is Verdict.BREAKING else ""
    affected = ", ".join(dict.fromkeys(item.driver for item in change.affected))
    parts = [
        f"{who} have to follow." if who else "",
        f"This reaches {affected}." if affected else "",
        _sentence(author_advice(change)),
    ]
    return " ".join(part for part in parts if part)


def of_deprecations(base: Catalog, head: Catalog) -> Iterator[Trigger]:
    """Yield a trigger for each interface, version or method of one that is newly deprecated."""
    before = _deprecated(base)
    for name, location in {**_left_behind(base, head), **_deprecated(head)}.items():
        if name not in before and _exists(base, name):
            last = name.rpartition(":")[2].rpartition(".")[2]
            yield Trigger(
                kind="interface-deprecated",
                subject=name,
                names=tuple(dict.fromkeys((last, *name.rpartition(":")[2].split(".")))),
                sections=("deprecations",),
                location=location,
                text=f"{shown(name)} is deprecated",
                advice="Drivers and callers should move to what replaces it before it goes.",
            )


def _left_behind(base: Catalog, head: Catalog) -> dict[str, Location]:
    """Return deprecated classes that were part of an interface and are kept by their old names."""
    heads = {contract.group: contract for contract in head.contracts}
    there = {item.name for item in _classes(head)}
    found: dict[str, Location] = {}
    for contract in base.contracts:
        for item in contract.classes if contract.group in heads else ():
            if item.name not in there:
                kept = heads[contract.group].meaning.class_named(item.name)
                if kept and kept.name == item.name and kept.deprecation and kept.location:
                    found[item.name] = kept.location
    return found


def _classes(catalog: Catalog) -> Iterator[ClassInfo]:
    for contract in catalog.contracts:
        yield from contract.classes


def _deprecated(catalog: Catalog) -> dict[str, Location]:
    found: dict[str, Location] = {}
    for item in _classes(catalog):
        if item.deprecation and item.location:
            found[item.name] = item.location
        for member in item.own.values():
            if member.deprecation:
                found[f"{item.name}.{member.name}"] = member.location
    return found


def _exists(catalog: Catalog, name: str) -> bool:
    """Tell whether a class or member is there: what is new is no deprecation of anything."""
    return any(
        name == item.name or name in {f"{item.name}.{member}" for member in item.own}
        for item in _classes(catalog)
    )
