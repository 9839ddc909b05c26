# SPDX-License-Identifier: Apache-2.0
"""What a member tells of itself besides what it does: annotation, value, raises, uses."""

from __future__ import annotations

import abc
import inspect
import typing
from collections.abc import Callable, Mapping
from textwrap import indent

import pytest

from wharfinger.model import ClassInfo
from wharfinger.sources.python import Reader
from wharfinger.sources.python.docstrings import documented_raises, mentioned_classes

ReadClass = Callable[[str], ClassInfo]
Tree = Callable[[Mapping[str, str | bytes]], Reader]

ATTRIBUTES = {
    "x = 1": ("", "1", False),
    "x: int = 1": ("int", "1", False),
    "x: Final = 1": ("Final", "1", True),
    "x: typing.Final[int] = 1": ("typing.Final[int]", "1", True),
    "x = None": ("", "None", False),
    "x, y = 1, 2": ("", "1", False),
    "x = y = [\n        1,  # one\n        2,\n    ]": ("", "[1, 2]", False),
    "x = [\n        1,\n        2]": ("", "[ 1, 2]", False),
    "x = [1]\n    x += [2]": ("", "[1] + [2]", False),
    "x = dict(a=1)": ("", "dict(a=1)", False),
    "x, *y = call()": ("", "", False),
}


@pytest.mark.parametrize("text", ATTRIBUTES)
def test_attribute(text: str, read_class: ReadClass) -> None:
    info = read_class(f"import typing\nfrom typing import Final\nclass C:\n    {text}\n")
    member = info.own["x"]
    assert (member.annotation, member.value, member.final) == ATTRIBUTES[text]


def test_declared(read_class: ReadClass) -> None:
    info = read_class("class C:\n a: int\n b: str = ''\n c: 'C | None'\n a: float\n")
    assert dict(info.declared) == {"a": "int", "c": "'C | None'"}


def test_declared_and_set_on_objects(read_class: ReadClass) -> None:
    info = read_class("class C:\n a: int\n def __init__(self):\n  self.a = 1\n")
    assert info.own["a"].annotation == "int"
    assert not info.declared


FUNCTIONS = {
    "def f(self):\n yield 1": True,
    "async def f(self):\n yield 1": True,
    "def f(self):\n return (yield from self.g())": True,
    "def f(self):\n def g():\n  yield\n return g": False,
    "def f(self):\n return lambda: (yield)": False,
    "def f(self):\n 'It does not yield.'": False,
}


@pytest.mark.parametrize("text", FUNCTIONS)
def test_generator(text: str, read_class: ReadClass) -> None:
    info = read_class("class C:\n" + indent(text, "    "))
    names: dict[str, typing.Any] = {}
    exec(text, names)
    f = names["f"]
    assert info.own["f"].generator is FUNCTIONS[text]
    assert (inspect.isgeneratorfunction(f) or inspect.isasyncgenfunction(f)) is FUNCTIONS[text]


def test_final_method_and_class(read_class: ReadClass) -> None:
    info = read_class(
        "from typing import final\nimport typing_extensions as t\n"
        "@final\nclass C:\n @t.final\n def f(self): ...\n @classmethod\n @final\n"
        " def g(cls): ...\n def h(self): ...\n"
    )
    assert info.final
    assert [name for name, member in info.own.items() if member.final] == ["f", "g"]


DOCSTRINGS = {
    "Do.\n\n:raises KeyError: if not\n:raise a.B: why": ("KeyError", "a.B"),
    ":raises A, B: both": ("A", "B"),
    ":raises :class:`a.B`: role": ("a.B",),
    ":raises ~a.B: short": ("a.B",),
    ":raises: nothing said": (),
    ":raises keystone.exception.UserNotFound: If the user\n    is not.": (
        "keystone.exception.UserNotFound",
    ),
    "Do.\n\nRaises:\n    KeyError: if.\n        And: so.\n    a.B: why\n\nReturns:\n    X": (
        "KeyError",
        "a.B",
    ),
    "Do.\n\n    Raises:\n        KeyError: if\n    Returns:\n        Y: no": ("KeyError",),
    "Do.\n\nRaises\n------\nKeyError\n    If not.\na.B\n\nReturns\n-------\nint": (
        "KeyError",
        "a.B",
    ),
    "Raises the bar: a lot.": (),
    "It raises\nKeyError: maybe": (),
    "": (),
}


@pytest.mark.parametrize("doc", DOCSTRINGS)
def test_documented_raises(doc: str) -> None:
    assert documented_raises(doc) == DOCSTRINGS[doc]


def test_mentioned_classes() -> None:
    doc = "Returns a :py:class:`Listener` or :class:`~a.B`, :class:`this <a.C>`; :meth:`f`."
    assert mentioned_classes(doc) == ("Listener", "a.B", "a.C")


HEADERS = {
    "class C: pass": "",
    "class C(abc.ABC): pass": "enforces",
    "class C(metaclass=abc.ABCMeta): pass": "enforces",
    "class C(metaclass=type): pass": "",
    "class M(abc.ABCMeta): pass\nclass C(metaclass=M): pass": "enforces",
    "class M(type): pass\nclass C(metaclass=M): pass": "",
    "class B(abc.ABC): pass\nclass C(B): pass": "enforces",
    "class C(typing.Protocol): pass": "enforces protocol",
    "class C(typing.Protocol[T]): pass": "enforces protocol",
    "class P(typing.Protocol): pass\nclass C(P): pass": "enforces",
    "class C(typing.Generic[T]): pass": "",
    "class C(typing.Mapping[str, int]): pass": "enforces",
    "class C(collections.abc.Sized): pass": "enforces",
    "class C(contextlib.AbstractContextManager): pass": "enforces",
    "class C(enum.Enum): pass": "",
    "class C(io.RawIOBase): pass": "enforces",
    "class C(dict): pass": "",
}


@pytest.mark.parametrize("text", HEADERS)
def test_header(text: str, read_class: ReadClass) -> None:
    """Python itself knows whether the metaclass is ABCMeta, and what a protocol is."""
    head = "import abc, collections.abc, contextlib, enum, io, typing\nT = typing.TypeVar('T')\n"
    info = read_class(head + text)
    names: dict[str, typing.Any] = {}
    exec(head + text, names)
    real = names["C"]
    assert info.enforces is isinstance(real, abc.ABCMeta)
    assert info.protocol is bool(vars(real).get("_is_protocol"))
    assert ("enforces" in HEADERS[text], "protocol" in HEADERS[text]) == (
        info.enforces,
        info.protocol,
    )


@pytest.mark.parametrize(
    "text",
    [
        "import six, abc\n@six.add_metaclass(abc.ABCMeta)\nclass C: pass",
        "import six, abc\nclass C(six.with_metaclass(abc.ABCMeta, object)): pass",
    ],
)
def test_six_enforces(text: str, read_class: ReadClass) -> None:
    assert read_class(text).enforces


def test_abstract_methods_count_where_they_are_enforced(read_class: ReadClass) -> None:
    """The methods of C are abstract for ``inspect`` exactly where the reader says so."""
    for bases in ("(abc.ABC)", "", "(metaclass=abc.ABCMeta)", "(Protocol)"):
        text = "import abc\nfrom typing import Protocol\n"
        text += f"class C{bases}:\n @abc.abstractmethod\n def f(self): ...\n"
        names: dict[str, typing.Any] = {}
        exec(text, names)
        assert read_class(text).enforces is inspect.isabstract(names["C"])


SLOTS = {
    "__slots__ = ('a', 'b')": ("a", "b"),
    "__slots__ = ['a']": ("a",),
    "__slots__ = 'a'": ("a",),
    "__slots__ = {'a': 'doc'}": ("a",),
    "__slots__ = ()": (),
    "__slots__ = NAMES": None,
    "x = 1": None,
}


@pytest.mark.parametrize("text", SLOTS)
def test_slots(text: str, read_class: ReadClass) -> None:
    assert read_class(f"class C:\n    {text}\n").slots == SLOTS[text]


USES = {
    "self.g(1, x, key=2)": ("g", "self", True, 2, ("key",), False),
    "self.g(*a, **k)": ("g", "self", True, 0, (), True),
    "return self.g": ("g", "self", False, 0, (), False),
    "self.g.h(1)": ("g", "self", False, 0, (), False),
    "super().g(1)": ("g", "super", True, 1, (), False),
    "super(C, self).g(1)": ("g", "super", True, 1, (), False),
    "Base.g(self, 1)": ("g", "super", True, 1, (), False),
    "alias.Base.g(self)": ("g", "super", True, 0, (), False),
    "def inner():\n  self.g()": ("g", "self", True, 0, (), False),
    "return [self.g(x) for x in y]": ("g", "self", True, 1, (), False),
    "getattr(self, 'g')": ("g", "self", False, 0, (), False),
    "type(self).g()": ("g", "self", True, 0, (), False),
    "self.__class__.g()": ("g", "self", True, 0, (), False),
    "self.g = 1": None,
    "getattr(self, 'g', None)": None,
    "other.g()": None,
    "Other.g(self)": None,
}


@pytest.mark.parametrize("text", USES)
def test_use(text: str, tree: Tree) -> None:
    body = indent(text, "        ")
    reader = tree(
        {
            "base.py": "class Base:\n    def g(self): ...\nclass Other: ...\n",
            "mod.py": "import base as alias\nfrom base import Base, Other\n\n\nclass C(Base):\n"
            f'    """Doc."""\n\n    def f(self, y=()):\n{body}\n',
        }
    )
    info = reader.class_of(reader.resolve("mod", "C"))
    facts = reader.body_facts(info, info.own["f"])
    found = [use for use in facts.uses if use.name == "g"]
    seen = [(u.name, u.via, u.called, u.positional, u.keywords, u.open_ended) for u in found]
    assert seen == ([USES[text]] if USES[text] else [])
    assert all(use.location.path == "mod.py" for use in found)
    assert all(use.location.line == 9 + text.count("\n") for use in found)


def test_with_uses(read_class: ReadClass, tree: Tree) -> None:
    text = "class C:\n def f(self): self.g()\n def g(self): ...\n x = 1\n"
    reader = tree({"mod.py": text})
    info = reader.class_of(reader.resolve("mod", "C"))
    assert info.own["f"].uses == ()
    rich = reader.with_uses(info)
    assert [use.name for use in rich.own["f"].uses] == ["g"]
    assert list(rich.own) == list(info.own)
    assert reader.with_uses(info, {"g"}) is info


def test_raised_and_returned(tree: Tree) -> None:
    text = """
        class C:
            def f(self):
                if self.x:
                    raise errors.Gone("x")
                def inner():
                    raise KeyError
                try:
                    return Lock(self)
                except Exception:
                    raise
        """
    reader = tree({"mod.py": text})
    info = reader.class_of(reader.resolve("mod", "C"))
    facts = reader.body_facts(info, info.own["f"])
    assert (facts.raised, facts.returned) == (("errors.Gone",), ("Lock",))
