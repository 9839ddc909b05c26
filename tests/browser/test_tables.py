# SPDX-License-Identifier: Apache-2.0
"""The tables in a real browser: Chromium, driven by Playwright, judged by axe-core.

``AXE_CORE`` is the path of axe-core's script, ``CHROMIUM`` that of the browser. Where ``CI``
is set both must be there; elsewhere tests that lack one are skipped.
"""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[1] / "sphinxext" / "sample"
# Theme, what the system prefers, what the page then is.
LOOKS = [("furo", "light"), ("furo", "dark"), ("alabaster", "dark")]
OURS = ".wharfinger, .wharfinger-tools, dl.driver"


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Any:
    @functools.cache
    def build(theme: str) -> Path:
        output = tmp_path_factory.mktemp(theme)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-D", f"html_theme={theme}"]
        # Its views are fakes, and the specs around it are none of its own.
        command += ["-D", "wharfinger_specs=0"]
        subprocess.run([*command, str(SAMPLE), str(output)], check=True, timeout=120)
        return output

    return build


@pytest.fixture
def visit(browser: Any, sites: Any) -> Iterator[Any]:
    contexts = []

    def go(
        page: str = "matrix.html", theme: str = "furo", width: int = 1280, **options: Any
    ) -> Any:
        options.setdefault("color_scheme", "light")
        # Fading borders would be measured half way.
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        opened = context.new_page()
        opened.goto(f"file://{sites(theme)}/{page}")
        return opened

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("theme", "scheme"), LOOKS)
@pytest.mark.parametrize("name", ["matrix", "drivers", "interface", "checks"])
def test_nothing_is_inaccessible(visit: Any, axe: Path, theme: str, scheme: str, name: str) -> None:
    page = visit(f"{name}.html", theme, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('.wharfinger details').forEach(d => d.open = true)")
    page.add_script_tag(path=str(axe))
    # The themes' own colours of code are not ours to judge.
    found = page.evaluate(
        """selector => axe.run(
            {include: [[selector]], exclude: [['.sig-name'], ['.sig-prename'], ['.headerlink']]},
            {resultTypes: ['violations']})""",
        OURS,
    )
    told = [
        (v["id"], [n["html"] + n["failureSummary"] for n in v["nodes"][:3]])
        for v in found["violations"]
    ]
    assert not told
    assert found["passes"]


@pytest.mark.parametrize(("theme", "scheme"), LOOKS)
def test_text_in_tinted_cells_has_contrast(visit: Any, theme: str, scheme: str) -> None:
    page = visit("matrix.html", theme, color_scheme=scheme)
    ratios = page.evaluate(
        """() => {
          const canvas = document.createElement('canvas').getContext('2d');
          const paint = colours => {
            canvas.clearRect(0, 0, 1, 1);
            colours.forEach(c => { canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); });
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255);
          };
          const light = ([r, g, b]) => [r, g, b]
            .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          const style = getComputedStyle;
          return [...document.querySelectorAll('.wharfinger-matrix td')].flatMap(cell => {
            const grounds = [document.body, cell.closest('.wharfinger-scroll'), cell];
            const colours = grounds.map(element => style(element).backgroundColor);
            const back = light(paint(['white', ...colours]));
            const text = light(paint([style(cell.querySelector('a')).color]));
            const glyph = light(paint([style(cell.firstElementChild, '::before').color]));
            return [[ratio(text, back), ratio(glyph, back)]];
          });
        }"""
    )
    assert min(text for text, _ in ratios) >= 4.5
    assert min(glyph for _, glyph in ratios) >= 3


def test_a_light_theme_stays_light_on_a_dark_system(visit: Any) -> None:
    page = visit("matrix.html", "alabaster", color_scheme="dark")
    colour = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    assert page.evaluate(colour, "body") == "rgb(255, 255, 255)"
    for selector in (
        ".wharfinger-scroll",
        ".wharfinger-table thead th",
        ".wharfinger-table th.stub",
    ):
        assert page.evaluate(colour, selector) == "rgb(255, 255, 255)"


def test_a_dark_theme_makes_the_sticky_cells_dark(visit: Any) -> None:
    page = visit("matrix.html", "furo", color_scheme="dark")
    ground = "s => getComputedStyle(document.querySelector(s)).backgroundColor"
    assert page.evaluate(ground, ".wharfinger-table th.stub") == page.evaluate(ground, "body")


def test_the_filter_works_from_the_keyboard(visit: Any) -> None:
    page = visit("drivers.html")
    rows = page.locator(".wharfinger").first.locator("tbody tr:visible")
    field, count = page.get_by_label("Filter rows").first, page.locator("output").first
    assert count.get_attribute("aria-live") == "polite"
    field.focus()
    page.keyboard.type("deprecated consul")
    assert rows.all_inner_texts()[0].startswith("consul")
    assert (rows.count(), count.inner_text()) == (1, "1 of 12 rows")
    page.keyboard.press("Escape")
    assert (rows.count(), count.inner_text(), field.input_value()) == (12, "12 rows", "")


def test_a_matrix_is_filtered_by_the_names_of_its_rows(visit: Any) -> None:
    page = visit()
    page.get_by_label("Filter rows").first.fill("no")
    assert page.locator(".wharfinger").first.locator("tbody tr:visible").count() == 0


def test_columns_are_switched_from_the_keyboard_and_stay_so(visit: Any) -> None:
    page = visit()
    frame = page.locator(".wharfinger").first
    frame.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    hidden = frame.locator("tr > :nth-child(2)")
    assert not any(cell.is_visible() for cell in hidden.all())
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.reload()
    assert not page.locator(".wharfinger").first.locator("thead th").nth(1).is_visible()
    assert page.locator(".wharfinger").nth(1).locator("thead th").nth(1).is_visible()


def test_names_of_rows_and_columns_stay_in_sight(visit: Any) -> None:
    page = visit(width=390)
    box = page.locator(".wharfinger-scroll").nth(1)
    box.scroll_into_view_if_needed()
    # Only long tables have a height of their own; this one has not enough rows for it.
    box.evaluate("box => { box.style.maxHeight = '20rem'; }")
    box.evaluate("box => { box.scrollTop = 200; box.scrollLeft = 150; }")
    edge = box.bounding_box()
    head = box.locator("thead th").nth(3).bounding_box()
    first = box.locator("tbody th").nth(8).bounding_box()
    assert box.evaluate("box => [box.scrollTop > 0, box.scrollLeft > 0]") == [True, True]
    assert abs(head["y"] - edge["y"]) < 4
    assert abs(first["x"] - edge["x"]) < 4


def test_the_box_scrolls_from_the_keyboard(visit: Any) -> None:
    page = visit(width=500)
    box = page.get_by_role("region", name="What the backends support")
    box.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('.wharfinger-scroll').scrollLeft > 0", timeout=3000
    )


def test_rows_and_columns_have_heads(visit: Any) -> None:
    page = visit("drivers.html")
    frame = page.locator(".wharfinger").first
    assert frame.get_by_role("rowheader").count() == 12
    assert frame.get_by_role("columnheader").count() == 4


def test_glyphs_are_not_a_part_of_the_text(visit: Any) -> None:
    page = visit()
    tree = page.locator(".wharfinger-scroll").first.aria_snapshot()
    assert "yes" in tree
    assert not set("\u2713\u2717\u223c\u25cb") & set(tree)


def test_without_script_the_table_is_complete(visit: Any) -> None:
    page = visit("drivers.html", java_script_enabled=False)
    frame = page.locator(".wharfinger").first
    assert frame.locator("tbody tr:visible").count() == 12
    assert page.locator(".wharfinger-tools").count() == 0


def test_evidence_opens_when_a_cell_leads_to_it(visit: Any) -> None:
    page = visit()
    entry = page.locator(".wharfinger-evidence li").first
    assert not entry.is_visible()
    page.locator(".wharfinger-matrix td a").first.click()
    entry.wait_for(state="visible", timeout=3000)
    assert entry.evaluate("entry => entry.matches(':target')")


@pytest.mark.parametrize("theme", ["furo", "alabaster"])
@pytest.mark.parametrize("name", ["matrix", "drivers", "interface"])
def test_a_narrow_page_does_not_scroll_sideways(visit: Any, theme: str, name: str) -> None:
    page = visit(f"{name}.html", theme, width=390)
    frame = page.locator(".wharfinger, dl.driver").first.bounding_box()
    assert frame["x"] + frame["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_high_contrast_keeps_lines_and_words(visit: Any) -> None:
    page = visit("drivers.html", forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    look = page.evaluate(
        """() => {
          const cell = document.querySelector('.wharfinger-list td[class] > p');
          const word = getComputedStyle(cell);
          const before = getComputedStyle(cell, '::before');
          return [word.borderTopStyle, word.borderTopWidth, before.content];
        }"""
    )
    assert look[:2] == ["solid", "1px"]
    assert look[2].startswith('"')


def test_print_shows_everything_and_no_tools(visit: Any) -> None:
    page = visit()
    page.emulate_media(media="print")
    assert not page.locator(".wharfinger-tools").first.is_visible()
    overflow = "getComputedStyle(document.querySelector('.wharfinger-scroll')).overflow"
    assert page.evaluate(overflow) == "visible"


def test_nothing_is_said_on_the_console(visit: Any) -> None:
    page = visit("plain.html")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for name in ("matrix", "drivers", "checks"):
        page.goto(page.url.rpartition("/")[0] + f"/{name}.html#%E2%82")
    assert said == []
