# SPDX-License-Identifier: Apache-2.0
"""Parameters and return values of a method, compared by what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wharfinger.contract.comparison.pairs import Found, Pair, found, located, module_of
from wharfinger.contract.comparison.source_text import same_source
from wharfinger.contract.comparison.types import Turn, turned
from wharfinger.contract.signatures import (
    Difference,
    Shift,
    compare_signatures,
    is_positional,
    is_required,
    parameters_of,
    variadic,
)
from wharfinger.model import Location, Member, Parameter, UnknownValue

CALLABLE = ("method", "classmethod", "staticmethod")

_RULES: Mapping[Shift, str] = {
    Shift.REQUIRED_ADDED: "required-parameter-added",
    Shift.OPTIONAL_ADDED: "optional-parameter-added",
    Shift.INSERTED: "parameter-inserted",
    Shift.RENAMED: "parameter-renamed",
    Shift.REORDERED: "parameters-reordered",
    Shift.MADE_KEYWORD_ONLY: "parameter-made-keyword-only",
    Shift.MADE_POSITIONAL: "parameter-made-positional",
    Shift.MADE_POSITIONAL_ONLY: "parameter-made-positional-only",
    Shift.MADE_NAMEABLE: "parameter-made-nameable",
    Shift.MADE_REQUIRED: "parameter-made-required",
    Shift.MADE_OPTIONAL: "parameter-made-optional",
    Shift.DEFAULT_CHANGED: "default-changed",
    Shift.ARGS_ADDED: "variadic-added",
    Shift.ARGS_REMOVED: "variadic-removed",
    Shift.KWARGS_ADDED: "variadic-added",
    Shift.KWARGS_REMOVED: "variadic-removed",
    Shift.REPLACED: "signature-replaced",
    Shift.SPELLED_OUT: "signature-spelled-out",
}
_TYPES: Mapping[Turn, str] = {
    Turn.WIDENED: "parameter-type-widened",
    Turn.NARROWED: "parameter-type-narrowed",
    Turn.REPLACED: "parameter-type-replaced",
}
_RETURNS: Mapping[Turn, str] = {
    Turn.WIDENED: "return-widened",
    Turn.NARROWED: "return-narrowed",
    Turn.REPLACED: "return-replaced",
}
# What keeps an object from being made, or makes it from other arguments.
_CONSTRUCTION = {
    Shift.REQUIRED_ADDED,
    Shift.INSERTED,
    Shift.REMOVED,
    Shift.REORDERED,
    Shift.MADE_REQUIRED,
    Shift.MADE_KEYWORD_ONLY,
    Shift.MADE_POSITIONAL_ONLY,
    Shift.ARGS_REMOVED,
    Shift.KWARGS_REMOVED,
    Shift.REPLACED,
    Shift.SPELLED_OUT,
}


def signature_changes(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    """Yield what changed in the signature of a method that is one on both sides."""
    if _is_known(old) and _is_known(new):
        for difference in compare_signatures(parameters_of(old), parameters_of(new)):
            rule = _rule(pair, (old, new), difference)
            if rule:
                yield found(rule, pair, (old, new), difference.name, _place(new, difference))
    yield from return_changes(pair, old, new)


def constructor_changes(pair: Pair, old: Member | None, new: Member | None) -> Iterator[Found]:
    """Yield what changed in how objects are made; None where the class does not say."""
    before = parameters_of(old) if old else ()
    after = parameters_of(new) if new else ()
    differences = compare_signatures(before, after)
    drastic = [item for item in differences if item.kind in _CONSTRUCTION]
    if drastic:
        names = ", ".join(dict.fromkeys(item.name for item in drastic))
        yield found("constructor-changed", pair, (old, new), names)
    elif old and new:
        yield from signature_changes(pair, old, new)
    else:
        yield from _optional(pair, old, new, differences)


def allocator_changes(pair: Pair, old: Member | None, new: Member | None) -> Iterator[Found]:
    """Yield what a ``__new__`` that comes or goes asks for beyond ``__init__``.

    One that takes whatever it gets asks for nothing.
    """
    one = old or new
    if one is None or all(item.kind.startswith("var_") for item in parameters_of(one)):
        return
    before = old or pair.old_members.get("__init__")
    after = new or pair.new_members.get("__init__")
    differences = compare_signatures(*(parameters_of(m) if m else () for m in (before, after)))
    drastic = [item for item in differences if item.kind in _CONSTRUCTION]
    if drastic:
        names = ", ".join(dict.fromkeys(item.name for item in drastic))
        yield found("constructor-changed", pair, (old, new), names)


def _optional(
    pair: Pair, old: Member | None, new: Member | None, differences: tuple[Difference, ...]
) -> Iterator[Found]:
    for item in differences:
        if item.kind is Shift.OPTIONAL_ADDED:
            yield found("optional-parameter-added", pair, (old, new), item.name)


def return_changes(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    """Yield the change of what a method or property returns, if both sides say it."""
    turn = turned(pair, (old.returns, module_of(old.owner)), (new.returns, module_of(new.owner)))
    if turn in _RETURNS:
        yield found(_RETURNS[turn], pair, (old, new))


def _rule(pair: Pair, members: tuple[Member, Member], difference: Difference) -> str:
    """Return the rule that a difference falls under, empty if it means nothing."""
    before, after = (module_of(member.owner) for member in members)
    old, new = difference.old, difference.new
    if difference.kind is Shift.REMOVED and old:
        return _rule_for_removed(old, *members)
    if difference.kind is Shift.ANNOTATION_CHANGED and old and new:
        turn = turned(pair, (old.annotation, before), (new.annotation, after))
        return _TYPES.get(turn, "")
    if difference.kind is Shift.DEFAULT_CHANGED and old and new:
        return (
            ""
            if same_value(pair, (old.default, before), (new.default, after))
            else (_RULES[difference.kind])
        )
    return _RULES[difference.kind]


def _rule_for_removed(parameter: Parameter, old: Member, new: Member) -> str:
    if is_required(parameter):
        return "required-parameter-removed"
    before = [item.name for item in parameters_of(old) if is_positional(item)]
    after = {item.name for item in parameters_of(new) if is_positional(item)}
    behind = before[before.index(parameter.name) + 1 :] if parameter.name in before else []
    rest = is_positional(parameter) and variadic(parameters_of(old), "var_positional")
    shifted = any(name in after for name in behind) or (
        rest and variadic(parameters_of(new), "var_positional")
    )
    return "parameter-taken-out" if shifted else "optional-parameter-removed"


def same_value(pair: Pair, old: tuple[str, str], new: tuple[str, str]) -> bool:
    """Tell whether two expressions, each with its module, have the same value on their side."""
    if same_source(old[0], new[0]):
        return True
    before, after = pair.before.constant(*old), pair.after.constant(*new)
    if isinstance(before, UnknownValue) or isinstance(after, UnknownValue):
        return False
    return type(before) is type(after) and before == after


def _is_known(member: Member) -> bool:
    """Tell a method whose parameters could be read: one without ``self`` was made elsewhere."""
    return bool(member.parameters) or member.form == "staticmethod"


def _place(new: Member, difference: Difference) -> Location:
    return located(new, difference.new.line if difference.new else 0)
