# SPDX-License-Identifier: Apache-2.0
"""Marks of deprecation, each as its library documents it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from wharfinger.sources.python import Reader

Tree = Callable[[Mapping[str, str | bytes]], Reader]

# Import, decorator, and what it says: since, removal, replacement, reason.
DECORATORS = [
    (
        "from warnings import deprecated",
        "deprecated('Use B instead.')",
        ("", "", "B", "Use B instead."),
    ),
    ("import warnings", "warnings.deprecated('gone')", ("", "", "", "gone")),
    ("from typing_extensions import deprecated as old", "old('gone')", ("", "", "", "gone")),
    (
        "from oslo_log import versionutils",
        (
            "versionutils.deprecated(as_of=versionutils.deprecated.QUEENS, "
            "in_favor_of='B', remove_in=+2)"
        ),
        ("Queens", "+2 releases", "B", ""),
    ),
    (
        "from oslo_log import versionutils",
        "versionutils.deprecated('Q', 'B', 0)",
        ("Q", "", "B", ""),
    ),
    (
        "from debtcollector import removals",
        "removals.remove(message='gone', version='1.0', removal_version='2.0')",
        ("1.0", "2.0", "", "gone"),
    ),
    ("from debtcollector import removals", "removals.remove", ("", "", "", "")),
    (
        "from debtcollector import removals",
        (
            "removals.removed_class('C', replacement='B', "
            "message='gone', version='1', removal_version='2')"
        ),
        ("1", "2", "B", "gone"),
    ),
    (
        "from deprecated import deprecated",
        "deprecated(version='1.2', reason='gone')",
        ("1.2", "", "", "gone"),
    ),
    (
        "import deprecation",
        (
            "deprecation.deprecated(deprecated_in='1', "
            "removed_in='2', details='Use :func:`b` instead')"
        ),
        ("1", "2", "b", "Use :func:`b` instead"),
    ),
]


@pytest.mark.parametrize(("statement", "decorator", "said"), DECORATORS)
@pytest.mark.parametrize("thing", ["class", "method"])
def test_decorator(
    statement: str, decorator: str, said: tuple[str, ...], thing: str, tree: Tree
) -> None:
    if thing == "class":
        text = f"{statement}\n@{decorator}\nclass C:\n def f(self): ...\n"
    else:
        text = f"{statement}\nclass C:\n @{decorator}\n def f(self): ...\n"
    reader = tree({"mod.py": text})
    info = reader.class_of(reader.resolve("mod", "C"))
    found = info.deprecation if thing == "class" else info.own["f"].deprecation
    other = info.own["f"].deprecation if thing == "class" else info.deprecation
    assert found is not None
    assert (found.since, found.removal, found.replacement, found.reason) == said
    assert found.location is not None
    assert found.location.line == (2 if thing == "class" else 3)
    assert found.source.startswith("decorator ")
    assert other is None


def test_moved_class(tree: Tree) -> None:
    text = """
        from debtcollector import moves
        class New: ...
        Old = moves.moved_class(New, "Old", __name__, version="1", removal_version="2")
    """
    symbol = tree({"mod.py": text}).resolve("mod", "Old")
    assert symbol.qualified == "mod:New"
    assert symbol.deprecation is not None
    assert (symbol.deprecation.since, symbol.deprecation.removal) == ("1", "2")
    assert symbol.deprecation.replacement == "New"


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        (
            "T.\n\n    .. deprecated:: 1.2\n       Use :class:`~a.B` instead.\n\n    More.",
            ("1.2", "", "a.B", "Use :class:`~a.B` instead."),
        ),
        (
            "T.\n\n    .. deprecated:: 1.2 gone, will be removed in 2.0.\n    ",
            ("1.2", "2.0", "", "gone, will be removed in 2.0."),
        ),
        (
            "T.\n\n    .. deprecated-removed:: 1.2 2.0\n       gone\n    ",
            ("1.2", "2.0", "", "gone"),
        ),
        ("T.\n\n    .. deprecated::\n    ", ("", "", "", "")),
        ("T.\n\n    :param x: it\n\n        .. deprecated:: 1.2\n    ", None),
        ("T. The word deprecated says nothing.", None),
        (".. versionadded:: 1.0", None),
    ],
)
def test_docstring(doc: str, said: tuple[str, ...] | None, tree: Tree) -> None:
    reader = tree({"mod.py": f'class C:\n    """{doc}"""\n'})
    found = reader.class_of(reader.resolve("mod", "C")).deprecation
    assert (found and (found.since, found.removal, found.replacement, found.reason)) == said


def test_other_decorators_do_not_deprecate(tree: Tree) -> None:
    text = "import registry\n@registry.remove('x')\n@functools.cache\n@a.b[1]\nclass C: ...\n"
    reader = tree({"mod.py": text})
    assert reader.class_of(reader.resolve("mod", "C")).deprecation is None
