# SPDX-License-Identifier: Apache-2.0
"""What a class body defines, and what a method does when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from wharfinger.contract.judgement import Yardstick, judge
from wharfinger.model import ClassInfo, MethodKind
from wharfinger.sources.python import Reader

ReadClass = Callable[[str], ClassInfo]
Tree = Callable[[Mapping[str, str | bytes]], Reader]

NO = "no refused"
YES = "yes implemented"
MISSING = "no missing"
PARTIAL = "partial conditional"
DYNAMIC = "unknown dynamic"
UNRESOLVED = "unknown unresolved"

BODIES = {
    "def f(self): raise NotImplementedError": NO,
    "def f(self):\n  'Doc.'\n  raise MyError('no')": NO,
    "def f(self):\n  text: str = 'no'\n  text += '!'\n  LOG.error(text)\n  raise MyError(text)": NO,
    "def f(self): raise": YES,
    "def f(self): pass": YES,
    "def f(self): ...": YES,
    "def f(self):\n  raise NotImplementedError\n  yield": NO,
    "async def f(self): raise NotImplementedError": NO,
    "@staticmethod\n def f(): raise NotImplementedError": NO,
    "@property\n def f(self): raise NotImplementedError": NO,
    "@wrap(3)\n def f(self): raise NotImplementedError": NO,
    "def f(self): return self._no()\n def _no(self): raise MyError": NO,
    "def _no(self): raise MyError\n f = _no": NO,
    "def _no(self): raise MyError\n f = property(_no)": NO,
    "def _no(self): raise MyError\n f = functools.partialmethod(_no, 1)": NO,
    "f = refuse": NO,
    "f = staticmethod(refuse)": NO,
    "f = lambda self: 1": YES,
    "f = None": NO,
    "def f(self): return refuse()": NO,
    "async def f(self): return await self._no()\n async def _no(self): raise MyError": NO,
    "def f(self):\n  if self.x: raise NotImplementedError\n  return 1": PARTIAL,
    "def f(self):\n  if self.x: return 1\n  raise NotSupported()": PARTIAL,
    "def f(self, x):\n  if not x: raise ValueError\n  return x": YES,
    "def f(self):\n  if self.x: raise A\n  else: raise B": NO,
    "if HERE:\n  def f(self): return 1\n else:\n  def f(self): raise NotImplementedError": PARTIAL,
    "if HERE:\n  def f(self): raise NotImplementedError\n else:\n  def f(self): return 1": PARTIAL,
    (
        "try:\n  import x\n  def f(self): return 1\n"
        " except ImportError:\n  def f(self): raise NotSupported"
    ): PARTIAL,
    "with suppress():\n  def f(self): raise NotImplementedError": "unknown dynamic",
    "def f(self): raise A\n def f(self): return 1": YES,
    "def f(self): return 1\n del f": MISSING,
    "@abc.abstractmethod\n def f(self): pass": MISSING,
    "@property\n @abc.abstractmethod\n def f(self): pass": MISSING,
    "f = abc.abstractproperty()": MISSING,
    (
        "@overload\n def f(self): ...\n @overload\n def f(self, x): ...\n def f(self, x=1): raise A"
    ): NO,
    "from x import f": DYNAMIC,
    "f, g = make()": YES,
    "for name in 'fg':\n  locals()[name] = 1": DYNAMIC,
    "exec('f = 1')": DYNAMIC,
    "def __init__(self): self.f = 1": DYNAMIC,
    "def __init__(self):\n  for n in 'f': setattr(self, n, 1)": DYNAMIC,
    "def __getattr__(self, name): return 1": DYNAMIC,
    "def __getattribute__(self, name): return 1": DYNAMIC,
}


@pytest.mark.parametrize("body", BODIES)
def test_body(body: str, read_class: ReadClass) -> None:
    head = "import abc, functools\ndef refuse(*a): raise MyError\nclass C:\n "
    info = read_class(head + body + "\n")
    cell = judge(info.lineage, "f", Yardstick())
    assert f"{cell.support} {cell.basis}" == BODIES[body]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "class M(type):\n def __new__(m, n, b, d):\n  d['f'] = 1\n\nclass C(metaclass=M): pass",
            DYNAMIC,
        ),
        (
            (
                "class M(type):\n def __init__(c, n, b, d):\n"
                "  setattr(c, 'f', 1)\n\nclass C(metaclass=M): pass"
            ),
            DYNAMIC,
        ),
        (
            (
                "class M(type):\n def __init__(c, n, b, d):\n"
                "  c._known = 1\n\nclass C(metaclass=M): pass"
            ),
            MISSING,
        ),
        ("import abc\nclass C(metaclass=abc.ABCMeta): pass", MISSING),
        ("import absent\nclass C(metaclass=absent.M): pass", DYNAMIC),
        ("def add(c):\n setattr(c, 'f', 1)\n return c\n@add\nclass C: pass", DYNAMIC),
        ("class C: pass\nC.f = lambda self: 1", DYNAMIC),
        ("class C:\n def f(self): raise A\nsetattr(C, 'f', 1)", DYNAMIC),
        ("class C: pass\nfor n in 'fg':\n setattr(C, n, 1)", DYNAMIC),
        (
            "class B:\n def __init_subclass__(cls):\n  setattr(cls, 'f', 1)\nclass C(B): pass",
            DYNAMIC,
        ),
        ("import absent\nclass C(absent.B): pass", UNRESOLVED),
        ("class C(make()): pass", UNRESOLVED),
        ("B = type('B', (), {})\nclass C(B): pass", UNRESOLVED),
        ("class A(B): pass\nclass B(A): pass\nclass C(A): pass", UNRESOLVED),
        ("class A: pass\nclass B(A): pass\nclass C(A, B): pass", UNRESOLVED),
        ("class C:\n def f(self): return 1\nclass C(C): pass", YES),
        ("def __getattr__(name): ...\nclass C(object):\n def f(self): return 1", YES),
        ("from absent import *\nclass C(Exception):\n def f(self): return 1", YES),
        (
            (
                "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
                "class C(Generic[T]):\n def f(self): raise A"
            ),
            NO,
        ),
        (
            "from typing import Protocol\nclass P(Protocol):\n def f(self): ...\nclass C(P): pass",
            YES,
        ),
        (
            (
                "import dataclasses\n@dataclasses.dataclass\n"
                "class C:\n x: int = 1\n def f(self): raise A"
            ),
            NO,
        ),
        (
            "from typing import NamedTuple\nclass C(NamedTuple):\n x: int\n def f(self): return 1",
            YES,
        ),
        ("import enum\nclass C(enum.Enum):\n X = 1\n def f(self): return 1", YES),
        ("import logging\nclass C(logging.Handler): pass", MISSING),
        (
            "import abc\nclass B(abc.ABC):\n @abc.abstractmethod\n def f(self): raise A\n"
            "class C(B):\n def f(self): return super().f()",
            NO,
        ),
    ],
)
def test_class(text: str, expected: str, read_class: ReadClass) -> None:
    cell = judge(read_class(text).lineage, "f", Yardstick())
    assert f"{cell.support} {cell.basis}" == expected
    assert cell.note or expected == YES


def test_standard_library_refuses_too(read_class: ReadClass) -> None:
    info = read_class("import logging\nclass C(logging.Handler): pass")
    assert judge(info.lineage, "emit", Yardstick()).support == "no"
    assert judge(info.lineage, "flush", Yardstick()).support == "yes"


def test_parameters_have_lines_of_their_own(read_class: ReadClass) -> None:
    info = read_class(
        "class C:\n def f(self, a,\n       b: int = 1,\n       /, *args: str,\n"
        "       key: 'int |\\\n None' = {'a':\n 1}, **rest) -> dict[str,\n int]: ..."
    )
    found = [(p.name, p.kind, p.line, p.annotation, p.default) for p in info.own["f"].parameters]
    assert found[:4] == [
        ("self", "positional_only", 2, "", ""),
        ("a", "positional_only", 2, "", ""),
        ("b", "positional_only", 3, "int", "1"),
        ("args", "var_positional", 4, "str", ""),
    ]
    assert [(name, kind, line) for name, kind, line, _, _ in found[4:]] == [
        ("key", "keyword_only", 5),
        ("rest", "var_keyword", 7),
    ]
    assert info.own["f"].returns == "dict[str, int]"


def test_forms(read_class: ReadClass) -> None:
    info = read_class("""
class B:
    @property
    def inherited(self): ...

class C(B):
    @property
    def p(self): "Doc."
    @p.setter
    def p(self, value): ...
    @B.inherited.setter
    def inherited(self, value): ...
    @classmethod
    def c(cls): ...
    @staticmethod
    def s(): ...
    async def a(self): ...
    q = property(c)
    x: int
    y: int = 1
    z = None
    class Inner: ...
""")
    own = info.own
    assert {name: member.form for name, member in own.items()} == {
        "p": "property",
        "inherited": "property",
        "c": "classmethod",
        "s": "staticmethod",
        "a": "method",
        "q": "property",
        "y": "attribute",
        "z": "none",
        "Inner": "attribute",
    }
    assert [own["p"].has_setter, own["inherited"].has_setter, own["q"].has_setter] == [
        True,
        True,
        False,
    ]
    assert (own["a"].asynchronous, own["p"].doc) == (True, "Doc.")
    assert all(member.kind is MethodKind.DEFAULT for member in own.values())


def test_bases_across_modules(tree: Tree) -> None:
    reader = tree(
        {
            "base.py": "class Base:\n    def f(self): raise Refusal\n",
            "mid.py": (
                "from base import Base as B\nclass Mixin:\n    pass\nclass Mid(Mixin, B): ..."
            ),
            "mod.py": "import mid\nclass C(mid.Mid): ...",
        }
    )
    info = reader.class_of(reader.resolve("mod", "C"))
    assert [item.name for item in info.lineage] == [
        "mod:C",
        "mid:Mid",
        "mid:Mixin",
        "base:Base",
    ]
    assert judge(info.lineage, "f", Yardstick()).note == "raises Refusal, inherited from Base"
