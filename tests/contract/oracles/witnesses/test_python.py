# SPDX-License-Identifier: Apache-2.0
"""Python itself as a judge: old drivers are defined on the new interface, and called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wharfinger.model import Verdict

# The member that fails, empty for the whole class, and how.
Fault = tuple[str, str]
SIDES = ("implementer", "caller")
DISAGREEMENTS = {
    "It does not check types.": (
        "parameter-type-narrowed (caller)",
        "parameter-type-replaced (caller)",
        "parameter-type-replaced (implementer)",
        "parameter-type-widened (implementer)",
        "return-narrowed (implementer)",
        "return-replaced (caller)",
        "return-replaced (implementer)",
        "return-widened (caller)",
    ),
    "It does not enforce ``@final``.": (
        "class-made-final (implementer)",
        "method-made-final (implementer)",
    ),
    "Nothing enforces that a driver has an attribute.": ("required-attribute-added (implementer)",),
}
UNSEEN = {label for labels in DISAGREEMENTS.values() for label in labels}


def test_python_agrees(
    cases: Any, faults: Callable[..., list[Fault] | None], disagreements: Callable[..., Any]
) -> None:
    found = {(c.name, side): faults(c, side) for c in cases for side in SIDES}
    broken = {key: bool(told) for key, told in found.items() if told is not None}
    listed = {label for labels in DISAGREEMENTS.values() for label in labels}
    assert disagreements(broken) == listed


def test_the_documentation_tells_why(explained: Callable[[str], list[str]]) -> None:
    assert explained("Python") == [*DISAGREEMENTS]


def test_what_cannot_be_imported_is_not_put_to_it(cases: Any, faults: Callable[..., Any]) -> None:
    unjudged = {case.name for case in cases if faults(case, "caller") is None}
    assert unjudged == {"class-moved", "class-removed", "file-unreadable"}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_python_agrees_about_what_is_made_up(
    data: st.DataObject, generated: Any, changes: Callable[..., Any], faults: Callable[..., Any]
) -> None:
    case = data.draw(generated)
    for side in SIDES:
        told = {member for member, _ in faults(case, side) or ()}
        found = [(c.name, getattr(c, side), f"{c.rule} ({side})") for c in changes(case)]
        if any(rule.startswith("signature-") for _, _, rule in found):
            continue  # What *args, **kwargs take instead, Python does not tell.
        compatible = {Verdict.COMPATIBLE}
        assert told - {""} <= {name for name, value, _ in found if value not in compatible}, side
        assert not told or {value for _, value, _ in found} - compatible, side
        breaking = {
            n for n, value, rule in found if value is Verdict.BREAKING and rule not in UNSEEN
        }
        # Whatever name is gone, **kwargs take it.
        assert "" in told or breaking <= told or "**kwargs" in case.old + case.new, side


@pytest.fixture(scope="session")
def faults(witness: Callable[[Any, str], Any]) -> Callable[[Any, str], list[Fault] | None]:
    """Return what fails if the witness of a side is run; None where there is no witness."""

    def run(case: Any, side: str) -> list[Fault] | None:
        written = witness(case, side)
        if written is None:
            return None
        names: dict[str, Any] = {}
        try:
            exec(written.text, names)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being defined
            return [("", repr(error))]
        return [*_unmade(written, names), *_unfit(written, names), *_unusable(written, names)]

    return run


def _unmade(written: Any, names: dict[str, Any]) -> Iterator[Fault]:
    """Yield why objects of the witness cannot be made in the ways that the contract allows."""
    for call in written.made:
        if inspect.isabstract(names[call.method]):
            yield "", f"{call.method} is abstract"
        yield from _rejected(names[call.method], names[written.contract], call)


def _unfit(written: Any, names: dict[str, Any]) -> Iterator[Fault]:
    """Yield which members are not what the contract says, and which calls they reject."""
    contract, provided = names[written.contract], names[written.provided]
    provided.__abstractmethods__ = frozenset()
    contract.__abstractmethods__ = frozenset()
    made, model = object.__new__(provided), object.__new__(contract)
    for name in written.members:
        if not hasattr(provided, name) and name not in _declared(provided):
            yield name, "it is not there"
        elif not _fits(_nature(contract, name), _nature(provided, name)):
            yield name, f"it is {_nature(provided, name)}"
        else:
            for call in (c for c in written.calls if c.method == name):
                pair = (provided, contract) if call.on_class else (made, model)
                yield from _rejected(*(getattr(one, name) for one in pair), call)


def _unusable(written: Any, names: dict[str, Any]) -> Iterator[Fault]:
    for line in written.uses:
        try:
            exec(line, names)
        except Exception as error:  # noqa: BLE001 - whatever keeps the type from being used
            yield "", f"{line}: {error!r}"


def _declared(owner: type) -> set[str]:
    return {name for base in owner.__mro__ for name in inspect.get_annotations(base)}


def _nature(owner: type, name: str) -> str:
    """Tell what a caller has to do with a member: call it, wait for it, read or write it."""
    found = inspect.getattr_static(owner, name, None)
    plain = getattr(found, "__func__", found)
    if inspect.iscoroutinefunction(plain):
        return "awaited"
    if isinstance(found, property):
        return "written" if found.fset else "read"
    return "called" if callable(plain) else "value"


def _fits(asked: str, given: str) -> bool:
    return given == asked or (asked, given) == ("read", "written")


def _rejected(target: Any, contract: Any, call: Any) -> Iterator[Fault]:
    """Yield why a call fails, or where an argument arrives that belongs elsewhere."""
    given = [object() for _ in call.positional]
    named = {name: object() for name, _ in call.keywords}
    signature, model = inspect.signature(target), inspect.signature(contract)
    try:
        bound = signature.bind(*given, **named)
    except TypeError as error:
        yield call.method, str(error)
        return
    meant = model.bind(*given, **named)
    for name, value in meant.arguments.items():
        misplaced = bound.arguments.get(name) is not value and value in given
        if name in signature.parameters and misplaced:
            yield call.method, f"{name} goes elsewhere"
    if _is_open(signature) and _is_open(model) and _rest(bound) != _rest(meant):
        yield call.method, "more arguments go elsewhere"


def _is_open(signature: inspect.Signature) -> bool:
    return any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())


def _rest(bound: inspect.BoundArguments) -> tuple[object, ...]:
    """Return what ``*args`` took."""
    taken = bound.signature.parameters.values()
    names = [item.name for item in taken if item.kind is item.VAR_POSITIONAL]
    return tuple(bound.arguments.get(names[0], ()))
