# SPDX-License-Identifier: Apache-2.0
"""Bounded evaluation of class attributes; the values are those that Python computes."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

import pytest

from wharfinger.model import EnumValue, Reference, UnknownValue
from wharfinger.sources.python import Reader

Tree = Callable[[Mapping[str, str | bytes]], Reader]

PRELUDE = """
import enum
class Cap(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    BOTH = READ | WRITE
class Plain(enum.Enum):
    ONE = 1
    TWO = "two"
BASE = {"a": 1}
GROWN = [1]
GROWN += [2]
class Opts(dict):
    def extend(self, **more): return Opts(self, **more)
class Parent:
    x = [1]
    t = ("p",)
    opts = Opts(a=1)
"""

# The body of class C(Parent), where it binds v.
KNOWN = [
    "v = 1",
    "v = 'a' 'b'",
    "v = None",
    "v = -1",
    "v = not 1",
    "v = [1, 'a', (2.5, b'c')]",
    "v = {1, 2}",
    "v = {'a': [1], **BASE}",
    "v = [*(1, 2), 3]",
    "v = dict(b=1, **BASE)",
    "v = (1,) + (2,)",
    "v = 'a' + 'b'",
    "v = 1 | 4",
    "v = 1 << 3",
    "v = {'a': 1} | {'b': 2}",
    "v = frozenset(['a']).union(['b'])",
    "v = tuple([1, 2])",
    "v = GROWN",
    "v = Parent.x + [2]",
    "w = [1]\n v = w + [2]",
    "v = [1]\n v += [2]",
    "v, w = 1, 2",
    "v = w = 3",
    "v: int = 4",
    "v = 1\n v = 2",
    "if 1:\n  v = 5",
    "v = set()",
    "v = list()",
    "v = {}",
]

UNKNOWN = [
    "v = open('x')",
    "v = [i for i in ()]",
    "v = 1 if x else 2",
    "v = f'{1}'",
    "v = 1 * 10**9",
    "v = 'a' * 9",
    "v = unknown_name",
    "v = v",
    "v, w = make()",
    "for v in (1, 2): pass",
    "if x:\n  v = 1\n else:\n  v = 2",
    "v = []\n v.append(1)",
    "v = {}\n v['a'] = 1",
    "v = [1]\n del v[0]",
    "v = [1]\n if x: v += [2]",
    "v = 1 << 10000",
    "v = ~1",
    "v = MUTATED",
    "v = Parent.nothing",
    "v = 1 + 'a'",
    "v = {[]: 1}",
]


def value(tree: Tree, body: str) -> object:
    text = f"{PRELUDE}MUTATED = []\nMUTATED.append(1)\nclass C(Parent):\n {body}\n"
    reader = tree({"mod.py": text})
    return reader.values.attribute(reader.class_of(reader.resolve("mod", "C")), "v")


@pytest.mark.parametrize("body", KNOWN)
def test_known(body: str, tree: Tree) -> None:
    namespace: dict[str, object] = {}
    exec(f"{PRELUDE}class C(Parent):\n {body}\n", namespace)
    assert value(tree, body) == namespace["C"].v


@pytest.mark.parametrize("body", UNKNOWN)
def test_unknown(body: str, tree: Tree) -> None:
    found = value(tree, body)
    assert isinstance(found, UnknownValue)
    assert found.reason


def test_through_super(tree: Tree) -> None:
    body = "@property\n def v(self):\n  return super().x + [2]"
    assert value(tree, body) == [1, 2]
    assert value(tree, "v = Parent.opts.extend(b=2)") == {"a": 1, "b": 2}


def test_enumerations(tree: Tree) -> None:
    class Cap(enum.Flag):
        READ = enum.auto()
        WRITE = enum.auto()
        BOTH = READ | WRITE

    found = value(tree, "v = Cap.READ | Cap.WRITE")
    assert isinstance(found, EnumValue)
    assert (found.name, found.value) == ("READ|WRITE", 3)
    assert dict(found.members) == {name: item.value for name, item in Cap.__members__.items()}
    assert value(tree, "v = Plain.TWO") == EnumValue("mod:Plain", "TWO", "two", (("ONE", 1),))
    assert isinstance(value(tree, "v = Plain.THREE"), UnknownValue)


def test_what_objects_set_anew_is_unknown(tree: Tree) -> None:
    for first in ("1", "frozenset([1])", "None"):
        found = value(tree, f"v = {first}\n def __init__(self, w):\n  self.v = w")
        assert isinstance(found, UnknownValue)
        assert "sets it on each object" in found.reason
    assert value(tree, "v = 1\n def other(self, w):\n  self.v = w") == 1


def test_an_enumeration_iterated_gives_its_members(tree: Tree) -> None:
    found = value(tree, "v = frozenset(Plain)")
    assert {item.name for item in found} == {"ONE", "TWO"}
    assert [item.name for item in value(tree, "v = list(Plain)")] == ["ONE", "TWO"]
    assert isinstance(value(tree, "v = tuple(Parent)"), UnknownValue)


def test_reference_and_inheritance(tree: Tree) -> None:
    assert value(tree, "v = Parent") == Reference("mod:Parent")
    reader = tree({"mod.py": PRELUDE + "class C(Parent): pass\nParent.t = 1\n"})
    info = reader.class_of(reader.resolve("mod", "C"))
    assert reader.values.attribute(info, "x") == [1]
    assert isinstance(reader.values.attribute(info, "t"), UnknownValue)
    with pytest.raises(AttributeError):
        reader.values.attribute(info, "nothing")
