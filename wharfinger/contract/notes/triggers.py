# SPDX-License-Identifier: Apache-2.0
"""All triggers of a comparison: what of a patch needs a release note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from wharfinger.contract.identical import Identical
from wharfinger.contract.notes import interface_triggers
from wharfinger.contract.notes.kinds import SECTIONS, Trigger, strictest, with_policy
from wharfinger.contract.notes.markup import literal
from wharfinger.contract.notes.naming import is_plain
from wharfinger.contract.notes.phrases import KINDS, Phrase, of_driver
from wharfinger.model import (
    Catalog,
    Comparison,
    Driver,
    DriverChange,
    Location,
    OptionChange,
    Patch,
    State,
    Support,
)

_GOOD = {Support.NO: 0, Support.PARTIAL: 1, Support.DEFAULT: 2, Support.YES: 2}
_FOOTERS = (
    ("UpgradeImpact", "upgrade-impact", "what deployers must do when they upgrade"),
    ("SecurityImpact", "security-impact", "what the change means for security"),
)
# A shorter name of a driver tells nothing beside a word for drivers.
_LEAST_NAME = 3
_OPTION_TEXTS = {
    "added": "is new",
    "removed": "is gone",
    "default": "has another default",
    "deprecated": "is deprecated",
}


def triggers(catalog: Catalog) -> tuple[Trigger, ...]:
    """Return what needs a note, the strictest for each subject first found.

    A trigger of which the policy asks no note is left out. Without a comparison there is none.
    """
    return _triggers(Identical(catalog))


@lru_cache(maxsize=1)
def _triggers(of: Identical[Catalog]) -> tuple[Trigger, ...]:
    """Return the triggers that several checks ask for, one after the other."""
    catalog = of.value
    comparison = catalog.comparison
    if comparison is None:
        return ()
    policy = catalog.policy.notes.sections
    found = (with_policy(trigger, policy) for trigger in _all(catalog, comparison))
    return _one_each(trigger for trigger in found if trigger.sections)


def _all(catalog: Catalog, comparison: Comparison) -> Iterator[Trigger]:
    gone = {item.subject for item in comparison.driver_changes if item.change == "removed"}
    # That a driver is gone is one thing to tell, by its name or by its entry point.
    changes = (item for item in comparison.changes if item.subject not in gone)
    yield from interface_triggers.of_changes(tuple(changes))
    yield from interface_triggers.of_deprecations(comparison.base, catalog)
    both = (*comparison.base.drivers, *catalog.drivers)
    drivers = tuple(of_drivers(comparison.driver_changes, both))
    yield from drivers
    if comparison.patch:
        modules = {
            item.subject: item.old.partition(":")[0]
            for item in comparison.driver_changes
            if item.change == "removed"
        }
        yield from (_with_driver(item, drivers, modules) for item in of_patch(comparison.patch))


def _with_driver(
    trigger: Trigger, drivers: Iterable[Trigger], modules: Mapping[str, str]
) -> Trigger:
    """Let a function that goes with a driver, out of its module, be told by the driver's name."""
    if trigger.kind != "function-removed":
        return trigger
    module = trigger.subject.partition(":")[0]
    gone = next((item for item in drivers if modules.get(item.subject) == module), None)
    if gone is None:
        return trigger
    return replace(trigger, names=(*trigger.names, *gone.names), phrases=gone.phrases)


def _one_each(found: Iterable[Trigger]) -> tuple[Trigger, ...]:
    """Keep the strictest of the triggers about one subject in one family."""
    kept: dict[tuple[str, str], Trigger] = {}
    for trigger in found:
        # Gaining one feature and losing another are two things to tell.
        part = trigger.names[0] if trigger.kind.startswith("driver-feature") else trigger.family
        place = trigger.subject, part
        first = kept.get(place)
        kept[place] = strictest(first, trigger) if first else trigger
    return tuple(kept.values())


def of_drivers(
    changes: tuple[DriverChange, ...], drivers: Sequence[Driver] = ()
) -> Iterator[Trigger]:
    """Yield a trigger for each driver that comes, goes, or gains or loses something.

    ``drivers`` are those of both sides, from which one is to be told apart.
    """
    whole = {change.subject for change in changes if change.change in {"added", "removed"}}
    for change in changes:
        kind, text, advice = _driver_kind(change)
        if kind and not (change.change in {"state", "feature"} and change.subject in whole):
            name = change.name.partition("@")[0]
            names = (change.feature, name, *_more_names(change))
            yield Trigger(
                kind=kind,
                subject=change.subject,
                names=tuple(dict.fromkeys(filter(None, names))),
                sections=_sections(kind, change, drivers),
                location=change.location or Location("."),
                text=text,
                advice=advice,
                phrases=_phrases(change, changes, drivers),
            )


def _sections(kind: str, change: DriverChange, drivers: Sequence[Driver]) -> tuple[str, ...]:
    """Return the sections for a kind; a name beside one that stays may as well be a feature."""
    names = [driver.name for driver in drivers if driver.group == change.group]
    stays = change.change == "renamed" and names.count(change.old) > 1
    return (*SECTIONS[kind], "features") if stays else SECTIONS[kind]


def _phrases(
    change: DriverChange, changes: Iterable[DriverChange], drivers: Iterable[Driver]
) -> tuple[Phrase, ...]:
    """Return by what words a note may mean a driver; those changed alike may share them."""
    same = {item.subject for item in changes if item.change == change.change}
    group = [driver for driver in drivers if driver.group == change.group]
    others = [driver for driver in group if driver.subject not in same]
    it = next((driver for driver in group if driver.subject == change.subject), None)
    name = change.name.partition("@")[0]
    # Letters such as "a" are words of every sentence.
    by_name = ((frozenset({name}), KINDS),) if len(name) >= _LEAST_NAME and is_plain(name) else ()
    return (*by_name, *(of_driver(it, others) if it else ()))


def _more_names(change: DriverChange) -> tuple[str, ...]:
    """Return by what else a note may name a driver: its old name, or its class."""
    if change.change == "renamed":
        return change.old, change.new
    if change.change in {"added", "removed", "retargeted"}:
        target = change.new or change.old
        return change.subject, target, target.rpartition(":")[2]
    return (change.subject,)


def _driver_kind(change: DriverChange) -> tuple[str, str, str]:
    """Return the kind of trigger, what happened, and what to tell; empty for nothing."""
    name, group = change.name, change.group
    match change.change:
        case "added":
            return "driver-added", f"the driver {name} of {group} is new", ""
        case "removed":
            advice = f"Whoever uses the driver {name} has to move to another one."
            return "driver-removed", f"the driver {name} of {group} is gone", advice
        case "renamed":
            advice = f"Use the name {change.new} instead of {change.old}."
            text = f"the driver {change.old} of {group} is now called {change.new}"
            return "driver-renamed", text, advice
        case "retargeted":
            return "driver-retargeted", f"the driver {name} of {group} is another class", ""
        case "state" if change.new == State.DEPRECATED:
            advice = "Move to another driver before it is removed."
            return "driver-deprecated", f"the driver {name} of {group} is deprecated", advice
        case "feature":
            return _feature_kind(change)
        case _:
            return "", "", ""


def _feature_kind(change: DriverChange) -> tuple[str, str, str]:
    old, new = (_GOOD.get(_support(text)) for text in (change.old, change.new))
    if old is None or new is None or old == new:
        return "", "", ""
    what = f"the driver {change.name} of {change.group}"
    support = f"{change.feature} ({change.old or 'no'} before, {change.new or 'no'} now)"
    if new > old:
        return "driver-feature-gained", f"{what} supports {support}", ""
    advice = f"Whoever relies on {change.feature} needs another driver."
    return "driver-feature-lost", f"{what} no longer fully supports {support}", advice


def _support(text: str) -> Support:
    known = {str(support): support for support in Support}
    # A feature that one side does not have is one that the driver does not support there.
    return known.get(text, Support.UNKNOWN) if text else Support.NO


def of_patch(patch: Patch) -> Iterator[Trigger]:
    """Yield the triggers in what else a patch touches."""
    yield from map(_option, patch.option_changes)
    yield from map(_migration, patch.migrations)
    for name, location in patch.removed_functions:
        last = name.rpartition(":")[2]
        names = (last, name, name.replace(":", "."))
        text = f"the public function {last} of {name.partition(':')[0]} is gone"
        kind = "function-removed"
        advice = "Code that calls it has to use something else."
        yield Trigger(kind, name, names, SECTIONS[kind], location, text, advice)
    yield from _footers(patch)


def _option(change: OptionChange) -> Trigger:
    kind = f"option-{change.change}"
    name, old, new = map(literal, (_spaced(change.name), change.old, change.new))
    text = f"the option {name} {_OPTION_TEXTS.get(change.change, 'is changed')}"
    advice = ""
    if change.change == "added":
        advice = f"Set {name} to use it{f'; the default is {new}' if new else ''}."
    elif change.change == "default":
        text += f": {new or 'none'} instead of {old or 'none'}"
        advice = "Set the option where the old default is needed."
    elif change.change in {"removed", "deprecated"}:
        advice = "Remove the option from configuration files."
    return Trigger(
        kind,
        f"option:{change.name}",
        _option_names(change.name),
        SECTIONS.get(kind, ()),
        change.location,
        text,
        advice,
    )


def _spaced(name: str) -> str:
    """Return a name with its group as manuals write it: ``[group] name``."""
    return re.sub(r"\](?=\S)", "] ", name)


def _option_names(name: str) -> tuple[str, ...]:
    """Return a name with and without its group: ``[group]option`` or ``group.option``."""
    last = name.rpartition("]")[2].rpartition(".")[2].strip()
    return tuple(dict.fromkeys((name, _spaced(name), last)))


def _migration(location: Location) -> Trigger:
    name = location.path.rpartition("/")[2].removesuffix(".py")
    # Nobody calls a migration by its file's name; that there is one is what to tell.
    return Trigger(
        "migration-added",
        f"migration:{location.path}",
        (),
        SECTIONS["migration-added"],
        location,
        f"the migration {name} is new",
        "The schema of the database changes: run the migrations when upgrading.",
    )


def _footers(patch: Patch) -> Iterator[Trigger]:
    for footer, kind, what in _FOOTERS:
        commit = next((item for item in patch.commits if footer in item.footers), None)
        if commit:
            said = commit.footers[footer]
            yield Trigger(
                kind=kind,
                subject=footer,
                names=(),
                sections=SECTIONS[kind],
                location=Location("."),
                text=f"the commit message says {footer}",
                advice=f"{said.rstrip('.')}." if said else f"Say {what}.",
            )
