# SPDX-License-Identifier: Apache-2.0
"""Checks on source trees where several of them could speak about one fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import pipeline, testing
from wharfinger.model import Catalog, Severity

SETUP = """
    [metadata]
    name = demo

    [options.entry_points]
    demo.drivers =
        {}
"""
BASE = """
    import abc


    class Driver(abc.ABC):
        @abc.abstractmethod
        def get(self, key):
            pass

        @abc.abstractmethod
        def put(self, key, value):
            pass
"""
POLICY = """
    project: demo
    groups:
      demo.drivers:
        interface: demo.base:Driver
        {}
"""


def found(tmp_path: Path, files: dict[str, str]) -> tuple[set[tuple[str, str]], Catalog]:
    """Return the codes and subjects of what is found, and the catalog."""
    outcome = pipeline.check(testing.project(files, tmp_path))
    return {(finding.code, finding.subject) for finding in outcome.findings}, outcome.catalog


def lines(*entries: str) -> str:
    return SETUP.format("\n        ".join(entries))


def test_an_abstract_method_that_is_left_is_reported_once(tmp_path: Path) -> None:
    drivers = "from demo.base import Driver\nclass One(Driver):\n    def get(self, key): ...\n"
    files = {"setup.cfg": lines("one = demo.drivers:One"), "demo/base.py": BASE}
    policy = {"driver-policy.yaml": POLICY.format("title: Storage")}
    codes, _ = found(tmp_path, files | policy | {"demo/drivers.py": drivers})
    assert codes == {("DRV006", "demo.drivers:one")}


def test_a_structural_driver_need_not_descend_but_must_have_the_methods(tmp_path: Path) -> None:
    files = {
        "setup.cfg": lines("one = demo.drivers:One"),
        "demo/base.py": BASE,
        "demo/drivers.py": "class One:\n    def get(self, key): ...\n",
        "driver-policy.yaml": POLICY.format("conformance: structural"),
    }
    codes, _ = found(tmp_path, files)
    assert codes == {("DRV007", "demo.drivers:one")}


def test_a_missing_package_does_not_make_a_class_foreign(tmp_path: Path) -> None:
    files = {
        "setup.cfg": lines("one = demo.drivers:One"),
        "demo/base.py": BASE,
        "demo/drivers.py": "import vendor\nclass One(vendor.Base): ...\n",
        "driver-policy.yaml": POLICY.format("title: Storage"),
    }
    assert found(tmp_path, files)[0] == set()


@pytest.mark.parametrize(
    ("entries", "code", "severity"),
    [
        (["one = demo.drivers:"], "DRV002", None),
        (["one = demo..drivers:One"], "DRV002", Severity.ERROR),
        (["one = :One"], "DRV002", Severity.ERROR),
        (["one = demo.drivers:One", "one = demo.drivers:One"], "DRV004", Severity.ERROR),
        (["one = demo.missing:One"], "DRV001", Severity.ERROR),
        (["one = demo.broken:One"], "DRV011", Severity.WARNING),
        (["one = demo.latin:One"], "DRV011", Severity.WARNING),
    ],
)
def test_findings_about_drivers_show_in_their_tables(
    entries: list[str], code: str, severity: Severity | None, tmp_path: Path
) -> None:
    files = {
        "setup.cfg": lines(*entries),
        "demo/drivers.py": "class One: ...\n",
        "demo/broken.py": "class One(:\n",
        "demo/latin.py": "# -*- coding: no-such-encoding -*-\nclass One: ...\n",
    }
    _, catalog = found(tmp_path, files)
    (finding,) = (finding for finding in catalog.findings if finding.code == code)
    assert severity in (finding.severity, None)
    problems = [code for driver in catalog.drivers for code in catalog.problems(driver)]
    assert code in problems


def test_registries_other_than_entry_points_are_judged_too(tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[metadata]\nname = demo\n",
        "demo/__init__.py": """
            KNOWN = {
                "one": "demo.drivers.One",
                "two": "demo.no.Two",
            }
        """,
        "demo/drivers.py": "class One: ...\n",
        "driver-policy.yaml": """
            project: demo
            groups:
              demo:
                origin: {mapping: "demo:KNOWN"}
        """,
    }
    codes, catalog = found(tmp_path, files)
    assert codes == {("DRV001", "demo:two")}
    assert (catalog.findings[0].location.path, catalog.findings[0].location.line) == (
        "demo/__init__.py",
        3,
    )
