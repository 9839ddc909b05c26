# SPDX-License-Identifier: Apache-2.0
"""What an adapter must do for a driver of an old interface version to serve a newer one.

The plan is data: :mod:`wharfinger.contract.shim_source` writes it down as a class, and a
hand-written adapter is held against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wharfinger.contract.signatures import parameters_of
from wharfinger.model import Interface, Method, MethodKind, Parameter

_POSITIONAL = frozenset({"positional_only", "positional_or_keyword"})
_NAMED = frozenset({"positional_or_keyword", "keyword_only"})
_VARIADIC = frozenset({"var_positional", "var_keyword"})


class Way(StrEnum):
    """How an adapter serves one member of the new version."""

    DELEGATE = "delegate"
    REFUSE = "refuse"
    INHERIT = "inherit"


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of the call to the old driver: an expression, and the keyword for it."""

    source: str
    keyword: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What the adapter does for one member of the new version.

    ``arguments`` are what the old driver is given. ``dropped`` are parameters that only the
    new version has: a value other than the default cannot be passed on. ``reason`` says why
    a member has to refuse.
    """

    method: Method
    way: Way
    old: Method | None = None
    arguments: tuple[Argument, ...] = ()
    dropped: tuple[Parameter, ...] = ()
    reason: str = ""


def plan(old: Interface, new: Interface) -> tuple[Step, ...]:
    """Return what an adapter does for each member of the new version, in its order."""
    before = {method.name: method for method in old.methods}
    return tuple(_step(method, before.get(method.name)) for method in new.methods)


def _step(new: Method, old: Method | None) -> Step:
    if old is None:
        if new.kind is MethodKind.ABSTRACT:
            return Step(new, Way.REFUSE, reason="the old version does not have it")
        return Step(new, Way.INHERIT)
    if _is_property(old) or _is_property(new):
        if _is_property(old) and _is_property(new):
            return Step(new, Way.DELEGATE, old)
        return Step(new, Way.REFUSE, old, reason="one version has a property, the other a method")
    if old.asynchronous and not new.asynchronous:
        return Step(new, Way.REFUSE, old, reason="the old version's is asynchronous")
    return _call(new, old)


def _call(new: Method, old: Method) -> Step:
    """Pass on what the old version takes; what it needs and is not given ends in a refusal."""
    given, wanted = parameters_of(new), parameters_of(old)
    matched = _matched(given, wanted)
    missing = [p.name for p in wanted if p.name not in matched and _is_required(p)]
    if missing:
        needs = ", ".join(missing)
        return Step(new, Way.REFUSE, old, reason=f"the old version needs {needs}")
    arguments, passed = _arguments(wanted, matched)
    left = [item for item in given if item.name not in passed]
    if any(parameter.kind == "var_keyword" for parameter in wanted):
        named = [item for item in left if item.kind not in _VARIADIC]
        # What follows ``**`` is still a keyword argument, so the order is right either way.
        arguments += [Argument(item.name, item.name) for item in named]
        left = [item for item in left if item.kind in _VARIADIC]
    return Step(new, Way.DELEGATE, old, tuple(arguments), tuple(left))


def _matched(given: tuple[Parameter, ...], wanted: tuple[Parameter, ...]) -> dict[str, Parameter]:
    """Return which of the given parameters fills each wanted one: by name, then by place."""
    names = {parameter.name: parameter for parameter in given}
    matched = {
        p.name: names[p.name]
        for p in wanted
        if p.name in names and (p.kind in _VARIADIC) == (names[p.name].kind in _VARIADIC)
    }
    taken = {parameter.name for parameter in matched.values()}
    open_ended = any(parameter.kind == "var_keyword" for parameter in given)
    for place, parameter in enumerate(wanted):
        other = given[place] if place < len(given) else None
        if parameter.name in matched or other is None or other.name in taken:
            continue
        # Behind ``**`` the caller may pass the old name as well, for something else.
        if _fit(parameter.kind, other.kind) and not (open_ended and parameter.kind in _NAMED):
            matched[parameter.name] = other
    return matched


def _fit(wanted: str, given: str) -> bool:
    if wanted in _VARIADIC or given in _VARIADIC:
        return wanted == given
    return wanted in _POSITIONAL and given in _POSITIONAL


def _arguments(
    wanted: tuple[Parameter, ...], matched: dict[str, Parameter]
) -> tuple[list[Argument], set[str]]:
    """Return the arguments for the old driver, and which parameters are passed on by them.

    They go by place up to the first one left out: drivers may call a parameter otherwise than
    their interface does, its place they must keep.
    """
    arguments: list[Argument] = []
    passed: set[str] = set()
    gap = False
    for parameter in wanted:
        given = matched.get(parameter.name)
        if given is None or (gap and parameter.kind in ("positional_only", "var_positional")):
            gap = True
            continue
        passed.add(given.name)
        arguments.append(_argument(parameter, given, gap))
    return arguments, passed


def _argument(wanted: Parameter, given: Parameter, gap: bool) -> Argument:
    if wanted.kind in _VARIADIC:
        return Argument(("*" if wanted.kind == "var_positional" else "**") + given.name)
    by_name = gap or wanted.kind == "keyword_only"
    return Argument(given.name, wanted.name if by_name else "")


def _is_required(parameter: Parameter) -> bool:
    return not parameter.default and parameter.kind not in _VARIADIC


def _is_property(method: Method) -> bool:
    return method.form in ("property", "attribute", "made", "none")
