# SPDX-License-Identifier: Apache-2.0
"""The triggers in a driver interface: its changes, and what is deprecated in it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from wharfinger.contract.author_advice import marked_advice
from wharfinger.contract.comparison.rules import RULES, note_sections
from wharfinger.contract.notes import phrases
from wharfinger.contract.notes.kinds import ADDITION, Trigger, Whole
from wharfinger.contract.notes.markup import literal
from wharfinger.model import Catalog, Change, ClassInfo, ContractRule, Location, Verdict

_VERSION = re.compile(r"(?<=[a-z])V\d+$")
# From how many changed members a note may tell of the class and need name none of them.
_MUCH = 3


def of_changes(
    changes: tuple[Change, ...], rules: Mapping[str, ContractRule] = RULES
) -> Iterator[Trigger]:
    """Yield a trigger for each change of an interface that needs a note."""
    wide = _widely_changed(changes)
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
                text=f"{literal(shown(change.subject))}: {_clause(rule.summary)}{_detail(change)}",
                advice=_advice(change),
                phrases=phrases.of_gone_groups(_own_group(change)),
                whole=_whole(change, change.interface in wide),
            )


def _widely_changed(changes: Iterable[Change]) -> frozenset[str]:
    """Return the interfaces of which so much changes that a note may speak of them as a whole."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        subjects[change.interface].add(change.subject)
    return frozenset(name for name, found in subjects.items() if len(found) >= _MUCH)


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
    """Return what a note may call the change by: the member, the class, or the group or driver.

    A member is named by itself or with its class, a class also without its version, and what was
    renamed by either name.
    """
    path = change.subject.rpartition(":")[2]
    *outer, last = path.split(".")
    # Groups have dots too, but none of the classes in a module.
    member = _is_member(change)
    names = [last, ".".join((*outer[-1:], last)), path, change.subject]
    if not member:
        names += [change.detail, *outer, *change.groups]
    if change.rule.endswith("-renamed") and change.rule != "parameter-renamed":
        names += [change.detail, *(part for part in (change.old, change.new) if part)]
    return _distinct(names if member else (*names, *map(_without_version, (last, *outer))))


def _own_group(change: Change) -> tuple[str, ...]:
    """Return the group that is itself what changed, none for a class or a member."""
    return (change.subject,) if change.subject in change.groups else ()


def _is_member(change: Change) -> bool:
    """Tell whether the subject is a member of a class, and neither a class, group nor driver."""
    module, _, path = change.subject.partition(":")
    return "." in path and change.subject not in change.groups and module not in change.groups


def _whole(change: Change, much: bool) -> Whole:
    """Return by what a note may mean the interface, and the parts that it then has to name."""
    classes = change.subject.rpartition(":")[2].split(".")[:-1] if _is_member(change) else []
    classes.append(change.interface.rpartition(":")[2].rpartition(".")[2])
    names = (*classes, *map(_without_version, classes), *change.groups)
    parts = (change.detail, change.name, change.old, change.new)
    return Whole(
        names=_distinct(names),
        phrases=phrases.of_groups(change.groups),
        parts=_distinct(part for part in parts if part.isidentifier() and part != "None"),
        # A class or group that goes or moves is no small part of the interface.
        much=much or not _is_member(change),
    )


def _without_version(name: str) -> str:
    return _VERSION.sub("", name)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _clause(summary: str) -> str:
    text = summary.rstrip(".")
    return f"{text[:1].lower()}{text[1:]}"


def _detail(change: Change) -> str:
    return f" ({literal(change.detail)})" if change.detail else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _advice(change: Change) -> str:
    who = "Drivers outside of the project" if change.implementer is Verdict.BREAKING else ""
    affected = ", ".join(dict.fromkeys(literal(item.driver) for item in change.affected))
    parts = [
        f"{who} have to follow." if who else "",
        f"This reaches {affected}." if affected else "",
        _sentence(marked_advice(change)),
    ]
    return " ".join(part for part in parts if part)


def of_deprecations(base: Catalog, head: Catalog) -> Iterator[Trigger]:
    """Yield a trigger for each interface, version or method of one that is newly deprecated."""
    before = _deprecated(base)
    for name, location in {**_left_behind(base, head), **_deprecated(head)}.items():
        if name not in before and _exists(base, name):
            path = name.rpartition(":")[2]
            yield Trigger(
                kind="interface-deprecated",
                subject=name,
                names=_distinct((path.rpartition(".")[2], path, name)),
                sections=("deprecations",),
                location=location,
                text=f"{literal(shown(name))} is deprecated",
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
