# SPDX-License-Identifier: Apache-2.0
"""Comparing two parameter lists, and asking whether one accepts a call."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain

from wharfinger.model import Member, Method, Parameter

_POSITIONAL = ("positional_only", "positional_or_keyword")
_NAMED = ("positional_or_keyword", "keyword_only")
_VARIADIC = ("var_positional", "var_keyword")

Parameters = Sequence[Parameter]


class Shift(StrEnum):
    """How one parameter differs between two signatures.

    ``INSERTED`` is an optional parameter put before others that can be passed by position;
    ``REPLACED`` are named parameters given up for ``*args, **kwargs``, and ``SPELLED_OUT`` the
    opposite. ``MADE_NAMEABLE`` is a parameter that was positional-only.
    """

    REQUIRED_ADDED = "required-added"
    OPTIONAL_ADDED = "optional-added"
    INSERTED = "inserted"
    REMOVED = "removed"
    RENAMED = "renamed"
    REORDERED = "reordered"
    MADE_KEYWORD_ONLY = "made-keyword-only"
    MADE_POSITIONAL = "made-positional"
    MADE_POSITIONAL_ONLY = "made-positional-only"
    MADE_NAMEABLE = "made-nameable"
    MADE_REQUIRED = "made-required"
    MADE_OPTIONAL = "made-optional"
    DEFAULT_CHANGED = "default-changed"
    ARGS_ADDED = "args-added"
    ARGS_REMOVED = "args-removed"
    KWARGS_ADDED = "kwargs-added"
    KWARGS_REMOVED = "kwargs-removed"
    REPLACED = "replaced"
    SPELLED_OUT = "spelled-out"
    ANNOTATION_CHANGED = "annotation-changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: what, of which parameter, and the parameter on both sides.

    ``name`` is the parameter's at the side that has it, the old one where both do.
    """

    kind: Shift
    name: str
    old: Parameter | None = None
    new: Parameter | None = None


def parameters_of(method: Member | Method) -> tuple[Parameter, ...]:
    """Return the parameters that a caller passes: without ``self`` or ``cls``."""
    bound = method.form in ("method", "classmethod", "property")
    first = method.parameters[0].kind if method.parameters else ""
    return method.parameters[1:] if bound and first in _POSITIONAL else method.parameters


def is_required(parameter: Parameter) -> bool:
    """Tell whether a call has to pass a parameter."""
    return not parameter.default and parameter.kind not in _VARIADIC


def is_positional(parameter: Parameter) -> bool:
    """Tell whether a parameter can be passed by its position."""
    return parameter.kind in _POSITIONAL


def is_named(parameter: Parameter) -> bool:
    """Tell whether a parameter can be passed by its name."""
    return parameter.kind in _NAMED


def variadic(parameters: Parameters, kind: str) -> Parameter | None:
    """Return ``*args`` (kind ``var_positional``) or ``**kwargs`` (``var_keyword``), if there."""
    return next((item for item in parameters if item.kind == kind), None)


def compare_signatures(old: Parameters, new: Parameters) -> tuple[Difference, ...]:
    """Return how a signature differs from an older one, in the order of its parameters.

    Both are without ``self``, see :func:`parameters_of`. Annotations and defaults are
    compared as text, where both sides have one.
    """
    whole = _wholesale(old, new)
    if whole is not None:
        kept = _pairs(old, new, {})
        return (whole, *_order(old, new, {}), *(d for pair in kept for d in _changed(*pair)))
    renamed = dict(_renamed(old, new))
    pairs = _pairs(old, new, renamed)
    return (
        *(
            Difference(Shift.RENAMED, a, _by_name(old)[a], _by_name(new)[b])
            for a, b in _shown(old, new, renamed)
        ),
        *_gone(old, new, renamed),
        *_fresh(old, new, renamed),
        *_order(old, new, renamed),
        *(difference for pair in pairs for difference in _changed(*pair)),
        *_variadics(old, new),
    )


def accepts(
    parameters: Parameters,
    positional: int,
    keywords: Collection[str] = (),
    *,
    star: bool = False,
    double_star: bool = False,
) -> str:
    """Return why a call would be rejected, or an empty string if it would be accepted.

    ``parameters`` are without ``self``. ``star`` and ``double_star`` tell that the call may
    pass more, from a sequence or a mapping: what is missing then counts for nothing.
    """
    slots = [item for item in parameters if is_positional(item)]
    if positional > len(slots) and not variadic(parameters, "var_positional"):
        return f"it takes {_counted(len(slots))}, the call passes {positional}"
    filled = {item.name for item in slots[:positional]}
    named = {item.name for item in parameters if is_named(item)}
    return _keyword_fault(parameters, keywords, filled) or _missing(
        parameters, filled | (named & set(keywords)), star=star, double_star=double_star
    )


def _counted(number: int) -> str:
    if number == 0:
        return "no positional argument"
    return f"at most {number} positional argument{'s' if number > 1 else ''}"


def takes_unnamed(parameters: Parameters, other: Parameter) -> bool:
    """Tell whether ``*args`` and ``**kwargs`` take a parameter in each way that it is passed."""
    places, names = (variadic(parameters, kind) is not None for kind in _VARIADIC)
    return (places or not is_positional(other)) and (names or not is_named(other))


def _keyword_fault(parameters: Parameters, keywords: Collection[str], filled: set[str]) -> str:
    known = {item.name for item in parameters if is_named(item)}
    for name in keywords:
        if name in known and name in filled:
            return f"the call passes {name} twice"
        if name not in known and not variadic(parameters, "var_keyword"):
            return f"it has no parameter {name} that can be passed by keyword"
    return ""


def _missing(parameters: Parameters, given: set[str], *, star: bool, double_star: bool) -> str:
    for item in parameters:
        supplied = (star and is_positional(item)) or (double_star and is_named(item))
        if is_required(item) and item.name not in given and not supplied:
            return f"the call does not pass {item.name}, which has no default"
    return ""


def _plain(parameters: Parameters) -> list[Parameter]:
    return [item for item in parameters if item.kind not in _VARIADIC]


def _by_name(parameters: Parameters) -> dict[str, Parameter]:
    return {item.name: item for item in _plain(parameters)}


def _is_open(parameters: Parameters) -> bool:
    return all(variadic(parameters, kind) for kind in _VARIADIC)


def _wholesale(old: Parameters, new: Parameters) -> Difference | None:
    """Return the change from or to ``*args, **kwargs``, where all other change is part of it."""
    if _is_open(old) is _is_open(new):
        return None
    closed, opened = (old, new) if _is_open(new) else (new, old)
    given_up = _by_name(closed).keys() - _by_name(opened).keys()
    if not given_up or _by_name(opened).keys() - _by_name(closed).keys():
        return None
    kind = Shift.REPLACED if opened is new else Shift.SPELLED_OUT
    return Difference(kind, next(name for name in _by_name(closed) if name in given_up))


def _renamed(old: Parameters, new: Parameters) -> Iterator[tuple[str, str]]:
    """Yield old and new names of parameters that stand in the same place between others."""
    before = [item for item in old if is_positional(item)]
    after = [item for item in new if is_positional(item)]
    names, others = {item.name for item in _plain(old)}, {item.name for item in _plain(new)}
    matcher = SequenceMatcher(None, [p.name for p in before], [p.name for p in after], False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag != "replace":
            continue
        gone, fresh = before[low:high], after[start:end]
        for one, other in zip(gone, fresh, strict=False):
            alike = is_required(one) == is_required(other) or len(gone) == len(fresh)
            if one.name not in others and other.name not in names and alike:
                yield one.name, other.name


def _shown(old: Parameters, new: Parameters, renamed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the renamed parameters whose names callers can use before and after."""
    known, others = _by_name(old), _by_name(new)
    yield from ((a, b) for a, b in renamed.items() if is_named(known[a]) and is_named(others[b]))


def _pairs(
    old: Parameters, new: Parameters, renamed: dict[str, str]
) -> list[tuple[Parameter, Parameter]]:
    after = _by_name(new)
    names = ((item, renamed.get(item.name, item.name)) for item in _plain(old))
    return [(item, after[name]) for item, name in names if name in after]


def _gone(old: Parameters, new: Parameters, renamed: dict[str, str]) -> Iterator[Difference]:
    after = _by_name(new)
    for item in _plain(old):
        if item.name not in after and item.name not in renamed:
            yield Difference(Shift.REMOVED, item.name, item)


def _fresh(old: Parameters, new: Parameters, renamed: dict[str, str]) -> Iterator[Difference]:
    known = _by_name(old).keys() | set(renamed.values())
    ordered = _plain(new)
    both_open = all(variadic(side, "var_positional") for side in (old, new))
    for index, item in enumerate(ordered):
        if item.name in known:
            continue
        later = [p for p in ordered[index + 1 :] if is_positional(p) and p.name in known]
        if is_required(item):
            yield Difference(Shift.REQUIRED_ADDED, item.name, new=item)
        elif is_positional(item) and (later or both_open):
            yield Difference(Shift.INSERTED, item.name, new=item)
        else:
            yield Difference(Shift.OPTIONAL_ADDED, item.name, new=item)


def _order(old: Parameters, new: Parameters, renamed: dict[str, str]) -> Iterator[Difference]:
    pairs = _pairs(old, new, renamed)
    before = [(a, b) for a, b in pairs if is_positional(a) and is_positional(b)]
    places = {item.name: index for index, item in enumerate(new)}
    after = sorted(before, key=lambda pair: places[pair[1].name])
    moved = (pair for pair, other in zip(before, after, strict=True) if pair is not other)
    # What was behind *args takes the place of the first of these, or gives its own up.
    both = variadic(old, "var_positional") and variadic(new, "var_positional")
    passed = (pair for pair in pairs if both and len({*map(is_positional, pair)}) == 2)
    first = next(chain(moved, passed), None)
    if first:
        yield Difference(Shift.REORDERED, first[0].name, *first)


def _changed(old: Parameter, new: Parameter) -> Iterator[Difference]:
    checks = (
        (Shift.MADE_KEYWORD_ONLY, is_positional(old) and not is_positional(new)),
        (Shift.MADE_POSITIONAL, is_positional(new) and not is_positional(old)),
        (Shift.MADE_POSITIONAL_ONLY, is_named(old) and not is_named(new)),
        (Shift.MADE_NAMEABLE, is_named(new) and not is_named(old)),
        (Shift.MADE_REQUIRED, is_required(new) and not is_required(old)),
        (Shift.MADE_OPTIONAL, is_required(old) and not is_required(new)),
        (Shift.DEFAULT_CHANGED, bool(old.default and new.default) and old.default != new.default),
        (Shift.ANNOTATION_CHANGED, _annotations_differ(old, new)),
    )
    yield from (Difference(kind, old.name, old, new) for kind, holds in checks if holds)


def _annotations_differ(old: Parameter, new: Parameter) -> bool:
    return bool(old.annotation and new.annotation) and old.annotation != new.annotation


def _variadics(old: Parameters, new: Parameters) -> Iterator[Difference]:
    kinds = (
        ("var_positional", Shift.ARGS_ADDED, Shift.ARGS_REMOVED),
        ("var_keyword", Shift.KWARGS_ADDED, Shift.KWARGS_REMOVED),
    )
    for kind, added, removed in kinds:
        before, after = variadic(old, kind), variadic(new, kind)
        if after and not before:
            yield Difference(added, after.name, None, after)
        if before and not after:
            yield Difference(removed, before.name, before, None)
