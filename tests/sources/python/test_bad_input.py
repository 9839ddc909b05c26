# SPDX-License-Identifier: Apache-2.0
"""Malformed and hostile source: an explicit unknown, never an exception, never an import."""

from __future__ import annotations

import ast
import os
import random
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from wharfinger.contract.interfaces import describe, find_interface
from wharfinger.contract.judgement import Yardstick, judge
from wharfinger.model import Root, UnknownValue
from wharfinger.sources.python import Reader

Tree = Callable[[Mapping[str, str | bytes]], Reader]

GOOD = "class Driver:\n    def f(self): raise NotImplementedError\n    X = 1\n"

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "not utf-8": (b"x = '\xff\xfe'\n", "utf-8"),
    "a cookie that lies": (b"# coding: ascii\nx = '\xe9'\n", "ascii"),
    "an unknown cookie": (b"# coding: klingon\n", "encoding"),
    "a cookie that is no text encoding": (b"# coding: hex\n61\n", "encoding"),
    "a cookie that always fails": (b"# coding: undefined\nx\n", "encoding"),
    "nul": (b"x = 1\0\n", "null"),
    "syntax error": (b"class Driver(:\n", "syntax error in line 1"),
    "python 2": (b"print 'x'\n", "syntax error in line 1"),
    "newer than any python": (b"class Driver:\n    then f()\n", "syntax error in line 2"),
    "parentheses": (b"x = " + b"(" * 10_000 + b")" * 10_000, "nested"),
    "signs": (b"x = " + b"-" * 100_000 + b"1\n", "nested"),
    "attributes": (b"x = a" + b".b" * 50_000 + b"\n", "nested"),
    "large": (b"# " + b"x" * 50 * 1024 * 1024, "50 MiB"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_file_is_unknown_and_costs_no_other(case: str, tree: Tree) -> None:
    data, reason = UNREADABLE[case]
    reader = tree(
        {"bad.py": data, "good.py": GOOD, "child.py": "from bad import B\nclass Driver(B): ..."}
    )
    symbol = reader.resolve("bad", "Driver")
    assert (symbol.kind, symbol.unreadable) == ("unknown", True)
    assert "bad.py" in symbol.reason
    assert reason in symbol.reason
    child = reader.class_of(reader.resolve("child", "Driver"))
    assert "bad.py" in judge(child.lineage, "f", Yardstick()).note
    assert reader.class_of(reader.resolve("good", "Driver")).own["f"].refuses_with


def test_encodings_that_are_declared(tree: Tree) -> None:
    text = "class Driver:\n    X = 'é'\n"
    reader = tree(
        {
            "latin.py": b"# -*- coding: latin-1 -*-\n" + text.encode("latin-1"),
            "mark.py": b"\xef\xbb\xbf" + text.encode(),
            "old_mac.py": text.encode().replace(b"\n", b"\r"),
        }
    )
    for name in ("latin", "mark", "old_mac"):
        info = reader.class_of(reader.resolve(name, "Driver"))
        assert reader.values.attribute(info, "X") == "é"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the syntax is known there")
@pytest.mark.parametrize("line", ["type X = int", "x = f'{'a' + f'{1}'}'", "def f[T](x: T): ..."])
def test_newer_syntax_names_the_running_python(line: str, tree: Tree) -> None:
    symbol = tree({"new.py": f"{line}\n{GOOD}"}).resolve("new", "Driver")
    assert symbol.kind == "unknown"
    assert f"Python 3.{sys.version_info.minor} finds a syntax error in line 1" in symbol.reason


DEEP = {
    "elif": "if a: pass\n" + "elif b: pass\n" * 900 + "class D: pass\n",
    "sum": "x = " + " + ".join(["1"] * 900) + "\nclass D:\n    x = x\n",
    "strings": "x = " + " + ".join(["'a'"] * 900) + "\nclass D:\n    x = x\n",
    "chain": "class D:\n    x = a" + ".b" * 900 + "\n",
    "base": "class D(a" + ".b" * 900 + "): pass\n",
    "call chain": "class D(a" + "()" * 900 + "): pass\n",
    "decorator": "@a" + "()" * 900 + "\nclass D: pass\n",
    "default": "class D:\n def f(self, x=" + "-" * 900 + "1): pass\n",
    "raise": "class D:\n def f(self): raise a" + ".b" * 900 + "\n",
    "raise elif": "class D:\n def f(self):\n  if a: raise A\n"
    + "  elif a: raise A\n" * 900
    + "  else: raise A\n",
    "metaclass": "class D(metaclass=a" + "()" * 900 + "): pass\n",
    "condition": "if " + "not " * 900 + "x: pass\nclass D: pass\n",
    "version": "import sys\nif sys.version_info > " + "-" * 900 + "1: pass\nclass D: pass\n",
    "moved": "D = moves.moved_class(a" + ".b" * 900 + ", 'D', 'm')\n",
    "nested classes": "".join(" " * i + "class D:\n" for i in range(90)) + " " * 90 + "pass\n",
    "augmented": "x = []\n" + "x += [1]\n" * 5000 + "class D:\n    x = x\n",
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting(case: str, tree: Tree) -> None:
    reader = tree({"deep.py": DEEP[case], "good.py": GOOD})
    use(reader, "deep", "D")
    use(reader, "good", "Driver")
    assert reader.resolve("good", "Driver").kind == "class"


def test_long_chains(tree: Tree) -> None:
    aliases = "a0 = object\n" + "".join(f"a{i} = a{i - 1}\n" for i in range(1, 5000))
    classes = "class K0: pass\n" + "".join(f"class K{i}(K{i - 1}): pass\n" for i in range(1, 1000))
    imports = {f"m{i}.py": f"from m{i + 1} import D" for i in range(300)}
    reader = tree(
        {"aliases.py": aliases, "classes.py": classes, "m300.py": "class D: pass", **imports}
    )
    assert reader.resolve("aliases", "a4999").kind == "unknown"
    assert reader.resolve("m0", "D").kind == "unknown"
    # What is near the end of a chain is found, whoever was asked for before.
    assert reader.resolve("m270", "D").qualified == "m300:D"
    info = reader.class_of(reader.resolve("classes", "K999"))
    assert "bases deep" in judge(info.lineage, "f", Yardstick()).note


@pytest.mark.parametrize(
    "target",
    ["a" + ".b" * 10_000, "", ".", "..", "a..b", "../x", "a/b", "a\0b", "x y", "é", "a" * 10_000],
)
@pytest.mark.parametrize("attr", ["", "X" + ".y" * 10_000, ".", "a..b", "\0", "__class__"])
def test_strange_targets(target: str, attr: str, tree: Tree) -> None:
    reader = tree({"a/__init__.py": "class X: pass"})
    for symbol in (
        reader.resolve(target, attr),
        reader.resolve_dotted(f"{target}:{attr}"),
        reader.resolve_dotted(f"{target}.{attr}"),
        reader.resolve("a", attr),
    ):
        assert symbol.kind in ("unknown", "missing", "module", "class")
        assert symbol.reason or symbol.kind in ("module", "class")


def test_values_that_grow(tree: Tree) -> None:
    grown = "".join(f"x{i} = x{i - 1} + x{i - 1}\n" for i in range(1, 60))
    nested = "".join(f"y{i} = (y{i - 1}, y{i - 1})\n" for i in range(1, 39))
    text = (
        f"x0 = []\n{grown}y0 = ()\n{nested}z = z + z\n"
        f"class D:\n X = x39\n Y = y38\n Z = z\n W = x20\n"
    )
    text += "w0 = [1]\n" + "".join(f"w{i} = w{i - 1} + w{i - 1}\n" for i in range(1, 30))
    text += "class E:\n X = w29\n Y = 1 << 10**9\n Z = -'a'\n W = {**1}\n V = [*1]\n U = {[]: 1}\n"
    reader = tree({"grow.py": text})
    started = time.monotonic()
    for name in "DE":
        info = reader.class_of(reader.resolve("grow", name))
        assert all(isinstance(reader.values.attribute(info, key), UnknownValue) for key in info.own)
    assert time.monotonic() - started < 5


def test_links(tmp_path: Path, tree: Tree) -> None:
    outside = tmp_path / "outside"
    reader_root = tmp_path / "inside"
    (reader_root / "p").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.py").write_text(GOOD)
    (reader_root / "good.py").write_text(GOOD)
    (reader_root / "leads_out.py").symlink_to(outside / "secret.py")
    (reader_root / "folder_out").symlink_to(outside)
    for folder in (reader_root, reader_root / "p"):
        (folder / "aloop").symlink_to("aloop")
        (folder / "bloop.py").symlink_to("bloop.py")
    (reader_root / "p" / "again").symlink_to(reader_root / "p")
    (reader_root / "p" / "__init__.py").write_text("")
    (reader_root / "p" / "zeta.py").write_text(GOOD)
    (reader_root / "broken.py").symlink_to("nowhere.py")
    os.mkfifo(reader_root / "pipe.py")
    os.mkfifo(reader_root / "p" / "pipe.py")
    reader = Reader([Root(str(reader_root), str(reader_root))])
    for module in ("leads_out", "folder_out.secret"):
        symbol = reader.resolve(module, "Driver")
        assert (symbol.kind, "leads out" in symbol.reason) == ("unknown", True)
    for module in ("bloop", "broken", "pipe", "p.pipe", "p.aloop", "p" + ".again" * 40):
        assert reader.resolve(module, "Driver").kind in ("unknown", "missing")
    assert (
        reader.resolve("good", "Driver").kind == reader.resolve("p.zeta", "Driver").kind == "class"
    )
    assert len(reader.names.finder.modules_below("")) < 20


@pytest.mark.parametrize(
    "name", ["mod.cpython-311-x86_64-linux-gnu.so", "mod.abi3.so", "mod.pyd", "mod.pyc"]
)
def test_compiled_module(name: str, tree: Tree) -> None:
    symbol = tree({f"p/{name}": b"\x7fELF", "p/__init__.py": ""}).resolve("p.mod", "Driver")
    assert (symbol.kind, symbol.unreadable) == ("unknown", True)
    assert "compiled" in symbol.reason


def test_source_is_never_imported(tmp_path: Path, tree: Tree) -> None:
    sentinel = tmp_path / "sentinel"
    sentinel.write_text("here")
    text = (
        f"import os, sys\nos.unlink({str(sentinel)!r})\nsys.exit(3)\nraise SystemExit\n"
        "class Base:\n    def f(self): raise NotImplementedError\n"
        "class Driver(Base, metaclass=print('x')):\n    X = os.unlink('x')\n"
    )
    reader = tree({"hostile_package/__init__.py": text, "hostile_package/driver.py": text})
    use(reader, "hostile_package.driver", "Driver")
    assert sentinel.read_text() == "here"
    assert not [name for name in sys.modules if "hostile" in name]


LIBRARY = [
    Path(os.__file__).parent / name
    for name in (
        "enum.py",
        "abc.py",
        "dataclasses.py",
        "typing.py",
        "logging/handlers.py",
        "queue.py",
    )
]
WORDS = [
    "class X(X):",
    "del self",
    "x += [*x, **y]",
    "__all__ += __all__",
    "from . import *",
    "globals()['x'] = 1",
    "@property",
    "@abc.abstractmethod",
    "try:",
    "if sys.version_info > {}:",
    "raise",
    "super().x + [1]",
    "X = Y = Z",
    "*a, b = c",
    "lambda: (yield)",
    "x: int",
    "global x",
    "from .... import y",
    "a.b.c = 1",
    "match x:",
    "with a as b, c as (d, e):",
    "for a.b in c:",
    "setattr()",
    "class X(*y, **z):",
    "\f",
    "\\",
]


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """Return real source with lines lost, doubled, moved or replaced."""
    seed = draw(st.randoms(use_true_random=False))
    text = draw(st.sampled_from(LIBRARY)).read_text(encoding="utf-8")
    chunks = [(node.lineno - 1, node.end_lineno) for node in ast.parse(text).body]
    start = seed.randrange(len(chunks))
    lines = [
        line for first, last in chunks[start : start + 6] for line in text.split("\n")[first:last]
    ]
    for _ in range(draw(st.integers(0, 6))):
        _mutate(lines, seed)
    return "\n".join(lines)


def _mutate(lines: list[str], seed: random.Random) -> None:
    at = seed.randrange(len(lines))
    line = lines[at]
    indent = line[: len(line) - len(line.lstrip())]
    lines[at : at + 1] = seed.choice(
        [
            [line, line],
            [indent + seed.choice(WORDS)],
            [indent + seed.choice(WORDS), line],
            [line, indent + "    " + seed.choice(WORDS)],
            [seed.choice(lines)],
            [line.replace(seed.choice(["self", "(", "=", "def", ","]), "", 1)],
            [],
        ]
    ) or [""]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutants())
def test_mutants_never_raise(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("mutant")
    (folder / "mutant.py").write_text(text, encoding="utf-8", errors="surrogatepass")
    reader = Reader([Root(str(folder), str(folder))])
    table = reader.module("mutant")
    event("parsed" if table else "not parsed")
    for name in table.bindings if table else ():
        use(reader, "mutant", name)
    use(reader, "mutant", "nothing")


def use(reader: Reader, module: str, name: str) -> None:
    """Ask everything that can be asked of a target."""
    symbol = reader.resolve(module, name)
    assert symbol.reason or symbol.kind not in ("unknown", "missing")
    reader.missing_packages(module)
    if symbol.kind != "class":
        return
    info = reader.class_of(symbol)
    describe(info)
    find_interface([info, info])
    for key in info.own:
        reader.values.attribute(info, key)
        assert judge(info.lineage, key, Yardstick()).support
