# SPDX-License-Identifier: Apache-2.0
"""Members that come and go, and members that become something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wharfinger.contract.comparison.attributes import VALUES, attribute_changes
from wharfinger.contract.comparison.pairs import (
    Found,
    Pair,
    found,
    is_common,
    is_protected,
    is_special,
)
from wharfinger.contract.comparison.parameters import (
    CALLABLE,
    allocator_changes,
    constructor_changes,
    return_changes,
    signature_changes,
)
from wharfinger.contract.comparison.renames import renames
from wharfinger.contract.interfaces import kind_of
from wharfinger.model import ClassInfo, Member, MethodKind

CONSTRUCTOR = "__init__"
_ALLOCATOR = "__new__"
_REFUSING, _ABSTRACT, _DEFAULT = MethodKind.REFUSING, MethodKind.ABSTRACT, MethodKind.DEFAULT

_KINDS: Mapping[tuple[MethodKind, MethodKind], str] = {
    (_ABSTRACT, _DEFAULT): "method-made-concrete",
    (_ABSTRACT, _REFUSING): "method-made-concrete",
    (_DEFAULT, _ABSTRACT): "method-made-abstract",
    (_REFUSING, _ABSTRACT): "method-made-abstract",
    (_DEFAULT, _REFUSING): "body-made-refusing",
    (_REFUSING, _DEFAULT): "refusal-made-default",
}
# Whether a function gets its class makes no difference to calls, nor to overrides.
_FORMS: Mapping[tuple[str, str], str] = {
    ("method", "staticmethod"): "method-made-static",
    ("staticmethod", "method"): "static-made-method",
    ("method", "classmethod"): "method-made-class",
    ("classmethod", "method"): "class-made-method",
}


def member_changes(pair: Pair) -> Iterator[Found]:
    """Yield the changes of all methods and properties of a class."""
    gone = {n: m for n, m in pair.old_members.items() if n not in pair.new_members}
    fresh = {n: m for n, m in pair.new_members.items() if n not in pair.old_members}
    for old, new in renames(pair, gone, fresh):
        yield found("method-renamed", pair, (old, new), new.name)
        del gone[old.name], fresh[new.name]
    for member in gone.values():
        yield from _removed(pair, member)
    for member in fresh.values():
        yield from _added(pair, member)
    for name, old in pair.old_members.items():
        if name in pair.new_members:
            yield from _kept(pair, old, pair.new_members[name])


def is_method(member: Member) -> bool:
    """Tell methods and properties from other attributes."""
    return member.form in CALLABLE or member.form == "property"


def _added(pair: Pair, member: Member) -> Iterator[Found]:
    if member.name == CONSTRUCTOR:
        yield from constructor_changes(pair, None, member)
        return
    if member.name == _ALLOCATOR:
        yield from allocator_changes(pair, None, member)
        return
    rule = _rule_for_new(pair, member)
    if rule:
        yield found(rule, pair, (None, member))


def _rule_for_new(pair: Pair, member: Member) -> str:
    """Return the rule for a new member, empty for one that is nobody's business."""
    kind = kind_of(pair.new, member)
    if kind is not _ABSTRACT and (is_common(member.name) or not is_method(member)):
        return ""
    if pair.new.protocol and not pair.passive and not is_special(member.name):
        return "protocol-member-added"
    if kind is _ABSTRACT:
        # Those that a new base brings with it are reported with the base.
        return "abstract-method-added" if not from_new_base(pair, member) else ""
    if kind is _REFUSING:
        return "refusing-method-added"
    return "protected-method-added" if is_protected(member.name) else "method-added"


def from_new_base(pair: Pair, member: Member) -> bool:
    """Tell a member that a class which the head has added to the bases brings along."""
    return member.owner != pair.new.name and all(
        info.name != member.owner for info in pair.old.lineage
    )


def _removed(pair: Pair, member: Member) -> Iterator[Found]:
    if member.name == CONSTRUCTOR:
        yield from constructor_changes(pair, member, None)
        return
    if member.name == _ALLOCATOR:
        yield from allocator_changes(pair, member, None)
        return
    rule = _rule_for_gone(pair, member)
    if rule and not _is_standard(pair.new, member.name):
        yield found(rule, pair, (member, None))


def _rule_for_gone(pair: Pair, member: Member) -> str:
    kind = kind_of(pair.old, member)
    if kind is not _ABSTRACT and (is_common(member.name) or not is_method(member)):
        return ""
    if pair.old.protocol and not pair.passive and not is_special(member.name):
        return "protocol-member-removed"
    if kind is _ABSTRACT:
        return "abstract-method-removed"
    if is_protected(member.name):
        return "protected-method-removed"
    return "refusing-method-removed" if kind is _REFUSING else "method-removed"


def _is_standard(info: ClassInfo, name: str) -> bool:
    return any(item.standard and name in item.own for item in info.lineage)


def _kept(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    if old == new or old.dynamic or new.dynamic:
        return
    if old.name in (CONSTRUCTOR, _ALLOCATOR):
        yield from constructor_changes(pair, old, new)
        return
    if is_common(old.name) and _ABSTRACT not in (old.kind, new.kind):
        return
    if is_method(old) or is_method(new):
        yield from _method_changes(pair, old, new)
    else:
        yield from attribute_changes(pair, old, new)


def _method_changes(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    kinds = kind_of(pair.old, old), kind_of(pair.new, new)
    if kinds in _KINDS:
        yield found(_KINDS[kinds], pair, (old, new))
    if (old.form in CALLABLE) is not (new.form in CALLABLE):
        rule = "method-made-property" if old.form in CALLABLE else "property-made-method"
        yield found(rule, pair, (old, new))
        return
    if old.form in VALUES and not new.has_setter and not is_protected(old.name):
        # Objects can no longer set it for themselves.
        yield found("attribute-changed", pair, (old, new))
    yield from _documented(pair, old, new)
    if old.form in CALLABLE:
        yield from _callable_changes(pair, old, new, kinds)
    elif old.form == new.form == "property":
        yield from _property_changes(pair, old, new)


def _callable_changes(
    pair: Pair, old: Member, new: Member, kinds: tuple[MethodKind, MethodKind]
) -> Iterator[Found]:
    if old.asynchronous is not new.asynchronous:
        rule = "method-made-async" if new.asynchronous else "method-made-sync"
        yield found(rule, pair, (old, new))
    # What has no working body does not show whether it yields.
    if old.generator is not new.generator and kinds == (_DEFAULT, _DEFAULT):
        rule = "method-made-generator" if new.generator else "generator-made-method"
        yield found(rule, pair, (old, new))
    if (old.form, new.form) in _FORMS:
        yield found(_FORMS[old.form, new.form], pair, (old, new))
    yield from signature_changes(pair, old, new)


def _property_changes(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    if old.has_setter is not new.has_setter:
        rule = "setter-added" if new.has_setter else "setter-removed"
        yield found(rule, pair, (old, new))
    yield from return_changes(pair, old, new)


def _documented(pair: Pair, old: Member, new: Member) -> Iterator[Found]:
    """Yield what the decorators and docstrings say of a method beside its signature."""
    if old.final is not new.final:
        yield found("method-made-final" if new.final else "method-final-dropped", pair, (old, new))
    if not old.doc or not new.doc:
        return
    before, after = _last_names(old.raises), _last_names(new.raises)
    if more := [name for name in after if name not in before]:
        yield found("raises-added", pair, (old, new), ", ".join(more))
    if fewer := [name for name in before if name not in after]:
        yield found("raises-removed", pair, (old, new), ", ".join(fewer))


def _last_names(names: tuple[str, ...]) -> list[str]:
    return [name.rpartition(":")[2].rpartition(".")[2] for name in names]
