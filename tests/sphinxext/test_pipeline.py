# SPDX-License-Identifier: Apache-2.0
"""The extension on a real source tree, with the built-in views and no fakes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from wharfinger import testing

FILES = {
    "setup.cfg": """
        [metadata]
        name = harbour
        version = 1.0

        [options.entry_points]
        harbour.cranes =
            big = harbour.big:Crane
            small = harbour.small:Crane
    """,
    "driver-policy.yaml": """
        project: harbour
        groups:
          harbour.cranes:
            title: Cranes
            interface: harbour.api:Crane
    """,
    "harbour/__init__.py": "",
    "harbour/api.py": '''
        """What a crane must do."""
        import abc

        class Crane(abc.ABC):
            """A crane."""

            @abc.abstractmethod
            def lift(self, load: int) -> None:
                """Lift a load."""

            def turn(self):
                """Turn."""
                raise NotImplementedError
    ''',
    "harbour/big.py": """
        raise SystemExit("a driver was imported")
        from harbour import api

        class Crane(api.Crane):
            def lift(self, load):
                return load

            def turn(self):
                return 1
    """,
    "harbour/small.py": """
        from harbour import api

        class Crane(api.Crane):
            def lift(self, load):
                return load
    """,
    "doc/conf.py": """
        project = "harbour"
        extensions = ["wharfinger.sphinxext"]
        nitpicky = True
    """,
    "doc/index.rst": """
        Cranes
        ======

        :driver:name:`harbour.cranes:big` and :driver:method:`harbour.api:Crane.lift`

        .. toctree::

           list
           matrix
           interface
           deprecations
    """,
    "doc/list.rst": "List\n====\n\n.. driver-list:: harbour.cranes\n",
    "doc/matrix.rst": "Matrix\n======\n\n.. driver-matrix:: harbour.cranes\n   :transpose:\n",
    "doc/interface.rst": "Interface\n=========\n\n.. driver-interface:: harbour.cranes\n",
    "doc/deprecations.rst": "Gone\n====\n\n.. driver-deprecations::\n",
}


@pytest.fixture
def harbour(empty_site: Any, tmp_path: Path) -> Any:
    tree = tmp_path / "harbour"
    testing.project(FILES, tree)
    empty_site.source, empty_site.tree = tree / "doc", tree
    empty_site.build()
    return empty_site


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_tree_becomes_pages_without_an_import(harbour: Any) -> None:
    assert not harbour.warnings
    assert 'class="wharfinger-no"' in harbour.text("matrix.html")
    assert "harbour.big:Crane" in harbour.text("list.html")
    assert "lift" in harbour.text("interface.html")
    assert 'href="list.html#driver-name-harbour.cranes-big"' in harbour.text("index.html")


def test_touching_a_driver_reads_nothing(harbour: Any) -> None:
    os.utime(harbour.tree / "harbour" / "big.py", (1, 1))
    rewrite(harbour.tree / "harbour" / "small.py", "return load", "return load  # all of it")
    harbour.build()
    assert harbour.read == []


def test_a_driver_that_learns_something_changes_the_matrix(harbour: Any) -> None:
    path = harbour.tree / "harbour" / "small.py"
    path.write_text(path.read_text("utf-8") + "\n    def turn(self):\n        return 2\n", "utf-8")
    harbour.build()
    assert harbour.read == ["matrix"]
    assert 'class="wharfinger-no"' not in harbour.text("matrix.html")


def test_a_new_driver_changes_list_and_matrix(harbour: Any) -> None:
    rewrite(
        harbour.tree / "setup.cfg",
        "small = harbour.small:Crane",
        "small = harbour.small:Crane\n    third = harbour.third:Crane",
    )
    harbour.build()
    assert sorted(harbour.read) == ["list", "matrix"]


def test_a_policy_changes_what_it_governs(harbour: Any) -> None:
    path = harbour.tree / "driver-policy.yaml"
    path.write_text(
        path.read_text("utf-8") + "    drivers:\n      small: {state: deprecated, reason: rust}\n",
        "utf-8",
    )
    harbour.build()
    assert sorted(harbour.read) == ["deprecations", "list"]
    assert "rust" in harbour.text("deprecations.html")


def test_a_policy_with_faults_is_a_warning_with_all_of_them(harbour: Any) -> None:
    path = harbour.tree / "driver-policy.yaml"
    path.write_text("project: 1\nfoo: 2\n", "utf-8")
    harbour.build(show_warning_types=True)
    assert "driver-policy.yaml:1" in harbour.warnings
    assert "driver-policy.yaml:2" in harbour.warnings
    assert "[wharfinger.policy]" in harbour.warnings
    assert "wharfinger-missing" in harbour.text("matrix.html")


def test_an_unknown_group_is_told_with_those_that_are(harbour: Any) -> None:
    rewrite(harbour.source / "matrix.rst", "harbour.cranes", "harbour.crane")
    harbour.build(show_warning_types=True)
    assert "matrix.rst:4: WARNING" in harbour.warnings
    assert "harbour.cranes" in harbour.warnings
    assert "[wharfinger.group]" in harbour.warnings
