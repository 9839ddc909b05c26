# SPDX-License-Identifier: Apache-2.0
"""Loading plugins: one by an entry point, or several, and failures that are told."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from wharfinger import plugins
from wharfinger.cli import main

MODULE = """\
from wharfinger.checks import Rule
from wharfinger.model import CheckInfo, Severity


def rule(code, slug, page):
    info = CheckInfo(code, slug, Severity.ERROR, "What it finds.", (), page=page)
    return Rule(info, lambda catalog: ())


check = rule("ACM001", "one-alone", "page.rst")
checks = (rule("ACM002", "first", "pages/first.rst"), rule("ACM003", "second", "none.rst"))
broken = (rule("ACM004", "fine", "page.rst"), object())
"""
PAGE = "ACM002: first\n=============\n\nWhat it finds.\n\nWhy\n---\n\nBecause it is the first.\n"


@pytest.fixture
def _announced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Announce the plugins of a package, and forget them after the test."""
    package = tmp_path / "acme_checks"
    (package / "pages").mkdir(parents=True)
    (package / "__init__.py").write_text(MODULE)
    (package / "pages/first.rst").write_text(PAGE)
    names = ("check", "checks", "broken", "missing")
    points = EntryPoints(
        EntryPoint(f"acme_{name}", f"acme_checks:{name}", plugins.CHECKS) for name in names
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda: points)
    caches = (plugins._entry_points, plugins.names, plugins.load, plugins.load_one)
    for function in caches:
        function.cache_clear()
    yield
    for function in caches:
        function.cache_clear()
    sys.modules.pop("acme_checks", None)


@pytest.mark.usefixtures("_announced")
class TestSeveralByOneEntryPoint:
    def test_each_is_named_by_its_slug_and_one_alone_by_its_entry_point(self) -> None:
        loaded = plugins.load(plugins.CHECKS)
        codes = {name: check.info.code for name, check in loaded.plugins.items()}
        assert codes == {"acme_check": "ACM001", "first": "ACM002", "second": "ACM003"}
        assert list(codes) == sorted(codes)
        assert dict.fromkeys(codes, "acme_checks") == loaded.modules

    def test_what_cannot_be_loaded_is_told_by_its_entry_point(self) -> None:
        failures = {f.name: f.reason for f in plugins.load(plugins.CHECKS).failures}
        assert failures.keys() == {"acme_broken", "acme_missing"}
        assert "has no attribute 'info'" in failures["acme_broken"]

    def test_each_has_a_page_of_its_own(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["explain", "ACM002"]) == 0
        assert "Because it is the first." in capsys.readouterr().out
        assert main(["explain", "acm003"]) == 0
        out = capsys.readouterr().out
        assert "ACM003: second" in out
        assert "What it finds." in out
