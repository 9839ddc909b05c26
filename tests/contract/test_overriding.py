# SPDX-License-Identifier: Apache-2.0
"""Whether an override fits its interface, with Python itself as the judge."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.contract.forms import changed_form, changes_concurrency
from wharfinger.contract.near_names import distance, strays
from wharfinger.contract.overriding import Override, extra, lacking, moved, overrides, signature
from wharfinger.contract.rejections import rejections
from wharfinger.contract.signatures import Shift
from wharfinger.model import (
    Catalog,
    ClassInfo,
    Contract,
    HostCall,
    Interface,
    InterfaceVersion,
    Location,
    Member,
    Method,
    MethodKind,
    Parameter,
    UnknownValue,
)
from wharfinger.testing import catalog, driver, group

PLACE = Location("demo/base.py", 3)
THERE = Location("demo/drivers.py", 7)


def parameters(text: str) -> tuple[Parameter, ...]:
    """Return the parameters of ``def f(text)`` as the reader gives them."""
    function = ast.parse(f"def f({text}): pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    namespace: dict[str, object] = {}
    exec(f"def f({text}): pass", namespace)
    found = inspect.signature(namespace["f"]).parameters.values()  # type: ignore[arg-type]
    return tuple(
        Parameter(p.name, p.kind.name.lower(), 1, default="" if p.default is p.empty else "None")
        for p in found
    )


def method(text: str, name: str = "put", **fields: object) -> Method:
    defaults = {"owner": "demo.base:Base", "location": PLACE, "form": "method"}
    start = {"kind": MethodKind.ABSTRACT, "parameters": parameters(text)}
    return Method(name=name, **(defaults | start | fields))  # type: ignore[arg-type]


def override(expected: Method | str, other: Method | str) -> Override:
    base = method(f"self, {expected}".rstrip(", ")) if isinstance(expected, str) else expected
    own = method(f"self, {other}".rstrip(", ")) if isinstance(other, str) else other
    own = replace(own, owner="demo.drivers:One", location=THERE)
    return Override("demo.base:Base", base, own, ("demo.drivers:one",))


def found(pair: Override) -> set[str]:
    codes = {"DRV012": extra, "DRV013": lacking, "DRV014": moved}
    return {code for code, function in codes.items() if function(pair)}


FITS = [
    ("a, b", "a, b", set()),
    ("a, b", "a, b=1", set()),
    ("a, b", "a, b, c=1", set()),
    ("a, b", "*args, **kwargs", set()),
    ("a, b", "a, *args", set()),
    ("a, b=1", "a, **kwargs", set()),
    ("a", "a, b", {"DRV012"}),
    ("a, b=1", "a, b", {"DRV012"}),
    ("a", "a, *, b", {"DRV012"}),
    ("a, **kwargs", "a, b, **kwargs", set()),
    ("*args, **kwargs", "a, b", set()),
    ("a, *args", "a, b", set()),
    ("a, *args", "a, *, b", {"DRV012"}),
    ("a, b", "a", {"DRV013"}),
    ("a, b=1", "a", {"DRV013"}),
    ("a", "b", {"DRV014"}),
    ("a, b", "b, a", {"DRV014"}),
    ("a, b", "a, *, b", {"DRV014"}),
    ("a, b=1", "a, x=2, b=1", {"DRV014"}),
    ("a", "a, /", {"DRV014"}),
    ("a, /", "b, /", set()),
    ("a, b, c", "a, x", {"DRV013", "DRV014"}),
]


@pytest.mark.parametrize(("expected", "other", "codes"), FITS)
def test_parameters(expected: str, other: str, codes: set[str]) -> None:
    assert found(override(expected, other)) == codes


UNCERTAIN = [
    method("self", decorators=("retry_with.policy",)),
    method("self", form="attribute"),
    method("", form="staticmethod"),
    method("", form="method"),
    method("self", form="property"),
]


@pytest.mark.parametrize("other", UNCERTAIN)
def test_what_is_not_certain_is_passed_over(other: Method) -> None:
    assert found(override("a, b", other)) == set()
    assert found(override(other, method("self, a, b"))) == set()


def test_a_transparent_decorator_hides_nothing() -> None:
    other = method("self", decorators=("typing.override", "METRICS.timer"))
    assert found(override("a", other)) == {"DRV013"}


def test_static_and_class_methods_take_what_callers_pass() -> None:
    static = method("a, b", form="staticmethod", decorators=("staticmethod",))
    assert found(override("a, b", static)) == set()
    assert found(override("a", static)) == {"DRV012"}
    of_class = method("cls, a", form="classmethod", decorators=("classmethod",))
    assert found(override("a", of_class)) == set()


# --- the oracle


PLAIN = st.lists(st.sampled_from("abcd"), unique=True, max_size=3)


@st.composite
def signatures(draw: st.DrawFn) -> str:
    """Draw parameters without ``*args`` and ``**kwargs``, in an order that Python takes."""
    names = draw(PLAIN)
    optional = draw(st.integers(0, len(names)))
    by_keyword = draw(st.integers(0, len(names)))
    texts = [n if i < len(names) - optional else f"{n}=None" for i, n in enumerate(names)]
    positional, keyword = texts[: len(texts) - by_keyword], texts[len(texts) - by_keyword :]
    return ", ".join([*positional, *(["*", *keyword] if keyword else [])])


def calls(text: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield the calls that an interface invites to: each value is its parameter's name."""
    known = parameters(text)
    for chosen in ([p for p in known if not p.default], list(known)):
        by_place = [p.name for p in chosen if p.kind == "positional_or_keyword"]
        rest = {p.name: p.name for p in chosen if p.kind == "keyword_only"}
        yield by_place, rest
        yield [], {p.name: p.name for p in chosen}


def outcome(text: str, expected: str) -> bool:
    """Tell whether a real function takes all calls, each value where it belongs."""
    namespace: dict[str, object] = {}
    exec(f"def f({text}): pass", namespace)
    real = inspect.signature(namespace["f"])  # type: ignore[arg-type]
    for positional, keywords in calls(expected):
        try:
            bound = real.bind(*positional, **keywords).arguments
        except TypeError:
            return False
        if any(value != name for name, value in bound.items()):
            return False
    return True


@settings(max_examples=3000)
@given(signatures(), signatures())
def test_python_agrees(expected: str, other: str) -> None:
    assert bool(found(override(expected, other))) is not outcome(other, expected), (
        expected,
        other,
    )


def test_a_signature_is_shown_as_callers_see_it() -> None:
    assert signature(method("self, a, *, b=1, **more")) == "a, *, b=None, **more"
    assert signature(method("self, a, /, *args, b")) == "a, *args, b"


# --- which overrides


def side(*, versions: tuple[InterfaceVersion, ...] = (), **fields: object) -> Catalog:
    """Return a catalog of one driver, whose override of ``put`` lacks a parameter."""
    base = Interface("demo.base:Base", PLACE, "", (method("self, a, b"),))
    own = replace(method("self, a"), owner="demo.drivers:One", location=THERE)
    defaults = {"descends": True, "lineage": ("demo.drivers:One",), "overrides": (own,)}
    one = driver("one", **(defaults | fields))
    structural = bool(fields.get("descends", True) is None)
    return catalog(group(one, interface=base, versions=versions, structural=structural))


def test_overrides_of_drivers_that_follow_the_interface() -> None:
    (only,) = overrides(side())
    assert only.subject == "demo.drivers:One.put"
    assert only.drivers == ("demo.drivers:one",)
    assert overrides(side(descends=False)) == ()
    assert len(overrides(side(descends=None))) == 1
    assert overrides(side(descends=None, lineage_gap="a base is not here")) == ()


VERSIONS = (
    InterfaceVersion("9", "demo.base:Base", "supported"),
    InterfaceVersion("8", "demo.base.BaseV8", "deprecated"),
)


class NoMeaning:
    def annotation(self, text: str, module: str) -> frozenset[str]:
        return frozenset({text})

    def constant(self, text: str, module: str) -> object:
        return UnknownValue("not asked")

    def ancestors(self, name: str) -> tuple[str, ...]:
        return ()


def contract(versions: dict[str, ClassInfo], drivers: dict[str, ClassInfo]) -> Contract:
    return Contract("demo.drivers", None, versions, (), drivers, NoMeaning())


def test_a_driver_is_judged_by_the_version_that_it_follows() -> None:
    assert [lacking(item) != () for item in overrides(side(versions=VERSIONS))] == []
    newest = overrides(side(versions=VERSIONS, interface_version="9"))
    assert [lacking(item) != () for item in newest] == [True]
    older = side(versions=VERSIONS, interface_version="8")
    assert overrides(older) == ()
    put = member("put", "self, a", owner="demo.base:BaseV8", kind=MethodKind.ABSTRACT)
    info = ClassInfo("demo.base:BaseV8", PLACE, members={"put": put})
    (only,) = overrides(replace(older, contracts=(contract({"8": info}, {}),)))
    assert lacking(only) == ()


def member(name: str, text: str, **fields: object) -> Member:
    defaults = {"form": "method", "kind": MethodKind.DEFAULT, "location": THERE}
    start = {"owner": "demo.drivers:One", "parameters": parameters(text)}
    return Member(name=name, **(defaults | start | fields))  # type: ignore[arg-type]


# --- forms


FORMS = [
    ("method", "property", "self", True),
    ("property", "method", "self", True),
    ("property", "attribute", "", False),
    ("method", "attribute", "", False),
    ("classmethod", "method", "self", True),
    ("staticmethod", "method", "self", True),
    ("method", "staticmethod", "a", False),
    ("method", "staticmethod", "self, a", True),
    ("method", "classmethod", "cls", False),
    ("method", "method", "self", False),
]


@pytest.mark.parametrize(("expected", "other", "text", "changed"), FORMS)
def test_forms(expected: str, other: str, text: str, changed: bool) -> None:
    pair = override(method("self", form=expected), method(text, form=other))
    assert (changed_form(pair) is not None) is changed
    stub = replace(pair, expected=replace(pair.expected, kind=MethodKind.REFUSING))
    of_class = expected in ("classmethod", "staticmethod")
    assert (changed_form(stub) is not None) is (changed and not of_class)
    hidden = replace(pair, given=replace(pair.given, decorators=("unknown",)))
    assert changed_form(hidden) is None


ASYNC = [
    ({"asynchronous": True}, {}, {}, True),
    ({}, {"asynchronous": True}, {}, True),
    ({"asynchronous": True}, {"asynchronous": True}, {}, False),
    ({"returns": "Awaitable[int]"}, {"asynchronous": True}, {}, False),
    ({"asynchronous": True}, {"returns": "asyncio.Future"}, {}, False),
    ({"asynchronous": True}, {"kind": MethodKind.REFUSING}, {}, False),
    ({"asynchronous": True}, {}, {"calls": "_put"}, False),
    ({"asynchronous": True}, {"decorators": ("as_coroutine",)}, {}, False),
    ({"asynchronous": True}, {"form": "attribute"}, {}, False),
]


@pytest.mark.parametrize(("expected", "other", "body", "changed"), ASYNC)
def test_concurrency(
    expected: dict[str, object], other: dict[str, object], body: dict[str, object], changed: bool
) -> None:
    pair = override(
        method("self", **expected), method("self", **({"kind": MethodKind.DEFAULT} | other))
    )
    info = ClassInfo("demo.drivers:One", THERE, members={"put": member("put", "self", **body)})
    state = Catalog(contracts=(contract({}, {"one": info}),))
    assert changes_concurrency(pair, state) is changed


# --- overrides of nothing


NAMES = [
    ("relaese_lock", "release_lock", True),
    ("relese_lock", "release_lock", True),
    ("get_membres_count", "get_members_count", True),
    ("releaselock", "release_lock", True),
    ("release_locks", "release_lock", False),
    ("released_lock", "release_lock", False),
    ("release_lock2", "release_lock", False),
    ("release_clock", "release_lock", False),
    ("get_user", "set_user", False),
    ("_release_lock", "release_lock", False),
    ("attach", "detach", False),
]


@pytest.mark.parametrize(("name", "meant", "told"), NAMES)
def test_near_names(name: str, meant: str, told: bool) -> None:
    found = strays(near(method("self, a", name), method("self, a", meant)))
    assert [(item.name, item.meant) for item in found] == ([(name, meant)] if told else [])


def near(own: Method, *promised: Method) -> Catalog:
    base = Interface("demo.base:Base", PLACE, "", promised)
    own = replace(own, owner="demo.drivers:One", location=THERE, kind=MethodKind.DEFAULT)
    return catalog(group(driver("one", descends=True, overrides=(own,)), interface=base))


def test_a_near_name_with_other_parameters_is_another_method() -> None:
    assert strays(near(method("self, b", "relaese"), method("self, a", "release"))) == ()
    assert strays(near(method("self, a, b", "relaese"), method("self, a", "release"))) == ()


def test_a_word_that_the_interface_uses_is_no_slip() -> None:
    promised = (
        method("self", "get_reader"),
        method("self", "get_header"),
        method("self", "header_of"),
    )
    assert strays(near(method("self", "put_header"), method("self", "put_reader"), *promised)) == ()


def test_a_method_that_is_marked_as_an_override_and_is_none() -> None:
    base = ClassInfo("demo.base:Base", PLACE, members={"get": member("get", "self")})
    marked = {"override": ("typing.override",)}
    own = {
        name: member(name, "self", decorators=marked["override"]) for name in ("get", "gone")
    } | {"told": member("told", "self", doc="See the interface.")}
    info = ClassInfo("demo.drivers:One", THERE, members=own, ancestors=(base,))
    state = replace(near(method("self", "x")), contracts=(contract({}, {"one": info}),))
    assert [(s.name, s.drivers) for s in strays(state)] == [
        ("gone", ("demo.drivers:one",)),
        ("told", ("demo.drivers:one",)),
    ]
    unsure = replace(info, ancestors=(replace(base, dynamic="it has a metaclass"),))
    state = replace(state, contracts=(contract({}, {"one": unsure}),))
    assert strays(state) == ()


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) is (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
    assert distance(one + "ab", one + "ba") == 1


# --- calls of the host


def call(positional: int, *keywords: str, receiver: str = "self.driver", **more: bool) -> HostCall:
    place, inside = Location("demo/host.py", 9), "Host.run"
    names = {"star": False, "double_star": False} | more
    return HostCall(
        "put", receiver, positional, keywords, place, inside=inside, group="demo.drivers", **names
    )


CALLS = [
    (call(1), "demo.drivers:One.put", False),
    (call(2), "demo.drivers:One.put", True),
    (call(1, "b"), "demo.drivers:One.put", True),
    (call(0), "demo.base:Base.put", True),
    (call(0, double_star=True), "", False),
    (call(0, star=True), "", False),
    (call(3), "demo.base:Base.put", True),
    (replace(call(3), group="other"), "", False),
    (replace(call(3), name="get"), "", False),
]


@pytest.mark.parametrize(("made", "subject", "told"), CALLS)
def test_calls(made: HostCall, subject: str, told: bool) -> None:
    base = method("self, a, b=1")
    state = side()
    (one,) = state.groups
    promised = replace(one.interface, methods=(base,))  # type: ignore[type-var]
    state = replace(state, groups=(replace(one, interface=promised),), host_calls=(made,))
    assert [item.subject for item in rejections(state)] == ([subject] if told else [])


def test_a_driver_with_its_own_caller_receives_no_call_of_the_interface() -> None:
    state = replace(side(), host_calls=(call(2, receiver="self"),))
    assert [item.drivers for item in rejections(state)] == [("demo.drivers:one",)]
    (one,) = state.groups
    own = (*one.drivers[0].overrides, method("self", "run"))
    other = replace(one, drivers=(replace(one.drivers[0], overrides=own),))
    assert rejections(replace(state, groups=(other,))) == ()


def test_the_oracle_knows_a_difference() -> None:
    assert outcome("a, b", "a, b")
    assert not outcome("b, a", "a, b")
    assert [item.kind for item in moved(override("a, b", "b, a"))] == [Shift.REORDERED]
