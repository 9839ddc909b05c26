# SPDX-License-Identifier: Apache-2.0
"""The published test kit."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger import testing
from wharfinger.errors import OutsideRootError
from wharfinger.model import (
    Catalog,
    CheckInfo,
    Finding,
    Interface,
    Location,
    Option,
    Severity,
)

INFO = CheckInfo(
    code="DEM001",
    slug="demo-owner",
    severity=Severity.WARNING,
    summary="A driver has no owner.",
    parts=("groups",),
    options=(Option("key", "string", "the fact that names the owner", default="owner"),),
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Stands for a third party's check, with an option."""

    info: CheckInfo = INFO

    def validate(self, catalog: Catalog, options: Mapping[str, Any]) -> str:
        return "" if catalog.drivers else "there is no driver"

    def run(self, catalog: Catalog, options: Mapping[str, Any]) -> Iterable[Finding]:
        for driver in catalog.drivers:
            if options["key"] not in driver.facts:
                yield INFO.finding(
                    driver.subject, f"no {options['key']}", "Name one.", Location("setup.cfg")
                )


def test_factories_fit_together() -> None:
    interface = Interface("demo.base:Driver", Location("demo/base.py", 1), "", ())
    group = testing.group(testing.driver("one"), name="demo.codecs", interface=interface)
    tree = testing.distribution(testing.entry_point("one = demo.codecs:One [fast]"))
    catalog = testing.catalog(group, distributions=(tree,))
    assert [driver.subject for driver in catalog.drivers] == ["demo.codecs:one"]
    assert (
        catalog.examined.as_dict()
        | {
            "drivers": 1,
            "entry_points": 1,
            "distributions": 1,
            "interfaces": 1,
        }
        == catalog.examined.as_dict()
    )


def test_an_entry_point_is_read_from_its_line() -> None:
    entry = testing.entry_point("one = demo.codecs:One", "demo.codecs", faults=("odd",))
    assert (entry.name, entry.target, entry.group) == ("one", "demo.codecs:One", "demo.codecs")
    assert entry.faults == ("odd",)
    assert testing.entry_point("one = demo.codecs").attr == ""
    assert testing.entry_point("one = demo:One [fast, new]").extras == ("fast", "new")


def test_a_driver_that_is_told_apart_keeps_its_registered_name() -> None:
    driver = testing.driver("one@other", distribution="other")
    assert (driver.registered_name, driver.target) == ("one", "demo.drivers:One")


def test_run_check_lays_options_over_the_defaults() -> None:
    catalog = testing.catalog(testing.group(testing.driver()))
    assert [f.message for f in testing.run_check(Owner(), catalog)] == ["no owner"]
    assert [f.message for f in testing.run_check(Owner(), catalog, key="ci")] == ["no ci"]


def test_a_check_that_does_not_run_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="DEM001 did not run: there is no driver"):
        testing.run_check(Owner(), testing.catalog())


def test_an_option_that_the_check_does_not_declare_fails_the_test() -> None:
    catalog = testing.catalog(testing.group(testing.driver()))
    with pytest.raises(AssertionError, match="DEM001 has no option 'kee'"):
        testing.run_check(Owner(), catalog, kee="ci")


def test_project_writes_trees_and_asks_for_them(tmp_path: Path) -> None:
    files = {
        "setup.cfg": """
            [metadata]
            name = demo
        """,
        "demo/drivers.py": "class One:\n    pass\n",
        "other/pyproject.toml": "[project]\nname = 'other'\n",
    }
    request = testing.project(files, tmp_path)
    assert request.trees == (tmp_path.resolve(), tmp_path.resolve() / "other")
    assert (tmp_path / "setup.cfg").read_text() == "[metadata]\nname = demo\n"
    assert (tmp_path / "demo/drivers.py").read_text() == files["demo/drivers.py"]


@pytest.mark.parametrize("name", ["../setup.cfg", "/etc/nothing.cfg", "demo/../../setup.cfg"])
def test_project_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutsideRootError):
        testing.project({name: ""}, tmp_path / "inside")
    assert not (tmp_path / "setup.cfg").exists()


PAGE = """\
DEM001: demo-owner
==================

A driver has no owner.

Good
----

.. code-block:: ini
   :caption: setup.cfg

   [metadata]

   name = demo

.. code-block:: python
   :caption: demo.py

   class One:
       pass

Text between the two.

.. code-block:: ini
   :caption: setup.cfg

   [options]

Bad
---

.. code-block:: console

   $ not a file

.. code-block:: yaml
   :caption: a.yaml

   a: 1
"""


def test_page_examples() -> None:
    first, second, bad = testing.page_examples(PAGE)
    assert first.section == second.section == "Good"
    assert first.files == {
        "setup.cfg": "[metadata]\n\nname = demo\n",
        "demo.py": "class One:\n    pass\n",
    }
    assert second.files == {"setup.cfg": "[options]\n"}
    assert (bad.section, bad.files) == ("Bad", {"a.yaml": "a: 1\n"})


def test_a_page_without_examples_has_none() -> None:
    assert testing.page_examples("") == ()
    assert testing.page_examples("Title\n=====\n\nText.\n") == ()


def test_the_how_to_guide_works(tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "doc/source/howto/write-a-check"
    folder = shutil.copytree(source, tmp_path / "guide")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


LINES = st.lists(st.text("abc =:[]-#", min_size=1, max_size=8).map(str.rstrip), max_size=6)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_what_a_block_holds_is_what_is_read(lines: list[str]) -> None:
    body = "\n".join(["x", *lines]).rstrip() + "\n"
    block = "".join(f"   {line}".rstrip() + "\n" for line in body.splitlines())
    page = f"Good\n----\n\n.. code-block:: ini\n   :caption: f.cfg\n\n{block}\nBad\n---\n\n"
    assert [dict(example.files) for example in testing.page_examples(page)] == [{"f.cfg": body}]


def test_every_public_name_is_exported_and_documented() -> None:
    tree = ast.parse(Path(testing.__file__).read_text(encoding="utf-8"))
    public = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }
    assert public == set(testing.__all__)
    assert all(getattr(testing, name).__doc__ for name in public)
