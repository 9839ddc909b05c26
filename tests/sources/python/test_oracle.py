# SPDX-License-Identifier: Apache-2.0
"""Python itself as the oracle: random hierarchies are read, and really defined."""

from __future__ import annotations

import abc
import itertools
import sys
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wharfinger.contract.judgement import Yardstick, judge
from wharfinger.model import Basis, ClassInfo, Root, Support
from wharfinger.sources.python import Reader

MODULES = ("one", "two", "three")
METHODS = ("first", "second")
PRELUDE = """
import abc, sys

class Refusal(Exception):
    pass

def refuse(self=None, *args):
    raise Refusal("no")

def work(self=None, *args):
    return 1
"""
# What a class does about a method; {name} is the method's.
BODIES = {
    "works": "    def {name}(self):\n        return 1",
    "raises": "    def {name}(self):\n        raise NotImplementedError",
    "documented": '    def {name}(self):\n        """Not here."""\n        raise Refusal("no")',
    "prepares": "    def {name}(self):\n        text = 'no'\n        raise Refusal(text)",
    "both branches": (
        "    def {name}(self):\n        if self:\n            raise Refusal\n"
        "        else:\n            raise KeyError"
    ),
    "helper": (
        "    def {name}(self):\n        return self._helper()\n"
        "    def _helper(self):\n        raise Refusal"
    ),
    "good helper": (
        "    def {name}(self):\n        return self._good()\n    def _good(self):\n        return 1"
    ),
    "function": "    def {name}(self):\n        return refuse(self)",
    "parent": "    def {name}(self):\n        return super().{name}()",
    "bound": "    {name} = refuse",
    "bound well": "    {name} = work",
    "lambda": "    {name} = lambda self: 1",
    "own": "    def _own(self):\n        raise Refusal\n    {name} = _own",
    "none": "    {name} = None",
    "abstract": "    @abc.abstractmethod\n    def {name}(self):\n        pass",
    "abstract raises": "    @abc.abstractmethod\n    def {name}(self):\n        raise Refusal",
    "removed": "    def {name}(self):\n        raise Refusal\n    del {name}",
    "chosen": (
        "    if sys.version_info >= (3, 0):\n        def {name}(self):\n            raise Refusal\n"
        "    else:\n        def {name}(self):\n            return 1"
    ),
}


@st.composite
def packages(draw: st.DrawFn) -> dict[str, str]:
    """Return the modules of a package, in the order in which they import each other."""
    texts = {module: [PRELUDE] for module in MODULES}
    home: dict[str, str] = {}
    for number in range(draw(st.integers(3, 7))):
        module = MODULES[min(number * len(MODULES) // 6, 2)]
        bases = (
            draw(st.lists(st.sampled_from(sorted(home)), max_size=3, unique=True)) if home else []
        )
        written = [_reach(draw, base, home[base], module, texts[module]) for base in bases]
        if draw(st.booleans()):
            written.append("abc.ABC")
        body = [
            BODIES[draw(st.sampled_from(sorted(BODIES)))].format(name=name)
            for name in METHODS
            if draw(st.booleans())
        ]
        lines = [f"class K{number}({', '.join(written)}):", *(body or ["    pass"])]
        if draw(st.booleans()):
            lines = ["if sys.version_info < (3, 0):", f"    K{number} = None", "else:"] + [
                "    " + line for line in "\n".join(lines).split("\n")
            ]
        texts[module].append("\n".join(lines))
        home[f"K{number}"] = module
    hub = "".join(f"from .{module} import *\n" for module in MODULES)
    return {name: "\n".join(lines) + "\n" for name, lines in texts.items()} | {"__init__": hub}


def _reach(draw: st.DrawFn, base: str, home: str, module: str, lines: list[str]) -> str:
    """Write how a module gets at a class, and return what the class is called there."""
    if home == module:
        if draw(st.booleans()):
            return base
        lines.append(f"Also{base} = {base}")
        return f"Also{base}"
    ways = {
        f"from .{home} import {base}": base,
        f"from .{home} import {base} as New{base}": f"New{base}",
        f"from . import {home}": f"{home}.{base}",
        f"from . import {home} as to_{home}": f"to_{home}.{base}",
        f"from .{home} import *": base,
        (
            f"try:\n    from .nowhere import {base}\n"
            f"except ImportError:\n    from .{home} import {base}"
        ): base,
    }
    statement = draw(st.sampled_from(sorted(ways)))
    lines.append(statement)
    return ways[statement]


COUNT = itertools.count()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(packages())
def test_reader_and_python_agree(texts: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        package = f"oracle{next(COUNT)}"
        (Path(folder) / package).mkdir()
        for name, text in texts.items():
            (Path(folder) / package / f"{name}.py").write_text(text)
        reader = Reader([Root(folder, folder)])
        classes = {
            f"K{number}": reader.class_of(reader.resolve(package, f"K{number}"))
            for number in range(10)
            if f"class K{number}(" in "".join(texts.values())
        }
        try:
            runtime = _define(folder, package)
        except TypeError as error:
            assert "MRO" in str(error) or "duplicate base" in str(error)
            assert any("contradict" in info.unresolved for info in classes.values())
            return
        for name, info in classes.items():
            _compare(info, getattr(runtime, name))


def _define(folder: str, package: str) -> Any:
    sys.path.insert(0, folder)
    try:
        return __import__(package)
    finally:
        sys.path.remove(folder)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def _compare(info: ClassInfo, real: Any) -> None:
    read = [entry.name for entry in info.lineage if not entry.standard]
    ours = [c for c in real.__mro__ if c not in (object, abc.ABC)]
    assert read == [f"{c.__module__}:{c.__qualname__}" for c in ours]
    assert [sorted(entry.own) for entry in info.lineage if not entry.standard] == [
        sorted(name for name in vars(c) if not name.startswith(("__", "_abc"))) for c in ours
    ]
    for name in METHODS:
        cell = judge(info.lineage, name, Yardstick())
        assert (cell.support, cell.basis) == _really(real, name), (info.name, name)


def _really(real: Any, name: str) -> tuple[Support, Basis]:
    found = next((vars(c)[name] for c in real.__mro__ if name in vars(c)), ...)
    if found is ... or getattr(found, "__isabstractmethod__", False):
        return Support.NO, Basis.MISSING
    if abc.ABCMeta in type(real).__mro__:
        real.__abstractmethods__ = frozenset()
    try:
        getattr(real(), name)()
    except AttributeError:
        return Support.NO, Basis.MISSING
    except Exception:  # noqa: BLE001 - whatever it raises, it refuses
        return Support.NO, Basis.REFUSED
    return Support.YES, Basis.IMPLEMENTED
