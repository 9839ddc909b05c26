# SPDX-License-Identifier: Apache-2.0
"""Specs on pages, on a real source tree in a real repository, with no fakes."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SPEC = """\
..
  Some licence.

{line}
{title}
{line}

:status: {status}
:cycle: 2.0
:authors: Ada
{more}

It is to be.

Problem
=======

There is one.
"""
FILES = {
    "setup.cfg": """\
[metadata]
name = harbour
version = 1.0

[options.entry_points]
harbour.cranes =
    big = harbour.big:Crane
    small = harbour.small:Crane
""",
    "driver-policy.yaml": """\
project: harbour
groups:
  harbour.cranes: {title: Cranes, interface: "harbour.api:Lifter"}
""",
    "harbour/__init__.py": "",
    "harbour/api.py": '''\
"""What a crane must do."""
import abc


class Lifter(abc.ABC):
    """A crane."""

    @abc.abstractmethod
    def lift_load(self, load):
        """Lift."""
''',
    "harbour/big.py": "from harbour import api\n\n\nclass Crane(api.Lifter):\n"
    "    def lift_load(self, load):\n        return load\n",
    "harbour/small.py": "from harbour import api\n\n\nclass Crane(api.Lifter):\n"
    "    def lift_load(self, load):\n        return load\n",
    "releasenotes/notes/big-crane-0123456789abcdef.yaml": "---\nfeatures:\n"
    "  - |\n    The ``big`` driver lifts more.\n",
    "releasenotes/notes/other-0123456789abcde0.yaml": "---\nfixes:\n  - |\n    A big change.\n",
    "doc/conf.py": """\
project = "harbour"
author = epub_copyright = "Nobody"
version = release = "1.0"
extensions = ["wharfinger.sphinxext"]
nitpicky = True
man_pages = [("index", "harbour", "Harbour", "Nobody", 1)]
""",
    "doc/index.rst": """\
Harbour
=======

:spec:`big-crane`, :spec:`a name <lift>`, :driver:spec:`old`.

.. toctree::
   :glob:

   list
   api
   all
   specs/**
""",
    "doc/list.rst": "List\n====\n\n.. driver-list:: harbour.cranes\n",
    "doc/api.rst": "API\n===\n\n.. driver-interface:: harbour.cranes\n",
    "doc/all.rst": "All specs\n=========\n\n.. wharfinger-view:: spec-index\n",
}


def spec(title: str, status: str, *fields: str) -> str:
    line = "=" * len(title)
    return SPEC.format(line=line, title=title, status=status, more="\n".join(fields))


SPECS = {
    "specs/big-crane.rst": spec("A big crane", "implemented", ":adds-driver: harbour.cranes:big"),
    "specs/lift.rst": spec(
        "Lift loads",
        "accepted",
        ":changes-interface: harbour.cranes:lift_load",
        ":requires: big-crane",
    ),
    "specs/old.rst": spec("An old way", "superseded", ":superseded-by: lift"),
    "specs/redirects": "was.rst older.rst\nolder.rst big-crane.rst\n",
}


class Harbour:
    """A project with specs, its builds, and what they said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.output = folder / "tree", folder / "out"
        self.warnings, self.read = "", list[str]()
        self.write({**FILES, **SPECS})
        os.symlink("../specs", self.folder / "doc/specs")
        self.git("init", "-q", "-b", "main")

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def git(self, *arguments: str, day: int = 1) -> None:
        date = f"2026-01-{day:02}T12:00:00+0000"
        env = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        person = ("-c", "user.name=A Tester", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", self.folder, *person, *arguments], check=True, env=env)

    def commit(self, day: int) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Change", day=day)

    def without_pages(self) -> None:
        self.folder.joinpath("doc/specs").unlink()
        self.write({"doc/index.rst": FILES["doc/index.rst"].replace("   specs/**\n", "")})

    def build(self, builder: str = "html", jobs: int = 1, **conf: Any) -> Sphinx:
        said, source = io.StringIO(), self.folder / "doc"
        conf = {"html_theme": "basic", "wharfinger_cache": False, **conf}
        self.read = []
        with patch_docutils(source), docutils_namespace():
            out, trees = self.output / builder, self.output / "doctrees"
            app = Sphinx(
                source, source, out, trees, builder, conf, status=None, warning=said, parallel=jobs
            )
            app.connect("env-before-read-docs", lambda _, __, names: self.read.extend(names))
            app.build()
        self.warnings = COLOUR.sub("", said.getvalue())
        return app

    def text(self, name: str, builder: str = "html") -> str:
        return (self.output / builder / name).read_text(encoding="utf-8")


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Harbour:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return Harbour(tmp_path)


@pytest.fixture
def built(harbour: Harbour) -> Harbour:
    harbour.commit(1)
    harbour.build()
    return harbour


def test_roles_lead_to_the_pages_of_specs(built: Harbour) -> None:
    assert not built.warnings
    page = built.text("index.html")
    assert re.search(r'href="specs/big-crane.html"[^>]*><span class="xref">A big crane<', page)
    assert re.search(r'href="specs/lift.html"[^>]*><span[^>]*>a name<', page)
    assert re.search(
        r'title="superseded by Lift loads"[^>]*><span class="[^"]*wharfinger-past', page
    )


def test_the_page_of_a_spec_says_what_came_of_it(built: Harbour) -> None:
    page = built.text("specs/big-crane.html")
    assert '<span class="wharfinger-word wharfinger-implemented">implemented</span>' in page
    assert '<span class="wharfinger-word wharfinger-delivered">delivered</span>' in page
    assert 'href="../list.html#driver-name-harbour.cranes-big"' in page
    assert re.search(r"Required by.*Lift loads", page, re.DOTALL)
    assert "Superseded by" in built.text("specs/old.html")
    assert 'href="../api.html#' in built.text("specs/lift.html")


def test_the_box_stands_below_the_fields_and_changes_nothing_else(built: Harbour) -> None:
    page = built.text("specs/big-crane.html")
    places = [page.index(text) for text in (">Ada<", "wharfinger-spec", "It is to be.", "Problem")]
    assert places == sorted(places)


@pytest.mark.parametrize("builder", ["text", "man", "latex", "epub", "dirhtml"])
def test_every_builder_shows_it(harbour: Harbour, builder: str) -> None:
    harbour.build(builder)
    assert not harbour.warnings
    name = {
        "text": "specs/lift.txt",
        "man": "harbour.1",
        "latex": "harbour.tex",
        "epub": "specs/lift.xhtml",
        "dirhtml": "specs/lift/index.html",
    }[builder]
    text = harbour.text(name, builder)
    assert "accepted" in text
    assert "Claims" in text
    assert (harbour.output / builder / "specs.json").exists() == (builder == "dirhtml")


def test_drivers_and_methods_lead_back(built: Harbour) -> None:
    page = built.text("list.html")
    assert "<summary>Specs and release notes (1)</summary>" in page
    assert re.search(r'Specs: <a[^>]* href="specs/big-crane.html"', page)
    assert "elease notes: " in page
    assert "big-crane" in page
    assert "other" not in page.split("wharfinger-backlinks")[1]
    page = built.text("api.html")
    assert re.search(r'Specs.*href="specs/lift.html"', page, re.DOTALL)


def test_a_new_claim_changes_the_pages_that_it_names_and_no_other(built: Harbour) -> None:
    text = spec("Small", "accepted", ":adds-driver: harbour.cranes:small")
    built.write({"specs/small.rst": text})
    built.build()
    assert sorted(built.read) == ["all", "index", "list", "specs/small"]
    built.build()
    assert built.read == []


def test_a_note_that_appears_changes_the_pages_that_it_names(built: Harbour) -> None:
    note = "---\nfixes:\n  - |\n    ``Lifter.lift_load`` is quicker.\n"
    built.write({"releasenotes/notes/quick-0123456789abcde1.yaml": note})
    built.build()
    assert built.read == ["api"]
    assert "quick" in built.text("api.html")


def test_a_title_that_changes_is_seen_wherever_it_is_shown(built: Harbour) -> None:
    text = built.folder.joinpath("specs/big-crane.rst").read_text("utf-8")
    built.write({"specs/big-crane.rst": text.replace("A big crane", "A new crane")})
    built.build()
    assert sorted(built.read) == ["all", "index", "list", "specs/big-crane"]
    assert "A new crane" in built.text("index.html")


def test_an_old_way_that_comes_back_changes_the_page_of_what_it_requires(built: Harbour) -> None:
    text = built.folder.joinpath("specs/lift.rst").read_text("utf-8")
    built.write({"specs/lift.rst": text.replace(":requires: big-crane\n", "")})
    built.build()
    assert "specs/big-crane" in built.read


def test_an_unknown_spec_is_told_with_names_like_it(harbour: Harbour) -> None:
    harbour.write({"doc/list.rst": "List\n====\n\n:spec:`big-crain` :spec:`lift.rst`\n"})
    harbour.build()
    (line,) = harbour.warnings.splitlines()
    assert "there is no spec 'big-crain'; did you mean 'big-crane'?" in line
    assert "[wharfinger.ref]" in line


def test_without_a_page_a_role_leads_to_the_row_of_the_index(harbour: Harbour) -> None:
    harbour.without_pages()
    harbour.build(suppress_warnings=["toc"])
    assert not harbour.warnings
    assert 'href="all.html#driver-spec-big-crane"' in harbour.text("index.html")


def test_with_neither_page_nor_row_the_text_stays(harbour: Harbour) -> None:
    harbour.without_pages()
    harbour.write({"doc/all.rst": "All\n===\n"})
    harbour.build(suppress_warnings=["toc"])
    assert harbour.warnings.count("no page describes a spec") == 3
    assert "A big crane" in harbour.text("index.html")


def test_a_slug_that_two_specs_have_is_told(harbour: Harbour) -> None:
    for cycle in ("1.0", "3.0"):
        harbour.write({f"specs/{cycle}/hoist.rst": spec("Hoist", "accepted")})
    harbour.write({"doc/list.rst": "List\n====\n\n:spec:`1.0/hoist` :spec:`hoist`\n"})
    harbour.build()
    (line,) = harbour.warnings.splitlines()
    assert "2 specs have the name 'hoist'" in line
    assert 'href="specs/1.0/hoist.html"' in harbour.text("list.html")


def test_a_role_of_the_project_is_left_alone(harbour: Harbour) -> None:
    harbour.write(
        {
            "doc/conf.py": FILES["doc/conf.py"]
            + "from docutils import nodes\n\n\ndef setup(app):\n"
            + "    app.add_role('spec', lambda *a: ([nodes.emphasis('', 'mine')], []))\n"
        }
    )
    harbour.build()
    assert "[wharfinger.role]" in harbour.warnings
    assert "<em>mine</em>" in harbour.text("index.html")


def test_two_processes_give_the_same(built: Harbour) -> None:
    before = {path: path.read_bytes() for path in built.output.glob("html/**/*.html")}
    built.output.joinpath("doctrees").rename(built.output / "old")
    built.build(jobs=2)
    assert not built.warnings
    assert before == {path: path.read_bytes() for path in before}


def test_the_index_is_what_the_command_answers(built: Harbour) -> None:
    data = json.loads(built.text("specs.json"))
    assert data["schema"] == "wharfinger/spec-index/1"
    assert [item["slug"] for item in data["specs"]] == ["big-crane", "lift", "old"]
    assert data["specs"][0]["delivery"]["verdict"] == "delivered"


def test_the_feed_is_dated_by_the_change_of_status(built: Harbour) -> None:
    text = built.folder.joinpath("specs/lift.rst").read_text("utf-8")
    built.write({"specs/lift.rst": text.replace("accepted", "implemented")})
    built.commit(5)
    for path in sorted(built.folder.glob("specs/*.rst")):
        path.write_text(path.read_text("utf-8").replace("licence", "license"), encoding="utf-8")
    built.commit(9)
    built.build()
    feed = feedparser.parse(built.text("specs.atom"))
    assert not feed.bozo
    assert [(item.title, item.updated) for item in feed.entries] == [
        ("Lift loads", "2026-01-05T12:00:00Z"),
        ("A big crane", "2026-01-01T12:00:00Z"),
        ("An old way", "2026-01-01T12:00:00Z"),
    ]
    assert feed.entries[0].link == "specs/lift.html"
    assert feed.entries[0].id.startswith("urn:uuid:")


@pytest.mark.parametrize("address", ["https://example.org/docs", "https://example.org/docs/"])
def test_with_an_address_links_are_absolute(harbour: Harbour, address: str) -> None:
    harbour.commit(1)
    harbour.build("dirhtml", html_baseurl=address, wharfinger_spec_feed=1)
    feed = feedparser.parse(harbour.text("specs.atom", "dirhtml"))
    assert feed.feed.id == "https://example.org/docs/specs.atom"
    assert [item.link for item in feed.entries] == ["https://example.org/docs/specs/big-crane/"]
    assert feed.feed.link == "https://example.org/docs/all/"


def test_without_an_author_the_project_is_it(harbour: Harbour) -> None:
    harbour.commit(1)
    harbour.build(author="Author name not set")
    assert feedparser.parse(harbour.text("specs.atom")).feed.author == "harbour"


def test_files_of_the_project_stay(harbour: Harbour) -> None:
    harbour.commit(1)
    harbour.write({"doc/extra/specs.json": "{}", "doc/extra/specs.atom": "<feed/>"})
    harbour.build(html_extra_path=["extra"])
    assert harbour.text("specs.json") == "{}"
    assert harbour.text("specs.atom") == "<feed/>"
    assert "specs.json is left out" in harbour.warnings


def test_the_head_of_the_index_names_the_feed(built: Harbour) -> None:
    link = (
        '<link rel="alternate" type="application/atom+xml" title="harbour: specs" href="specs.atom"'
    )
    assert link in built.text("all.html")
    assert "application/atom+xml" not in built.text("list.html")


@pytest.mark.parametrize("conf", [{"wharfinger_specs": False}, {"wharfinger_spec_feed": 0}])
def test_it_can_be_turned_off(harbour: Harbour, conf: dict[str, Any]) -> None:
    harbour.commit(1)
    harbour.build(**conf)
    assert not (harbour.output / "html/specs.atom").exists()
    assert "application/atom+xml" not in harbour.text("all.html")


def test_outside_git_there_is_no_feed(harbour: Harbour) -> None:
    harbour.folder.joinpath(".git").rename(harbour.folder / "no-git")
    harbour.build()
    assert not harbour.warnings
    assert not (harbour.output / "html/specs.atom").exists()


@pytest.mark.parametrize(
    ("builder", "name", "goal"),
    [
        ("html", "specs/was.html", "big-crane.html"),
        ("dirhtml", "specs/was/index.html", "../big-crane/"),
    ],
)
def test_redirects_lead_to_where_they_end(
    harbour: Harbour, builder: str, name: str, goal: str
) -> None:
    harbour.build(builder)
    page = harbour.text(name, builder)
    assert f'content="0; url={goal}"' in page
    assert f'<link rel="canonical" href="{goal}">' in page
    assert f'<a href="{goal}">A big crane</a>' in page
    harbour.build(builder)
    assert not harbour.warnings


def test_redirects_that_cannot_be_are_told(harbour: Harbour) -> None:
    lines = (
        "a.rst b.rst",
        "b.rst a.rst",
        "lift.rst big-crane.rst",
        "gone.rst nowhere.rst",
        "../../../../out.rst big-crane.rst",
        'x.rst" big-crane.rst',
        f"{'n' * 300}.rst big-crane.rst",
        "lift.html/below.rst big-crane.rst",
    )
    harbour.write({"specs/redirects": "\n".join(lines) + "\n"})
    harbour.build()
    told = harbour.warnings
    assert told.count("it leads round to itself") == 2
    assert "no page shows specs/nowhere.rst" in told
    assert told.count("its page cannot be written") == 2
    assert "Lift loads" in harbour.text("specs/lift.html")
    assert not list(harbour.output.parent.glob("out*.html"))


@pytest.mark.skipif(sys.platform == "win32", reason="links are for others")
def test_no_redirect_takes_the_place_of_another_file(harbour: Harbour) -> None:
    target = harbour.output / "html/specs/was.html"
    target.parent.mkdir(parents=True)
    target.write_text("mine", encoding="utf-8")
    harbour.build()
    assert "there is a page in its place already" in harbour.warnings
    assert target.read_text("utf-8") == "mine"
