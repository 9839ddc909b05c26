# SPDX-License-Identifier: Apache-2.0
"""The templates that come along agree with their genres, and a project's own win."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

import pytest

from wharfinger.contract.specs import sections
from wharfinger.errors import UsageError
from wharfinger.model import Section, SectionRule
from wharfinger.sources.specs import templates
from wharfinger.sources.specs.genres.shipped import SHIPPED, shipped
from wharfinger.sources.specs.outline import outline

FIELDS = {
    "rule": "=" * 13,
    "title": "A good driver",
    "status": "draft",
    "cycle": "2026.2",
    "created": "2026-02-03",
    "authors": "Ann Author",
    "tracker": "https://example.org/1",
}
TEXT = "Words about it."


def filled(name: str) -> str:
    text = templates.template(name).text
    return Template(text).substitute(FIELDS, template=f"{name} 1")


def written(name: str) -> str:
    """Return a template with a sentence below every heading."""
    lines = filled(name).split("\n")
    rules = [n for n, line in enumerate(lines) if n > 8 and line and set(line) <= {"=", "-"}]
    for place in reversed(rules):
        lines[place + 1 : place + 1] = ["", TEXT]
    return "\n".join(lines)


def shape(items: Iterable[Section | SectionRule]) -> list[object]:
    return [(item.title, shape(item.sections)) for item in items]


def faults(text: str, name: str, *, draft: bool) -> list[tuple[str, str]]:
    found = sections.faults("specs/a.rst", outline(text), shipped(name)[-1], draft=draft)
    return [(fault.code, fault.key) for fault in found]


@pytest.mark.parametrize("name", templates.NAMES)
class TestShipped:
    def test_has_the_sections_of_its_genre_in_their_order(self, name: str) -> None:
        assert shape(outline(filled(name)).sections) == shape(shipped(name)[-1].sections)

    def test_is_understood_by_docutils_and_by_the_line_checks(self, name: str) -> None:
        assert outline(filled(name)).faults == ()

    def test_tells_all_that_is_known_of_a_spec(self, name: str) -> None:
        found = outline(filled(name))
        assert found.title == "A good driver"
        assert [(field.name, field.value) for field in found.fields] == [
            *((key, FIELDS[key]) for key in ("status", "cycle", "created", "authors", "tracker")),
            ("template", f"{name} 1"),
        ]

    def test_is_clean_as_a_draft(self, name: str) -> None:
        assert faults(filled(name), name, draft=True) == []

    def test_guides_in_comments_which_are_no_text(self, name: str) -> None:
        found = outline(filled(name))
        assert all(not s.digest for top in found.sections for s in (top, *top.sections))

    def test_is_empty_for_a_reviewer_until_it_is_written(self, name: str) -> None:
        asked = {code for code, _ in faults(filled(name), name, draft=False)}
        assert asked == {"SPC106"}
        assert faults(written(name), name, draft=False) == []

    def test_needs_no_metadata_that_nobody_knows(self, name: str) -> None:
        assert shipped(name)[-1].metadata == ("status", "created", "template")


def test_shipped_files_are_those_that_are_named() -> None:
    folder = templates.data_folder()
    texts = {item.name for item in folder.iterdir() if item.name.endswith(".rst")}
    assert texts == {f"{name}.rst" for name in templates.NAMES}
    genres = {item.name for item in folder.joinpath("genres").iterdir()}
    assert genres == {f"{name}.yaml" for name in SHIPPED}


def test_a_version_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="the template 'driver' has version 1, not 7"):
        templates.template("driver", 7)
    with pytest.raises(UsageError, match="there is no template 'drive'; there are: architecture"):
        templates.template("drive")


class TestOwn:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        folder = tmp_path / "templates/specs"
        folder.mkdir(parents=True)
        (folder / "driver.rst").write_text("Ours of $title\n")
        (folder / "library.rst").write_text("$title\n")
        (folder / "README.rst").write_text("No template\n")
        return tmp_path

    def test_wins_by_name(self, tree: Path) -> None:
        assert templates.template("driver", tree=tree).text == "Ours of $title\n"
        assert templates.template("policy", tree=tree).text == templates.shipped_text("policy")
        assert templates.template("library", tree=tree).version == 1

    def test_is_named_to_who_asks_for_another(self, tree: Path) -> None:
        assert templates.own_names(tree) == ("driver", "library")
        with pytest.raises(UsageError, match="interface-change, library, policy"):
            templates.template("../x", tree=tree)

    def test_is_not_read_outside_of_the_tree(self, tree: Path, tmp_path: Path) -> None:
        outside = tmp_path.parent / f"{tmp_path.name}-outside.rst"
        outside.write_text("secret")
        (tree / "templates/specs/linked.rst").symlink_to(outside)
        with pytest.raises(UsageError, match="cannot be read: it leads out of its folder"):
            templates.template("linked", tree=tree)
