# SPDX-License-Identifier: Apache-2.0
"""Comparing contracts: what counts, what does not, whom it reaches, what settles it."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from wharfinger.checks.interface_changes import checks
from wharfinger.contract.comparison import RULES, compare, note_sections
from wharfinger.contract.comparison.messages import advice, told
from wharfinger.model import (
    Catalog,
    Change,
    Comparison,
    Driver,
    Group,
    HostCall,
    Kind,
    Location,
    Patch,
    Resolution,
    Severity,
    State,
    Verdict,
)

Compared = Callable[..., tuple[Change, ...]]

BREAKS, DEPENDS, FINE = Verdict.BREAKING, Verdict.CONDITIONAL, Verdict.COMPATIBLE
TWO_DRIVERS = {
    "setup.cfg": """\
        [metadata]
        name = demo

        [options.entry_points]
        demo.drivers =
            one = demo.drivers:One
            two = demo.drivers:Two
        """,
}


def source(body: str, before: str = "") -> str:
    """Return the module of an interface with this body."""
    lines = "".join(f"    {line}\n" if line else "\n" for line in dedent(body).splitlines())
    return f"import abc\nimport typing\n\n{dedent(before)}\n\nclass Driver(abc.ABC):\n{lines}"


GET = """
@abc.abstractmethod
def get(self, key):
    '''Return a value.'''

def put(self, key, value, ttl=60 * 60):
    return None

name: str = "driver"
"""


def rules(changes: tuple[Change, ...]) -> list[str]:
    return [change.rule for change in changes]


def only(changes: tuple[Change, ...], rule: str) -> Change:
    (found,) = [change for change in changes if change.rule == rule]
    return found


SAME = {
    "locals have other names": GET.replace("return None", "found = None\n    return found"),
    "methods stand in another order": """
        name: str = "driver"

        def put(self, key, value, ttl=60 * 60):
            return None

        @abc.abstractmethod
        def get(self, key):
            '''Return a value.'''
        """,
    "the layout is another": GET.replace("self, key, value, ", "\n    self,\n    key, value,\n"),
    "there are docstrings": GET.replace("return None", "'''Keep it.\n\n:raises E: x'''"),
    "the constant is equal": GET.replace("60 * 60", "3600"),
    "the quotes are others": GET.replace('"driver"', "'driver'"),
    "the annotation is spelled otherwise": GET.replace("name: str", "name: 'str'"),
    "a parameter is annotated": GET.replace("value,", "value: bytes,"),
    "there is a deprecation": GET.replace("def put", "@warnings.deprecated('x')\ndef put"),
    "there are overloads": GET.replace(
        "def put",
        "@typing.overload\ndef put(self, key): ...\n@typing.overload\n"
        "def put(self, key, value): ...\ndef put",
    ),
    "self has another name": GET.replace("self, key", "this, key"),
    "there is a private method": GET + "\ndef __help(self):\n    return 1\n",
    "objects have another attribute": GET + "\ndef __init__(self):\n    self._cache = {}\n",
    "objects can be printed": GET + "\ndef __repr__(self):\n    return 'driver'\n",
}


@pytest.mark.parametrize("new", SAME.values(), ids=SAME)
@pytest.mark.parametrize("swapped", [False, True], ids=["forwards", "backwards"])
def test_what_means_the_same_is_no_change(new: str, swapped: bool, compared: Compared) -> None:
    states = source(GET), source(new)
    assert compared(*(reversed(states) if swapped else states)) == ()


class TestWhereMembersAre:
    def test_a_method_that_moved_to_a_parent_has_not_changed(self, compared: Compared) -> None:
        parent = "class Parent(abc.ABC):\n    def put(self, key):\n        return None\n"
        old = source("def put(self, key):\n    return None\n\ndef get(self): ...")
        new = source("def get(self): ...", parent).replace("Driver(abc.ABC)", "Driver(Parent)")
        assert compared(old, new) == ()
        # The parent does not exist any more, and drivers may have had it alone as a base.
        assert rules(compared(new, old)) == ["class-removed", "base-removed"]

    def test_a_class_that_moved_with_a_re_export_has_not_changed(self, compared: Compared) -> None:
        moved = {"demo/storage.py": ("", source(GET))}
        assert compared(source(GET), "from demo.storage import Driver\n", moved) == ()

    def test_of_an_alias_the_contents_are_compared(self, compared: Compared) -> None:
        old = source(GET)
        new = source(GET).replace("Driver", "DriverV2") + "\n\nDriver = DriverV2\n"
        assert compared(old, new) == ()
        worse = new.replace("def get(self, key)", "def get(self, key, region)")
        assert rules(compared(old, worse)) == ["required-parameter-added"]

    def test_a_new_class_breaks_nobody(self, compared: Compared) -> None:
        new = (
            source(GET) + "\n\nclass Other(Driver):\n    @abc.abstractmethod\n    def x(self): ..."
        )
        assert compared(source(GET), new) == ()

    def test_groups_that_share_a_base_share_the_change(self, compared: Compared) -> None:
        setup = TWO_DRIVERS["setup.cfg"].replace(
            "            two", "        demo.more =\n            two"
        )
        files = {
            "setup.cfg": setup,
            "driver-policy.yaml": """\
                project: demo
                groups:
                  demo.drivers:
                    interface: demo.base:One
                  demo.more:
                    interface: demo.base:Two
                """,
            "demo/drivers.py": """\
                from demo import base


                class One(base.One):
                    pass


                class Two(base.Two):
                    pass
                """,
        }
        heirs = "\n\nclass One(Driver):\n    pass\n\n\nclass Two(Driver):\n    pass\n"
        new = source(GET + "\n@abc.abstractmethod\ndef drop(self): ...\n")
        (change,) = compared(source(GET) + heirs, new + heirs, files)
        assert change.subject == "demo.base:Driver.drop"
        assert change.groups == ("demo.drivers", "demo.more")
        assert [item.driver for item in change.affected] == ["demo.drivers:one", "demo.more:two"]

    def test_protected_methods_have_no_callers(self, compared: Compared) -> None:
        old, new = source("def _key(self, name): ..."), source("def _key(self, *, name): ...")
        (change,) = compared(old, new)
        assert (change.implementer, change.caller) == (DEPENDS, FINE)


class TestCannotBeRead:
    def test_an_unresolved_base_is_unknown(self, compared: Compared) -> None:
        old = source(GET + "\ndef close(self):\n    return None\n")
        new = "import vendor\n" + source(GET).replace("(abc.ABC)", "(vendor.Base)")
        changes = compared(old, new)
        assert {c.rule: c.implementer for c in changes} == {
            "class-unreadable": Verdict.UNKNOWN,
            "method-removed": Verdict.UNKNOWN,
        }

    def test_the_same_gap_on_both_sides_hides_nothing(self, compared: Compared) -> None:
        old = "import vendor\n" + source(GET).replace("(abc.ABC)", "(vendor.Base)")
        assert compared(old, old) == ()
        assert rules(compared(old, old.replace("get(self, key)", "get(self, name)"))) == [
            "parameter-renamed"
        ]

    @pytest.mark.parametrize("side", [0, 1])
    def test_a_syntax_error_on_one_side_is_said(self, side: int, compared: Compared) -> None:
        states = [source(GET), source(GET)]
        states[side] = "def broken(:\n"
        changes = compared(*states)
        assert "file-unreadable" in rules(changes)
        assert {c.implementer for c in changes} == {Verdict.UNKNOWN}


class TestAffected:
    DRIVERS = """\
        from demo import base


        class One(base.Driver):
            def get(self, key: str) -> bytes:
                return b""


        class Two(base.Driver):
            def close(self):
                return super().put(1, 2)
        """

    def files(self) -> dict[str, object]:
        return {**TWO_DRIVERS, "demo/drivers.py": self.DRIVERS}

    def test_who_overrides_the_method(self, compared: Compared) -> None:
        new = source(GET.replace("get(self, key)", "get(self, key, region=None)"))
        (change,) = compared(source(GET), new, self.files())
        (reached,) = change.affected
        assert reached.driver == "demo.drivers:one"
        assert reached.signature == "def get(self, key: str) -> bytes"
        assert reached.location == Location("demo/drivers.py", 5)

    def test_who_lacks_what_is_new(self, compared: Compared) -> None:
        new = source(GET + "\n@abc.abstractmethod\ndef close(self): ...\n")
        (change,) = compared(source(GET), new, self.files())
        assert [(a.driver, a.signature) for a in change.affected] == [("demo.drivers:one", "")]

    def test_who_uses_what_is_gone(self, compared: Compared) -> None:
        old, new = source(GET), source(GET.replace("def put", "def _hidden"))
        files = {**self.files(), "demo/drivers.py": self.DRIVERS.replace("def close", "def get")}
        change = only(compared(old, new, files), "method-removed")
        assert [a.driver for a in change.affected] == ["demo.drivers:two"]
        assert (change.implementer, change.evidence) == (BREAKS, Location("demo/drivers.py", 11))
        assert change.implementer_condition == ""

    def test_nobody_else(self, compared: Compared) -> None:
        old, new = source(GET + "\ndef stop(self): ...\n"), source(GET)
        change = only(compared(old, new, self.files()), "method-removed")
        assert (change.implementer, change.affected) == (DEPENDS, ())


def patch(*calls: HostCall) -> Patch:
    return Patch("a", "b", new_calls=calls)


def call(name: str, positional: int = 0, *keywords: str, **more: object) -> HostCall:
    place = Location("demo/manager.py", 7)
    values = {"receiver": "self.driver", "location": place, **more}
    return HostCall(name, positional=positional, keywords=keywords, **values)  # type: ignore[arg-type]


class TestEvidence:
    NEW_PARAMETER = GET.replace("get(self, key)", "get(self, key, region=None)")

    @pytest.mark.parametrize(
        ("made", "verdict"),
        [
            (call("get", 1, "region"), BREAKS),
            (call("get", 2), BREAKS),
            (call("get", 1), DEPENDS),
            (call("put", 2), DEPENDS),
            (call("get", 1, "other"), DEPENDS),
            (call("get", 2, receiver="self", inside="Manager.run"), DEPENDS),
            (call("get", 2, receiver="self", inside="Driver.put"), BREAKS),
            (call("get", 2, receiver="self", inside="Driver.put_all"), DEPENDS),
            (call("get", 2, location=Location("demo/tests/unit/test_x.py", 7)), DEPENDS),
            (call("get", 2, receiver="cache"), DEPENDS),
            (call("get", 2, receiver="self.drivers_api"), BREAKS),
            (call("get", 2, receiver="cache", group="demo.drivers"), BREAKS),
            (call("get", 2, group="demo.caches"), DEPENDS),
        ],
    )
    def test_the_host_passes_the_parameter(
        self, made: HostCall, verdict: Verdict, compared: Compared
    ) -> None:
        states = source(GET), source(self.NEW_PARAMETER)
        (change,) = compared(*states, patch=patch(made), known_drivers=False)
        assert change.implementer is verdict
        assert (change.evidence is not None) is (verdict is BREAKS)
        assert note_sections(change) == (
            ("upgrade",) if verdict is BREAKS else ("features", "upgrade")
        )

    @pytest.mark.parametrize(
        ("changed", "verdict"), [("Manager.get", DEPENDS), ("Manager.put", BREAKS)]
    )
    def test_a_manager_with_a_method_of_its_own_is_no_driver(
        self, changed: str, verdict: Verdict, compared: Compared
    ) -> None:
        made = call("get", 1, "region", receiver="self.drivers_api")
        methods = ((changed, Location("demo/manager.py", 3)),)
        states = source(GET), source(self.NEW_PARAMETER)
        patched = Patch("a", "b", new_calls=(made,), changed_methods=methods)
        (change,) = compared(*states, patch=patched, known_drivers=False)
        assert change.implementer is verdict

    def test_the_interface_itself_passes_it(self, compared: Compared) -> None:
        new = self.NEW_PARAMETER.replace("return None", "return self.get(key, region=1)")
        (change,) = compared(source(GET), source(new), known_drivers=False)
        assert (change.implementer, change.evidence) == (BREAKS, Location("demo/base.py", 13))

    def test_the_host_calls_what_refuses(self, compared: Compared) -> None:
        new = source(GET + "\ndef lock(self):\n    raise NotImplementedError\n")
        found = compared(source(GET), new, known_drivers=False, patch=patch(call("lock")))
        assert [(c.rule, c.implementer) for c in found] == [("refusing-method-added", BREAKS)]
        (change,) = compared(source(GET), new, known_drivers=False, patch=patch(call("unlock")))
        assert change.implementer is DEPENDS

    @pytest.mark.parametrize(
        ("receiver", "count"), [("self.driver", 1), ("threading", 0), ("drivers_api", 0)]
    )
    def test_an_old_method_that_refuses_is_called(
        self, receiver: str, count: int, compared: Compared
    ) -> None:
        text = source(GET + "\ndef lock(self):\n    raise NotImplementedError\n")
        found = compared(text, text, patch=patch(call("lock", receiver=receiver)))
        assert rules(found) == ["optional-method-called"] * count
        assert all(c.location == Location("demo/manager.py", 7) for c in found)

    @pytest.mark.parametrize(
        ("more", "count"),
        [
            ({"annotation": "LockManager"}, 0),
            ({"annotation": "Driver"}, 1),
            ({"handled": frozenset({"NotImplementedError"})}, 0),
            ({"handled": frozenset({"KeyError"})}, 1),
        ],
    )
    def test_a_refusal_that_is_caught_or_a_managers_is_none(
        self, more: dict[str, object], count: int, compared: Compared
    ) -> None:
        text = source(GET + "\ndef lock(self):\n    raise NotImplementedError\n")
        found = compared(text, text, patch=patch(call("lock", **more)))
        assert rules(found) == ["optional-method-called"] * count

    def test_a_driver_requires_what_is_no_longer_passed(self, compared: Compared) -> None:
        driver = (
            "from demo import base\nclass One(base.Driver):\n    def get(self, key, region): ..."
        )
        found = compared(source(self.NEW_PARAMETER), source(GET), {"demo/drivers.py": driver})
        assert [(c.rule, c.implementer) for c in found] == [("optional-parameter-removed", BREAKS)]


class TestExposedTypes:
    def test_for_plain_types_drivers_are_users(self, compared: Compared) -> None:
        token = "class Token:\n    def text(self, upper=False):\n        return ''\n"
        old = source("def get(self) -> Token: ...", token)
        (change,) = compared(old, old.replace("(self, upper=False)", "(self)"))
        assert change.subject == "demo.base:Token.text"
        assert (change.implementer, change.caller) == (BREAKS, BREAKS)
        assert compared(old, old.replace("upper=False", "upper=False, lower=False")) == ()

    def test_types_with_abstract_methods_are_implemented_too(self, compared: Compared) -> None:
        lock = "class Lock(abc.ABC):\n    @abc.abstractmethod\n    def acquire(self): ...\n"
        more = lock + "    @abc.abstractmethod\n    def release(self): ...\n"
        states = (source("def lock(self) -> Lock: ...", text) for text in (lock, more))
        (change,) = compared(*states)
        assert (change.rule, change.implementer) == ("abstract-method-added", BREAKS)

    MADE = """
        import abc
        from demo import base


        class Job(abc.ABC):
            @abc.abstractmethod
            def run(self): ...


        class Quick(Job):
            def run(self): ...


        class One(base.Driver):
            def get(self, key):
                return Quick()
        """

    @pytest.mark.parametrize(("returned", "count"), [("None", 0), ("Quick()", 1)])
    def test_what_one_driver_alone_returns_is_its_own(
        self, returned: str, count: int, compared: Compared
    ) -> None:
        two = f"\n\nclass Two(base.Driver):\n    def get(self, key):\n        return {returned}\n"
        old = dedent(self.MADE) + two
        new = old.replace("def run", "def start")
        found = compared(source(GET), source(GET), {**TWO_DRIVERS, "demo/drivers.py": (old, new)})
        assert bool(found) is bool(count)

    def test_named_tuples_that_a_call_makes(self, compared: Compared) -> None:
        made = "import collections\nPair = collections.namedtuple('Pair', 'key, value')\n"
        old = source("def get(self) -> Pair: ...", made)
        (change,) = compared(old, old.replace("key, value", "key, value, time"))
        assert (change.rule, change.subject) == ("field-added", "demo.base:Pair.time")
        assert compared(old, old.replace("'key, value'", "['key', 'value']")) == ()


class TestRegistrations:
    def test_a_class_that_is_found_by_searching_has_no_name_to_lose(
        self, compared: Compared
    ) -> None:
        policy = """
            project: demo
            groups:
              demo.drivers:
                interface: demo.base:Driver
                origin: {subclasses: "demo.base:Driver", below: demo}
            """
        one = "from demo import base\nclass One(base.Driver): ...\n"
        files = {
            "driver-policy.yaml": policy,
            "demo/drivers.py": (one + "class Two(One): ...", one),
        }
        assert compared(source(GET), source(GET), files) == ()

    def test_a_group_of_hooks_does_not_count(self, compared: Compared) -> None:
        files = {
            "setup.cfg": (
                "[metadata]\nname = demo\n\n[options.entry_points]\ndemo.drivers =\n"
                "    one = demo.drivers:One\ndemo.hooks =\n    start = demo.base:start\n",
                "[metadata]\nname = demo\n\n[options.entry_points]\ndemo.drivers =\n"
                "    one = demo.drivers:One\n",
            )
        }
        assert compared(source(GET), source(GET), files) == ()


class TestFindings:
    def test_a_check_reports_the_changes_of_its_rule(self, compared: Compared) -> None:
        new = source(GET + "\n@abc.abstractmethod\ndef drop(self): ...\n")
        changes = compared(source(GET), new)
        catalog = Catalog(comparison=Comparison(Catalog(), changes=changes))
        found = [f for check in checks for f in check.run(catalog, {})]
        (finding,) = found
        assert (finding.code, finding.severity) == ("IFC101", Severity.ERROR)
        assert finding.subject == "demo.base:Driver.drop"
        assert finding.location == Location("demo/base.py", 18)
        assert finding.message == (
            "Driver.drop: the interface has a new abstract method, which no existing driver"
            " implements; breaks implementers; affected: demo.drivers:one"
        )
        assert finding.remedy == (
            "Give Driver.drop a body that works, or that refuses, in the interface Driver."
            " For instance: def drop(self): raise NotImplementedError"
        )

    @pytest.mark.parametrize(("state", "count"), [(State.DEPRECATED, 0), (State.SUPPORTED, 1)])
    def test_a_deprecated_driver_may_go(self, state: State, count: int) -> None:
        names = ("demo.drivers", "one", "one", "demo.drivers:One")
        gone = Driver(*names, Kind.CLASS, "demo", "1", Resolution.FOUND, state=state)
        base = Catalog(groups=(Group("demo.drivers", "Drivers", "entry points", (gone,)),))
        place = Location("setup.cfg", 6)
        change = Change(
            "entry-point-removed",
            "IFC303",
            gone.subject,
            BREAKS,
            BREAKS,
            place,
            groups=("demo.drivers",),
        )
        catalog = Catalog(comparison=Comparison(base, changes=(change,)))
        assert len([f for check in checks for f in check.run(catalog, {})]) == count

    def test_without_a_comparison_it_says_why(self) -> None:
        catalog = Catalog(comparison_gap="there is no base")
        assert {check.validate(catalog, {}) for check in checks} == {"there is no base"}

    @pytest.mark.parametrize("rule", RULES)
    def test_every_rule_can_be_told(self, change_of: Callable[..., Change], rule: str) -> None:
        change = change_of(rule)
        assert not told(change).endswith(".")
        for strategy in ("default-implementation", "versioned-class", "note-only"):
            assert advice(change, strategy).endswith(".")
            assert advice(change, strategy)[0].isupper()


def test_a_group_that_only_one_side_has_is_not_compared() -> None:
    assert compare((), ()) == ()


FOUND = {
    "driver-policy.yaml": "project: demo\n",
    "demo/drivers.py": "from demo.base import One\n",
}


class TestMovedClasses:
    HEIR = "\n\nclass One({0}):\n    def get(self, key): ...\n"

    def test_an_heir_that_keeps_the_old_name_is_no_move(self, compared: Compared) -> None:
        old = source(GET) + self.HEIR.format("Driver")
        renamed = source(GET).replace("class Driver", "class Storage")
        heir = "\n\nclass Driver(Storage):\n    pass\n"
        new = renamed + heir + self.HEIR.format("Storage")
        assert compared(old, new, FOUND) == ()

    def test_without_the_old_name_it_moved_and_is_compared(self, compared: Compared) -> None:
        old = source(GET) + self.HEIR.format("Driver")
        new = source(GET.replace("get(self, key)", "get(self, name)"))
        new = new.replace("class Driver", "class Storage") + self.HEIR.format("Storage")
        changes = compared(old, new, FOUND)
        assert sorted(rules(changes)) == ["class-moved", "parameter-renamed"]
        assert only(changes, "class-moved").new == "demo.base:Storage"


def test_what_only_a_new_method_calls_is_not_asked_of_drivers(compared: Compared) -> None:
    old = GET + "\ndef lock(self):\n    raise NotImplementedError\n"
    new = old + "\ndef locked(self):\n    self.lock()\n    return 1\n"
    assert rules(compared(source(old), source(new))) == ["method-added"]


def test_calls_within_drivers_are_not_the_host_s(compared: Compared) -> None:
    inner = call("get", 1, "region", location=Location("demo/drivers.py", 3))
    states = source(GET), source(TestEvidence.NEW_PARAMETER)
    (change,) = compared(*states, patch=patch(inner))
    assert change.implementer is DEPENDS
