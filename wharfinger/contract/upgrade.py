# SPDX-License-Identifier: Apache-2.0
"""What the author of a driver has to change between two versions of an interface."""

from __future__ import annotations

from dataclasses import dataclass

from wharfinger.contract.signatures import Difference, Shift, compare_signatures, parameters_of
from wharfinger.model import Interface, Method, MethodKind

_VALUES = frozenset({"property", "attribute", "made", "none"})

# What a driver's own definition has to do about each difference; None asks for nothing.
_ADVICE = {
    Shift.REQUIRED_ADDED: "take the new parameter {name}",
    Shift.OPTIONAL_ADDED: "take the new parameter {name}, with its default {default}",
    Shift.INSERTED: "take the new parameter {name} in its place before the others",
    Shift.REMOVED: "drop the parameter {name}, or give it a default",
    Shift.RENAMED: "call the parameter {name} {new}",
    Shift.REORDERED: "put the parameter {name} in its new place",
    Shift.MADE_KEYWORD_ONLY: "expect {name} by keyword",
    Shift.MADE_POSITIONAL: "take {name} by position too",
    Shift.MADE_POSITIONAL_ONLY: "expect {name} by position",
    Shift.MADE_NAMEABLE: "take {name} by keyword too, under this name",
    Shift.MADE_REQUIRED: "expect {name} in every call",
    Shift.MADE_OPTIONAL: "give {name} the default {default}",
    Shift.DEFAULT_CHANGED: "take over the new default of {name}: {default}",
    Shift.ARGS_ADDED: "accept any further arguments by position (*{name})",
    Shift.ARGS_REMOVED: "expect no further arguments by position",
    Shift.KWARGS_ADDED: "accept any further arguments by keyword (**{name})",
    Shift.KWARGS_REMOVED: "expect no further arguments by keyword",
    Shift.REPLACED: "accept any arguments",
    Shift.SPELLED_OUT: "take the parameters that are now named",
    Shift.ANNOTATION_CHANGED: "mind the type of {name}: {annotation}",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A member that both versions have, and what a driver does about the difference."""

    old: Method
    new: Method
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The way from one version to another: what to write, change and delete, and what comes free.

    ``demanded`` are members to write, ``inherited`` new ones with a default, ``refusing`` new
    ones that refuse until a driver has them, ``removed`` those that nobody calls any more.
    """

    demanded: tuple[Method, ...]
    inherited: tuple[Method, ...]
    refusing: tuple[Method, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Method, ...]


def guide(old: Interface, new: Interface) -> Guide:
    """Return the way for drivers from one version of an interface to another."""
    before = {method.name: method for method in old.methods}
    after = {method.name: method for method in new.methods}
    added = [method for name, method in after.items() if name not in before]
    pairs = [(before[name], method) for name, method in after.items() if name in before]
    changed = (Changed(one, two, _advice(one, two)) for one, two in pairs)
    return Guide(
        demanded=_of_kind(added, MethodKind.ABSTRACT),
        inherited=_of_kind(added, MethodKind.DEFAULT),
        refusing=_of_kind(added, MethodKind.REFUSING),
        changed=tuple(item for item in changed if item.advice),
        removed=tuple(method for name, method in before.items() if name not in after),
    )


def _of_kind(methods: list[Method], kind: MethodKind) -> tuple[Method, ...]:
    return tuple(method for method in methods if method.kind is kind)


def _advice(old: Method, new: Method) -> tuple[str, ...]:
    """Return what a driver that follows the old version does to follow the new one."""
    advice: list[str] = []
    if old.kind is not MethodKind.ABSTRACT and new.kind is MethodKind.ABSTRACT:
        advice.append("write it: there is no default any more")
    if old.asynchronous != new.asynchronous:
        advice.append(f"make it {'async' if new.asynchronous else 'a plain function'}")
    if (old.form in _VALUES) != (new.form in _VALUES):
        advice.append(f"make it a {new.form}")
        return tuple(advice)
    if old.form != new.form and new.form not in _VALUES:
        advice.append(f"make it a {new.form}")
    if new.has_setter and not old.has_setter:
        advice.append("give it a setter")
    found = compare_signatures(parameters_of(old), parameters_of(new))
    advice += [_told(difference) for difference in found]
    if old.returns and new.returns and old.returns != new.returns:
        advice.append(f"return {new.returns}")
    if new.deprecation and not old.deprecation:
        advice.append("mind that it is deprecated")
    return tuple(advice)


def _told(difference: Difference) -> str:
    new = difference.new
    return _ADVICE[difference.kind].format(
        name=difference.name,
        new=new.name if new else "",
        default=(new.default if new else "") or "none",
        annotation=(new.annotation if new else "") or "any",
    )
