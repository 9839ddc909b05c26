# SPDX-License-Identifier: Apache-2.0
"""What tells a condition that holds from one that may, and a renaming from two changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wharfinger.model import Change, HostCall, Location, Patch, Verdict

Compared = Callable[..., tuple[Change, ...]]

HEAD = "import abc\n\n\nclass Driver(abc.ABC):\n"
ABSTRACT = "    @abc.abstractmethod\n    def {0}(self{1}): ...\n"
DEFAULT = "    def {0}(self, key):\n        return 1\n"
DRIVERS = "from demo import base\n\n\nclass One(base.Driver):\n    def {0}(self, key): ...\n"


def abstract(*names: str, parameters: str = ", key") -> str:
    return HEAD + "".join(ABSTRACT.format(name, parameters) for name in names)


def told(changes: tuple[Change, ...]) -> list[str]:
    return sorted(change.rule for change in changes)


APART = ["abstract-method-added", "abstract-method-removed"]
RENAMED = {
    "a word is shared": (abstract("put_thing"), abstract("put_item"), ["method-renamed"]),
    "no word is shared": (abstract("fetch"), abstract("put_item"), APART),
    "nothing is passed": (
        abstract("put_thing", parameters=""),
        abstract("put_item", parameters=""),
        APART,
    ),
    "two may be meant": (
        abstract("put_thing"),
        abstract("put_item", "put_all"),
        ["abstract-method-added", *APART],
    ),
    "of methods that work a word is not enough": (
        HEAD + DEFAULT.format("put_thing"),
        HEAD + DEFAULT.format("put_item"),
        ["method-added", "method-removed"],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), RENAMED.values(), ids=RENAMED)
def test_names_of_one_method(old: str, new: str, expected: list[str], compared: Compared) -> None:
    assert told(compared(old, new, known_drivers=False)) == expected


def test_a_driver_that_renames_its_own_tells(compared: Compared) -> None:
    states = HEAD + DEFAULT.format("fetch"), HEAD + DEFAULT.format("load")
    drivers = DRIVERS.format("fetch"), DRIVERS.format("load")
    assert told(compared(*states, {"demo/drivers.py": drivers})) == ["method-renamed"]
    same = DRIVERS.format("load")
    assert told(compared(*states, {"demo/drivers.py": same})) == ["method-added", "method-removed"]


def test_a_driver_without_the_new_name_is_affected(compared: Compared) -> None:
    (change,) = compared(abstract("put_thing"), abstract("put_item"))
    assert [item.driver for item in change.affected] == ["demo.drivers:one"]


REFUSING = HEAD + "    def lock(self):\n        raise NotImplementedError\n"
ADAPTER = """
    from demo import base


    class Adapter(base.Driver):
        def lock(self):
            return self._driver.lock()


    class Manager:
        def lock(self):
            return self._driver.lock()
"""


@pytest.mark.parametrize(
    ("inside", "receiver", "path", "count"),
    [
        ("Adapter.lock", "self._driver", "demo/adapter.py", 0),
        ("Adapter.lock", "self._driver", "src/demo/adapter.py", 0),
        ("Adapter.lock", "driver", "demo/adapter.py", 1),
        ("Manager.lock", "self._driver", "demo/adapter.py", 1),
        ("lock", "self._driver", "demo/adapter.py", 1),
    ],
)
def test_what_an_adapter_hands_on_is_no_call_of_the_host(
    inside: str, receiver: str, path: str, count: int, compared: Compared
) -> None:
    made = HostCall("lock", receiver, 0, (), Location(path, 7), inside=inside)
    patch = Patch("a", "b", new_calls=(made,))
    found = compared(REFUSING, REFUSING, {"demo/adapter.py": ADAPTER}, patch=patch)
    assert told(found) == ["optional-method-called"] * count


def test_a_call_of_a_known_group_needs_no_telling_name(compared: Compared) -> None:
    new = REFUSING + "    def stop(self):\n        raise NotImplementedError\n"
    made = HostCall("stop", "x", 0, (), Location("demo/host.py", 3), group="demo.drivers")
    (change,) = compared(REFUSING, new, patch=Patch("a", "b", new_calls=(made,)))
    assert (change.rule, change.implementer) == ("refusing-method-added", Verdict.BREAKING)
