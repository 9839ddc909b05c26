# SPDX-License-Identifier: Apache-2.0
"""What settles a verdict that depends on something: the patch's own calls, and known drivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from wharfinger.contract.comparison.affected import followers
from wharfinger.contract.comparison.class_rules import EXPOSED
from wharfinger.contract.comparison.pairs import Found, Pair, is_protected, ruled
from wharfinger.contract.comparison.receivers import (
    OWN,
    is_handed_on,
    is_manager,
    may_be_driver,
)
from wharfinger.contract.comparison.rules import RULES, stricter
from wharfinger.contract.interfaces import gap
from wharfinger.contract.signatures import (
    Shift,
    accepts,
    compare_signatures,
    is_required,
    parameters_of,
    takes_unnamed,
)
from wharfinger.model import Change, HostCall, Location, Member, Patch, Verdict

_TESTS = frozenset({"test", "tests", "testing", "unit", "functional"})
_ABOUT_CALLS = frozenset(
    {
        "optional-parameter-added",
        "parameter-made-nameable",
        "parameter-made-optional",
        "parameter-renamed",
        "signature-spelled-out",
    }
)
# These say of both sides already what a type that they exchange does to them.
_EXCHANGED = frozenset(rule.id for rule in EXPOSED)
_REMOVED = frozenset({"optional-parameter-removed", "required-parameter-removed"})
_GONE = frozenset(
    {
        "abstract-method-removed",
        "attribute-removed",
        "method-removed",
        "protected-method-removed",
        "protocol-member-removed",
        "refusing-method-removed",
    }
)


def weighed(item: Found, calls: Mapping[str, list[HostCall]]) -> Change:
    """Return the change of a find with its conditions weighed.

    ``calls`` are those that the host has begun to make, by name, see :func:`new_calls`.
    """
    change = _for_audience(item)
    place = _settled_by(item, calls)
    if place is not None and change.implementer in (Verdict.CONDITIONAL, Verdict.COMPATIBLE):
        return replace(ruled(change, Verdict.BREAKING, change.caller), evidence=place)
    return change


def _for_audience(item: Found) -> Change:
    """Adapt the verdicts to who has to do with the member at all."""
    item = _softened(item)
    change, member = item.change, item.old or item.new
    if _is_doubtful(item):
        return ruled(change, Verdict.UNKNOWN, Verdict.UNKNOWN)
    if item.pair.passive and change.rule not in _EXCHANGED:
        return _for_users(change)
    if member is not None and is_protected(member.name):
        return _for_heirs(item)
    return change


def _softened(item: Found) -> Found:
    """Ask for less where ``*args`` and ``**kwargs`` of the other side take a parameter."""
    change, old, new = item.change, item.old, item.new
    if old is None or new is None:
        return item
    if change.rule == "required-parameter-added" and _takes(old, new, change.detail):
        words = RULES["signature-spelled-out"].implementer_condition
        change = replace(change, implementer_condition=words)
        return replace(item, change=ruled(change, Verdict.CONDITIONAL, change.caller))
    if change.rule in _REMOVED and _takes(new, old, change.detail):
        change = replace(change, caller_condition="a caller relies on what it did")
        return replace(item, change=ruled(change, change.implementer, Verdict.CONDITIONAL))
    return item


def _takes(variadic: Member, other: Member, name: str) -> bool:
    """Tell whether a method takes a parameter of another one without naming it."""
    named = (item for item in parameters_of(other) if item.name == name)
    return any(takes_unnamed(parameters_of(variadic), item) for item in named)


def _is_doubtful(item: Found) -> bool:
    """Tell a member that is gone or new, and may be had from where nothing can be read."""
    if item.new is None:
        return item.old is not None and bool(item.pair.gap)
    return item.old is None and bool(gap(item.pair.old))


def _for_users(change: Change) -> Change:
    """Whoever writes a driver only uses such a type, as whoever calls one does."""
    condition = change.caller_condition.replace("a caller", "a driver")
    change = replace(change, implementer_condition=condition)
    return ruled(change, change.caller, change.caller)


def _for_heirs(item: Found) -> Change:
    """Only drivers may call a protected method, and so they are its callers too."""
    change = item.change
    if item.old is None or item.new is None or change.caller is Verdict.COMPATIBLE:
        return ruled(change, change.implementer, Verdict.COMPATIBLE)
    verdict = stricter(change.implementer, Verdict.CONDITIONAL)
    condition = change.implementer_condition or "a driver calls it"
    changed = replace(change, implementer_condition=condition)
    return ruled(changed, verdict, Verdict.COMPATIBLE)


def _settled_by(item: Found, calls: Mapping[str, list[HostCall]]) -> Location | None:
    """Return the place that shows that a condition holds, if there is one."""
    rule = item.change.rule
    if rule in _ABOUT_CALLS:
        return _first(_rejected(item, calls)) or _first(_contrary(item))
    if rule == "refusing-method-added" and item.new:
        return _first(call.location for call in calls.get(item.new.name, ()))
    if rule in _REMOVED:
        return _first(_demanding(item))
    if rule in _GONE and item.old:
        name = item.old.name
        return _first(use.location for one in followers(item) for use in one.uses(name))
    if rule == "body-made-refusing" and item.old:
        return _first(_relying(item, item.old.name))
    return None


def _first(places: Iterable[Location]) -> Location | None:
    return next(iter(places), None)


def _rejected(item: Found, calls: Mapping[str, list[HostCall]]) -> Iterator[Location]:
    """Yield calls of drivers that the new signature accepts and the old one does not."""
    if item.old is None or item.new is None:
        return
    made = item.new.name == "__init__"
    old, new = parameters_of(item.old), parameters_of(item.new)
    for call in calls.get(_called(item), ()):
        # An object is made with a module before the name of its class, which tells nothing.
        if not made and not may_be_driver(call, item.pair):
            continue
        stars = {"star": call.star, "double_star": call.double_star}
        refused = accepts(old, call.positional, call.keywords, **stars)
        if refused and not accepts(new, call.positional, call.keywords, **stars):
            yield call.location


def _called(item: Found) -> str:
    """Return the name under which a method is called: an object is made by its class."""
    member = item.new
    if member is None:
        return ""
    return item.pair.new.name.rpartition(":")[2] if member.name == "__init__" else member.name


def _contrary(item: Found) -> Iterator[Location]:
    """Yield drivers whose own parameters are others than those that are now spelled out."""
    if item.change.rule != "signature-spelled-out" or item.new is None:
        return
    harmless = {Shift.MADE_OPTIONAL, Shift.OPTIONAL_ADDED, Shift.ANNOTATION_CHANGED}
    harmless |= {Shift.DEFAULT_CHANGED, Shift.ARGS_ADDED, Shift.KWARGS_ADDED, Shift.REPLACED}
    for one in followers(item):
        own = one.override(item.new.name)
        if own is None:
            continue
        kinds = {d.kind for d in compare_signatures(parameters_of(item.new), parameters_of(own))}
        if kinds - harmless:
            yield own.location


def _demanding(item: Found) -> Iterator[Location]:
    """Yield drivers that require the parameter which is gone."""
    for one in followers(item):
        own = one.override(item.old.name) if item.old else None
        for parameter in parameters_of(own) if own else ():
            if parameter.name == item.change.detail and is_required(parameter) and own:
                yield own.location


def _relying(item: Found, name: str) -> Iterator[Location]:
    """Yield drivers that now refuse because the interface does."""
    for one in followers(item):
        if one.override(name) is None and one.info.location:
            yield one.info.location
        yield from (use.location for use in one.uses(name) if use.via == "super")


def new_calls(patch: Patch | None, pair: Pair) -> dict[str, list[HostCall]]:
    """Return the calls that the host has begun to make, by the name that they call.

    Calls of an object's own methods count only within the interface, where drivers inherit
    them. Tests of the host do not count, nor does what drivers do inside, nor what an adapter
    hands on to the driver that it holds, nor calls of a manager whose own method of that name the
    patch changes too: that one calls the driver.
    """
    found: dict[str, list[HostCall]] = {}
    inner = _driver_files(pair)
    wrapped = _wrapped(patch, pair, inner)
    # Whoever makes an object calls the class.
    asked = {*pair.new_members, pair.new.name.rpartition(":")[2]}
    for call in patch.new_calls if patch else ():
        if call.name not in asked:
            continue
        own = call.receiver in OWN and not _is_inherited(call, pair)
        aside = _TESTS & set(call.location.path.split("/")[:-1]) or call.location.path in inner
        hidden = call.name in wrapped and is_manager(call)
        if not (own or aside or hidden or is_handed_on(call, pair)):
            found.setdefault(call.name, []).append(call)
    for call in _own_calls(pair):
        found.setdefault(call.name, []).append(call)
    return found


def _wrapped(patch: Patch | None, pair: Pair, inner: set[str]) -> set[str]:
    """Return the names of methods that the patch changes in other classes than drivers."""
    files = inner | {item.location.path for item in pair.new.lineage if item.location}
    changed = patch.changed_methods if patch else ()
    return {name.partition(".")[2] for name, place in changed if place.path not in files}


def _is_inherited(call: HostCall, pair: Pair) -> bool:
    """Tell a call in a method that drivers have inherited from the interface all along."""
    owner, _, function = call.inside.partition(".")
    name = function.partition(".")[0]
    return owner == pair.new.name.rpartition(":")[2] and name in pair.old_members


def _driver_files(pair: Pair) -> set[str]:
    """Return the files of drivers, where the calls are those of a driver and not of the host."""
    of_interface = {item.location.path for item in pair.new.lineage if item.location}
    classes = (item for info in pair.contract.drivers.values() for item in info.lineage)
    return {item.location.path for item in classes if item.location} - of_interface


def _own_calls(pair: Pair) -> Iterator[HostCall]:
    """Yield what the interface's own methods have begun to call on their object.

    New methods do not count: nobody has to call them.
    """
    for name, before in pair.old_members.items():
        known = {(use.name, use.positional, use.keywords) for use in before.uses}
        for use in pair.new_members[name].uses if name in pair.new_members else ():
            fresh = (use.name, use.positional, use.keywords) not in known
            if use.via == "self" and use.called and fresh:
                yield HostCall(
                    use.name,
                    use.via,
                    use.positional,
                    use.keywords,
                    use.location,
                    use.open_ended,
                    use.open_ended,
                )
