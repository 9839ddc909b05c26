# SPDX-License-Identifier: Apache-2.0
"""What the pages look like: golden files, and properties that hold in every builder.

``WHARFINGER_UPDATE_GOLDEN=1`` writes the golden files anew; read the difference.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes

GOLDEN = Path(__file__).parent / "golden"
BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "text",
    "man",
    "latex",
    "texinfo",
    "epub",
    "xml",
    "dummy",
)


def same_as_golden(name: str, found: str) -> None:
    path = GOLDEN / name
    found = "\n".join(line.rstrip() for line in found.strip().splitlines()) + "\n"
    if os.environ.get("WHARFINGER_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def article(html: str) -> str:
    found = re.search(r'<div class="body" role="main">(.*?)<div class="clearer">', html, re.DOTALL)
    assert found
    return found[1]


SMALL = """
.. driver-matrix:: demo.hooks

.. driver-list:: demo.hooks
   :evidence:

.. driver-interface:: demo.backends

.. wharfinger-view:: checks
"""


@pytest.mark.parametrize(("builder", "file"), [("html", "index.html"), ("text", "index.txt")])
def test_pages_are_as_they_were(empty_site: Any, builder: str, file: str) -> None:
    empty_site.page("index", SMALL)
    empty_site.build(builder)
    assert not empty_site.warnings
    text = empty_site.text(file, builder)
    same_as_golden(file, article(text) if builder == "html" else text)


def test_the_doctree_is_as_it_was(empty_site: Any) -> None:
    empty_site.page("index", SMALL)
    doctree = empty_site.build("dummy").env.get_doctree("index")
    same_as_golden(
        "index.doctree", re.sub(r'(source|translation_progress)="[^"]*"', "", doctree.pformat())
    )


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_content(site: Any, builder: str) -> None:
    site.build(builder)
    assert not site.warnings


def test_identifiers_are_unique(site: Any) -> None:
    site.build()
    for name in ("matrix.html", "drivers.html", "interface.html"):
        ids = Counter(re.findall(r'\sid="([^"]+)"', site.text(name)))
        assert max(ids.values()) == 1, ids.most_common(3)
    site.build("singlehtml")
    ids = Counter(re.findall(r'\sid="(evidence-[^"]+)"', site.text("index.html", "singlehtml")))
    assert set(ids.values()) == {1}


def test_every_link_to_evidence_has_a_goal(site: Any) -> None:
    site.build()
    html = site.text("matrix.html")
    goals = set(re.findall(r'href="#(evidence-matrix[^"]+)"', html))
    assert goals
    assert goals == set(re.findall(r'<li id="(evidence-matrix[^"]+)"', html))


def test_equal_evidence_is_listed_once(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-list:: demo.hooks")
    empty_site.build()
    assert empty_site.text("index.html").count("<summary>Evidence (1)</summary>") == 1


def test_a_source_browser_takes_the_links(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.hooks\n   :evidence:")
    links = {
        "": "https://all.example/{path}",
        "demo": "https://git.example/{path}#L{line}",
        "dem": "https://not.example/",
    }
    empty_site.build(wharfinger_source_links=links)
    html = empty_site.text("index.html")
    assert html.count('href="https://git.example/demo/hooks.py#L4"') == 2
    assert "not.example" not in html
    assert "all.example" not in html


def test_each_cell_has_its_word_as_text(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.backends")
    doctree = empty_site.build("dummy").env.get_doctree("index")
    body = next(iter(doctree.findall(nodes.tbody)))
    words = [entry.astext() for row in body for entry in row[1:]]
    cells = [
        row["cells"] for row in empty_site.world["groups"]["demo.backends"]["features"].values()
    ]
    assert words == [word for row in cells for word in row]


def test_the_first_cell_heads_its_row(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.hooks")
    empty_site.build()
    assert re.search(r'<tr class="row-even"><th class="stub">', empty_site.text("index.html"))


def test_the_legend_explains_the_words_that_occur(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.hooks")
    empty_site.build("text")
    text = empty_site.text("index.txt", "text")
    assert "* yes:" in text
    assert "* no:" not in text


@pytest.mark.parametrize("builder", ["text", "latex", "man"])
@pytest.mark.parametrize("wanted", [True, False])
def test_evidence_on_paper_is_shown_on_demand(empty_site: Any, builder: str, wanted: bool) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.hooks\n" + "   :evidence:\n" * wanted)
    empty_site.build(builder, man_pages=[("index", "sample", "", "", 1)])
    name = {"text": "index.txt", "latex": "sample.tex", "man": "sample.1"}[builder]
    text = empty_site.text(name, builder)
    assert ("demo/hooks.py:4" in text) is wanted
    if builder == "latex":
        goals = set(re.findall(r"hyperref\[\\detokenize\{(index:evidence-index[^}]+)\}", text))
        labels = set(re.findall(r"label\{\\detokenize\{(index:evidence-index[^}]+)\}", text))
        assert goals == labels
        assert bool(goals) is wanted


def test_wide_matrices_are_broken_up_for_paper(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.backends\n   :caption: Wide")
    empty_site.build("latex")
    tex = empty_site.text("sample.tex", "latex")
    specs = re.findall(r"\\begin\{tabular\}\[t\]\{((?:\\X\{\d+\}\{\d+\})+)\}", tex)
    widths = [spec.count(r"\X") for spec in specs]
    assert widths == [7, 7]
    assert tex.count(r"\sphinxcaption{Wide}") == 1
    assert tex.count(r"\spxentry{Locks}") == 1
    for name in empty_site.world["groups"]["demo.backends"]["drivers"]:
        assert name.replace("_", r"\_") in tex


def test_assets_are_added_where_there_is_something_to_style(site: Any) -> None:
    site.build()
    assert "wharfinger.css" in site.text("matrix.html")
    assert "wharfinger.js" in site.text("matrix.html")
    assert "wharfinger" not in site.text("plain.html").replace("wharfinger.sphinxext", "")


def test_books_have_the_style_but_no_script(site: Any) -> None:
    site.build("epub")
    assert "wharfinger.css" in site.text("matrix.xhtml", "epub")
    assert "wharfinger.js" not in site.text("matrix.xhtml", "epub")


def test_the_script_is_small() -> None:
    import wharfinger.sphinxext.assets as assets

    assert (assets.STATIC / "wharfinger.js").stat().st_size <= 5 * 1024


def test_the_contents_name_groups_and_methods(site: Any) -> None:
    app = site.build("dummy")
    assert "demo.backends" in app.env.tocs["drivers"].astext()
    assert "get_leader" in app.env.tocs["interface"].astext()


def test_the_index_has_every_kind(site: Any) -> None:
    site.build()
    index = site.text("genindex.html")
    for entry in (
        "demo.backends (driver group)",
        "kazoo (driver in demo.backends)",
        "Leader election (feature of demo.backends)",
        "get_leader",
        "DRV001 (check)",
    ):
        assert entry.partition(" (")[0] in index


def test_text_of_drivers_is_never_markup(empty_site: Any) -> None:
    world = empty_site.world
    secret = ".. include:: /etc/hostname\n\n`x`_ |y| <script>alert(1)</script>"
    world["groups"]["demo.backends"]["interface"]["text"] = secret
    world["groups"]["demo.backends"]["features"]["locks"]["title"] = "*a*; <b>`"
    empty_site.world = world
    empty_site.page(
        "index", ".. driver-interface:: demo.backends\n\n.. driver-matrix:: demo.backends"
    )
    empty_site.build()
    assert not empty_site.warnings
    html = empty_site.text("index.html")
    assert ".. include:: /etc/hostname" in html
    assert "<script>alert" not in html
    assert "*a*; &lt;b&gt;`" in html
