# SPDX-License-Identifier: Apache-2.0
"""What a target stands for: packages, re-exports, stars, aliases, conditions, circles."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from wharfinger.sources.python import Reader

Tree = Callable[[Mapping[str, str | bytes]], Reader]

DRIVER = "class Driver:\n    pass\n\ndriver = Driver()\n"

# Files, target, and "kind qualified-name" or "kind: part of the reason".
CASES: dict[str, tuple[dict[str, str], str, str]] = {
    "package": ({"p/__init__.py": DRIVER}, "p:Driver", "class p:Driver"),
    "submodule": ({"p/__init__.py": "", "p/m.py": DRIVER}, "p.m:Driver", "class p.m:Driver"),
    "module target": ({"p/__init__.py": "", "p/m.py": ""}, "p.m:", "module p.m"),
    "submodule as attribute": (
        {"p/__init__.py": "", "p/m.py": DRIVER},
        "p:m.Driver",
        "class p.m:Driver",
    ),
    "namespace package": ({"p/m.py": DRIVER}, "p.m:Driver", "class p.m:Driver"),
    "re-export": (
        {"p/__init__.py": "from .m import Driver", "p/m.py": DRIVER},
        "p:Driver",
        "class p.m:Driver",
    ),
    "renamed": ({"a.py": "from m import Driver as D", "m.py": DRIVER}, "a:D", "class m:Driver"),
    "import as": (
        {"a.py": "import p.m as c\nD = c.Driver", "p/m.py": DRIVER},
        "a:D",
        "class p.m:Driver",
    ),
    "import dotted": (
        {"a.py": "import p.m\nD = p.m.Driver", "p/m.py": DRIVER},
        "a:D",
        "class p.m:Driver",
    ),
    "from dot": (
        {"p/__init__.py": "from . import m", "p/m.py": DRIVER},
        "p:m.Driver",
        "class p.m:Driver",
    ),
    "alias": ({"a.py": DRIVER + "A = B = Driver\n"}, "a:B", "class a:Driver"),
    "alias of alias": ({"a.py": DRIVER + "A = Driver\nB = A\n"}, "a:B", "class a:Driver"),
    "instance": ({"a.py": DRIVER}, "a:driver", "class a:Driver"),
    "star": ({"a.py": "from m import *", "m.py": DRIVER}, "a:Driver", "class m:Driver"),
    "star leaves underscores": (
        {"a.py": "from m import *", "m.py": "def _f(): pass"},
        "a:_f",
        "missing: no attribute",
    ),
    "star with __all__": (
        {"a.py": "from m import *", "m.py": "__all__ = ['_f']\ndef _f(): pass"},
        "a:_f",
        "function m:_f",
    ),
    "star without what __all__ lacks": (
        {"a.py": "from m import *", "m.py": "__all__ = []\n" + DRIVER},
        "a:Driver",
        "missing: no attribute",
    ),
    "__all__ that grows": (
        {"a.py": "from m import *", "m.py": "__all__ = []\n__all__ += ['Driver']\n" + DRIVER},
        "a:Driver",
        "class m:Driver",
    ),
    "__all__ by append": (
        {"a.py": "from m import *", "m.py": "__all__ = []\n__all__.append('Driver')\n" + DRIVER},
        "a:Driver",
        "class m:Driver",
    ),
    "__all__ does not hide attributes": (
        {"m.py": "__all__ = []\n" + DRIVER},
        "m:Driver",
        "class m:Driver",
    ),
    "later star wins": (
        {"a.py": "class Driver: pass\nfrom m import *", "m.py": DRIVER},
        "a:Driver",
        "class m:Driver",
    ),
    "later class wins over star": (
        {"a.py": "from m import *\nclass Driver: pass", "m.py": DRIVER},
        "a:Driver",
        "class a:Driver",
    ),
    "last star wins": (
        {"a.py": "from m import *\nfrom n import *", "m.py": DRIVER, "n.py": DRIVER},
        "a:Driver",
        "class n:Driver",
    ),
    "star of what is not here": (
        {"a.py": "from absent import *\n"},
        "a:Driver",
        "unknown: package absent is not here",
    ),
    "submodule before what a star brings": (
        {"p/__init__.py": "from m import *", "p/driver.py": DRIVER, "m.py": "import sys as driver"},
        "p:driver",
        "module p.driver",
    ),
    "star of the submodule of that name": (
        {"p/__init__.py": "from .driver import *", "p/driver.py": DRIVER},
        "p:driver",
        "class p.driver:Driver",
    ),
    "stars in a circle": (
        {"a.py": "from m import *\nfrom b import *", "b.py": "from a import *", "m.py": DRIVER},
        "b:Driver",
        "class m:Driver",
    ),
    "conditional import": (
        {
            "a.py": (
                "try:\n    from fast import Driver\nexcept ImportError:\n    from m import Driver"
            ),
            "m.py": DRIVER,
            "fast.py": "",
        },
        "a:Driver",
        "class m:Driver",
    ),
    "type checking": (
        {
            "a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from m import Driver",
            "m.py": DRIVER,
        },
        "a:Driver",
        "missing: no attribute",
    ),
    "not type checking": (
        {
            "a.py": "import typing\nif not typing.TYPE_CHECKING:\n    from m import Driver",
            "m.py": DRIVER,
        },
        "a:Driver",
        "class m:Driver",
    ),
    "version": (
        {
            "a.py": (
                "import sys\nif sys.version_info < (3,):\n"
                "    class D: pass\nelse:\n    def D(): pass"
            )
        },
        "a:D",
        "function a:D",
    ),
    "version parts": (
        {
            "a.py": "import sys\n"
            "if sys.version_info[:2] >= (3, 0) and sys.version_info.major > 2:\n"
            "    class D: pass\nelse:\n    def D(): pass"
        },
        "a:D",
        "class a:D",
    ),
    "version compared with nonsense": (
        {"a.py": "import sys\nif sys.version_info > [{}]:\n    class D: pass\n"},
        "a:D",
        "class a:D",
    ),
    "redefined": ({"a.py": "class D: pass\ndef D(): pass"}, "a:D", "function a:D"),
    "deleted": ({"a.py": DRIVER + "del Driver\n"}, "a:Driver", "missing: deletes Driver"),
    "annotation only": ({"a.py": "Driver: type\n"}, "a:Driver", "missing: no attribute"),
    "loop variable": ({"a.py": "for Driver in ():\n    pass\n"}, "a:Driver", "value a:Driver"),
    "with target": (
        {"a.py": "with open('x') as driver:\n    pass\n"},
        "a:driver",
        "value a:driver",
    ),
    "unpacked": ({"a.py": "driver, *rest = make()\n"}, "a:rest", "value a:rest"),
    "set by a function": (
        {"a.py": "def f():\n    global driver\n    driver = 1\n"},
        "a:driver",
        "value a:driver",
    ),
    "circle of names": (
        {"a.py": "from b import X", "b.py": "from a import X"},
        "a:X",
        "missing: imported in a circle",
    ),
    "circle of modules": (
        {"a.py": "import b\n" + DRIVER, "b.py": "import a\nfrom a import Driver"},
        "b:Driver",
        "class a:Driver",
    ),
    "circle of aliases": ({"a.py": "b = c\nc = b\n"}, "a:b", "value a:b"),
    "typing slip": ({"a.py": DRIVER}, "a:Drivr", "missing: did you mean Driver?"),
    "no module": ({"p/__init__.py": ""}, "p.m:D", "missing: module p.m does not exist"),
    "no package": ({}, "absent.m:D", "unknown: package absent is not here"),
    "module is a value": ({"p/__init__.py": "m = object()"}, "p.m:D", "unknown: at run time"),
    "__getattr__": ({"a.py": "def __getattr__(name): ..."}, "a:D", "unknown: __getattr__"),
    "lazy __getattr__": (
        {"a.py": "__getattr__, __dir__ = lazy.attach(__name__)"},
        "a:D",
        "unknown: __getattr__",
    ),
    "globals": ({"a.py": "globals()['D'] = 1"}, "a:D", "unknown: changes the names"),
    "sys.modules": (
        {"a.py": "import sys\nsys.modules[__name__] = object()"},
        "a:D",
        "unknown: sys.modules",
    ),
    "setattr on the module": (
        {"a.py": "import sys\nsetattr(sys.modules[__name__], 'D', 1)"},
        "a:D",
        "unknown: setattr",
    ),
    "above the top": (
        {"p/__init__.py": "from ...q import Driver", "q.py": DRIVER},
        "p:Driver",
        "unknown: ",
    ),
    "above the top, module": (
        {"a.py": "from .q import Driver", "q.py": DRIVER},
        "a:Driver",
        "unknown: ",
    ),
    "nested class": ({"a.py": "class O:\n    class D: pass"}, "a:O.D", "class a:O.D"),
    "method": ({"a.py": "class O:\n    def f(self): pass"}, "a:O.f", "function a:O.f"),
    "inherited method": (
        {"a.py": "class B:\n    def f(self): pass\nclass O(B): pass"},
        "a:O.f",
        "function a:B.f",
    ),
    "inherited nested class": (
        {"a.py": "class B:\n    class D: pass\nclass O(B): pass"},
        "a:O.D",
        "class a:B.D",
    ),
    "no such method": ({"a.py": "class O: pass"}, "a:O.f", "missing: no attribute f"),
    "method of an unknown base": (
        {"a.py": "import absent\nclass O(absent.B): pass"},
        "a:O.f",
        "unknown: absent is not here",
    ),
    "partial": (
        {"a.py": "import functools\nclass D: pass\nmake = functools.partial(D)"},
        "a:make",
        "value a:make",
    ),
    "decorated function": ({"a.py": "@wrap(1)\ndef f(): pass"}, "a:f", "function a:f"),
    "async function": ({"a.py": "async def f(): pass"}, "a:f", "function a:f"),
    "moved class": (
        {
            "a.py": "from debtcollector import moves\nclass New: pass\n"
            "Old = moves.moved_class(New, 'Old', __name__)"
        },
        "a:Old",
        "class a:New",
    ),
    "standard library": (
        {"a.py": "from collections import OrderedDict"},
        "a:OrderedDict",
        "class collections:OrderedDict",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_target(case: str, tree: Tree) -> None:
    files, target, expected = CASES[case]
    module, _, attr = target.partition(":")
    symbol = tree(files).resolve(module, attr)
    kind, colon, reason = expected.partition(": ")
    if colon:
        assert symbol.kind == kind
        assert reason in symbol.reason
        assert symbol.reason
    else:
        assert f"{symbol.kind} {symbol.qualified}" == expected


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_circle_does_not_depend_on_who_asks_first(order: tuple[str, str], tree: Tree) -> None:
    reader = tree(
        {"a.py": "from m import *\nfrom b import *", "b.py": "from a import *", "m.py": DRIVER}
    )
    assert {reader.resolve(name, "Driver").qualified for name in order} == {"m:Driver"}


def test_two_spellings(tree: Tree) -> None:
    reader = tree({"p/__init__.py": "", "p/m.py": "class O:\n    class D: pass"})
    assert reader.resolve_dotted("p.m:O.D") == reader.resolve_dotted("p.m.O.D")
    assert reader.resolve_dotted("absent.x").kind == "unknown"


def test_packages_that_are_not_here(tree: Tree) -> None:
    text = """
        import os, absent.sub
        from gone import x
        from . import y
        try:
            import optional
        except ImportError:
            optional = None
        with contextlib.suppress(ImportError):
            import suppressed
        if typing.TYPE_CHECKING:
            import typed
        def f():
            import late
    """
    reader = tree({"p/__init__.py": "", "p/m.py": text})
    assert reader.missing_packages("p.m") == ("absent", "gone")


def test_installed_package_in_two_folders(tree: Tree) -> None:
    spread = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    from wharfinger.model import Root

    reader = tree({"x/p/__init__.py": spread, "x/p/one.py": DRIVER, "y/p/two.py": DRIVER})
    (root,) = reader.names.finder._roots.values()
    both = Reader([Root(f"{root.folder}/x", root.folder), Root(f"{root.folder}/y", root.folder)])
    assert both.resolve("p.one", "Driver").kind == both.resolve("p.two", "Driver").kind == "class"
