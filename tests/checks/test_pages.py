# SPDX-License-Identifier: Apache-2.0
"""The examples of the checks' pages, run as a user would run them."""

from __future__ import annotations

import configparser
import importlib.metadata
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

import wharfinger.checks
from wharfinger import pipeline, plugins, testing
from wharfinger.model import Request, Severity
from wharfinger.testing import Example

FOLDER = Path(wharfinger.checks.__file__).parent
PAGES = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("**/*.rst"))}
EXAMPLES = [
    pytest.param(text.partition(":")[0], example, id=f"{path.parent.name}-{path.stem}-{number}")
    for path, text in PAGES.items()
    for number, example in enumerate(testing.page_examples(text))
    # The pairs of the rules for interfaces are run where these are tested.
    if not any(name.startswith("old.") for name in example.files)
]


@pytest.fixture
def _fresh_plugins() -> Iterator[None]:
    """Forget which plugins are there, before the test and after it."""
    modules = set(sys.modules)
    caches = (plugins._entry_points, plugins.names, plugins.load, plugins.load_one)
    for function in caches:
        function.cache_clear()
    yield
    for function in caches:
        function.cache_clear()
    for name in set(sys.modules) - modules:
        if name.partition(".")[0] == "demo":
            del sys.modules[name]


def announced(folder: Path) -> EntryPoints:
    """Return the plugins that a tree announces, and those of this environment."""
    parser = configparser.ConfigParser()
    parser.read(folder / "setup.cfg", encoding="utf-8")
    own = [
        EntryPoint(*(part.strip() for part in line.split("=")), group=group)
        for group, lines in parser["options.entry_points"].items()
        for line in lines.strip().splitlines()
    ]
    spaces = (plugins.SOURCES, plugins.CHECKS, plugins.VIEWS, plugins.REPORTERS)
    there = [item for space in spaces for item in importlib.metadata.entry_points(group=space)]
    return EntryPoints((*there, *own))


@pytest.mark.usefixtures("_fresh_plugins")
@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_example(
    code: str, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_patch = any(name.startswith("base/") for name in example.files)
    request = patch(example, tmp_path) if is_patch else testing.project(example.files, tmp_path)
    if code == "CFG001":
        # What is described is never loaded: this example alone is about a plugin.
        install(tmp_path, monkeypatch)
    findings = pipeline.check(request).findings
    codes = {finding.code for finding in findings}
    assert (code in codes) is (example.section == "Bad")
    if is_patch:
        # What breaks drivers and what has to be said of it go together.
        return
    if example.section == "Bad":
        assert codes == {code}
    else:
        assert [f for f in findings if f.severity is Severity.ERROR] == []


def patch(example: Example, folder: Path) -> Request:
    """Write the commits of an example, which may name the first's tag and the second's message."""
    files = dict(example.files)
    message = files.pop("head/COMMIT_MESSAGE", "Change it")
    return testing.patch(files, folder, message, files.pop("base/TAG", "").strip())


def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce the plugins of a tree as if it were installed."""
    found = announced(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda: found)
