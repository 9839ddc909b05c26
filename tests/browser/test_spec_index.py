# SPDX-License-Identifier: Apache-2.0
"""An index of specs in a real browser: several tables, one filter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LOOKS = [("furo", "light"), ("furo", "dark"), ("alabaster", "dark")]
SPEC = "{title}\n{line}\n\n:status: {status}\n:cycle: {cycle}\n:authors: Ada\n\nText.\n"
STATUSES = ("draft", "accepted", "implemented", "superseded")


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Any:
    built: dict[str, Path] = {}

    def make(theme: str) -> Path:
        if theme not in built:
            folder = tmp_path_factory.mktemp(theme)
            write(folder)
            command = [sys.executable, "-m", "sphinx", "-q", "-W", "-D", f"html_theme={theme}"]
            place = [str(folder / "doc"), str(folder / "html")]
            subprocess.run([*command, *place], check=True, timeout=120)
            built[theme] = folder / "html"
        return built[theme]

    return make


def write(folder: Path) -> None:
    folder.joinpath("specs").mkdir()
    folder.joinpath("doc").mkdir()
    folder.joinpath("setup.cfg").write_text("[metadata]\nname = harbour\n")
    for number in range(12):
        title = f"Crane number {number}"
        text = SPEC.format(
            title=title,
            line="=" * len(title),
            status=STATUSES[number % 4],
            cycle=f"{number // 4 + 1}.0",
        )
        folder.joinpath(f"specs/crane-{number}.rst").write_text(text)
    folder.joinpath("doc/specs").symlink_to("../specs")
    folder.joinpath("doc/conf.py").write_text(
        'project = "Harbour"\nextensions = ["wharfinger.sphinxext"]\nwharfinger_cache = False\n'
    )
    folder.joinpath("doc/index.rst").write_text(
        "Specs\n=====\n\n.. wharfinger-view:: spec-index\n\n.. toctree::\n   :glob:\n\n   specs/*\n"
    )


@pytest.fixture
def visit(browser: Any, build: Any) -> Iterator[Any]:
    contexts = []

    def go(page: str = "index.html", theme: str = "furo", width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        opened = context.new_page()
        opened.goto(f"file://{build(theme)}/{page}")
        return opened

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "scheme"), LOOKS)
@pytest.mark.parametrize("name", ["index", "specs/crane-3"])
def test_nothing_is_inaccessible(visit: Any, axe: Path, theme: str, scheme: str, name: str) -> None:
    page = visit(f"{name}.html", theme, color_scheme=scheme)
    page.add_script_tag(path=str(axe))
    selector = ".wharfinger-specs" if name == "index" else ".wharfinger-spec"
    found = page.evaluate(
        "selector => axe.run({include: [[selector]]}, {resultTypes: ['violations']})", selector
    )
    told = [(v["id"], [n["html"] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert not told
    assert found["passes"]


def test_one_filter_serves_all_tables(visit: Any) -> None:
    page = visit()
    assert page.get_by_label("Filter rows").count() == 1
    count, rows = page.locator("output"), page.locator(".wharfinger-specs tbody tr:visible")
    assert (rows.count(), count.inner_text()) == (12, "12 rows")
    page.get_by_label("Filter rows").focus()
    page.keyboard.type("accepted")
    assert (rows.count(), count.inner_text()) == (3, "3 of 12 rows")
    page.keyboard.press("Escape")
    assert rows.count() == 12


def test_a_table_without_rows_goes_and_its_caption_counts(visit: Any) -> None:
    page = visit()
    tables = page.locator(".wharfinger-specs table")
    assert [table.is_visible() for table in tables.all()] == [True] * 3
    page.get_by_label("Filter rows").fill("2.0 draft")
    assert [table.is_visible() for table in tables.all()].count(True) == 1
    assert page.locator(".wharfinger-specs tbody tr:visible").count() == 1
    page.reload()
    assert page.locator(".wharfinger-specs tbody tr:visible").count() == 1


def test_columns_are_switched_in_all_tables(visit: Any) -> None:
    page = visit()
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Status").uncheck()
    heads = page.locator(".wharfinger-specs thead th", has_text="Status")
    assert heads.count() == 3
    assert not any(head.is_visible() for head in heads.all())


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(visit: Any, width: int) -> None:
    for name in ("index.html", "specs/crane-1.html"):
        page = visit(name, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_script_all_is_there(visit: Any) -> None:
    page = visit(java_script_enabled=False)
    assert page.locator(".wharfinger-specs tbody tr:visible").count() == 12


def test_a_row_leads_to_its_spec(visit: Any) -> None:
    page = visit()
    page.get_by_role("link", name="Crane number 7").last.click()
    assert page.url.endswith("specs/crane-7.html")
    assert page.locator(".wharfinger-spec .wharfinger-superseded").is_visible()
