# SPDX-License-Identifier: Apache-2.0
"""New specs: their names, places and texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docutils.utils import column_width as docutils_width
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.contract.specs.series import age
from wharfinger.errors import UsageError
from wharfinger.model import SkippedSpec, Spec, SpecFiles, SpecsPolicy, SpecStatus
from wharfinger.sources.specs import templates
from wharfinger.sources.specs.adornment import column_width
from wharfinger.sources.specs.outline import outline
from wharfinger.sources.specs.rewriting import change, create
from wharfinger.sources.specs.starting import Wish, draft, slug_of
from wharfinger.sources.specs.starting.placing import Wanted, place

DAY = date(2026, 5, 1)
NOWHERE = SpecFiles()


def at(path: str, cycle: str = "", status: str = "", project: str = "", number: str = "") -> Spec:
    return Spec(
        path,
        path.rpartition("/")[2].removesuffix(".rst"),
        cycle=cycle,
        project=project,
        number=number,
        status=SpecStatus(status) if status else None,
        status_basis="folder" if status else "",
    )


def there(*specs: Spec) -> SpecFiles:
    return SpecFiles("specs", specs)


@given(st.text())
def test_widths_are_those_of_docutils(text):
    assert column_width(text) == docutils_width(text)


class TestSlugs:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("A new Driver: etcd3!", "a-new-driver-etcd3"),
            ("Größe naïve", "grosse-naive"),
            ("Don't panic", "dont-panic"),
            ("設計 of a store", "of-a-store"),
        ],
    )
    def test_letters_and_digits(self, title, slug):
        assert slug_of(title) == slug

    @pytest.mark.parametrize("title", ["設計の提案", "----", "…"])
    def test_none_to_be_had(self, title):
        with pytest.raises(UsageError, match="say --slug"):
            slug_of(title)

    def test_long_ones_end_with_a_word(self):
        assert slug_of("word " * 60) == "-".join(["word"] * 20)

    @pytest.mark.parametrize("slug", ["../a", "a/b", "a\\b", ".a", "a..b", "-a", "é", "a b", "a\0"])
    def test_those_that_are_no_names_of_files(self, slug, tmp_path):
        with pytest.raises(UsageError, match="slug"):
            draft(tmp_path, Wish("driver", "A", slug=slug), NOWHERE, SpecsPolicy(), DAY)

    @pytest.mark.parametrize("slug", ["index", "README", "my-template", "template", "juno_idx"])
    def test_those_that_no_spec_has(self, slug, tmp_path):
        with pytest.raises(UsageError, match="not taken for a spec"):
            draft(tmp_path, Wish("driver", "A", slug=slug), NOWHERE, SpecsPolicy(), DAY)


class TestPlaces:
    @pytest.mark.parametrize(
        ("specs", "cycle", "found"),
        [
            ([], "", "specs/new.rst"),
            ([at("specs/a.rst")], "", "specs/new.rst"),
            ([at("specs/zed/a.rst", "zed")], "zed", "specs/zed/new.rst"),
            ([at("specs/zed/a.rst", "zed")], "2026.1", "specs/2026.1/new.rst"),
            (
                [
                    at("specs/9.1/approved/a.rst", "9.1", "accepted"),
                    at("specs/9.1/implemented/b.rst", "9.1", "implemented"),
                    at("specs/9.1/implemented/c.rst", "9.1", "implemented"),
                ],
                "10.0",
                "specs/10.0/approved/new.rst",
            ),
            ([at("specs/api/zed/a.rst", "zed", project="api")], "", "specs/api/zed/new.rst"),
            ([at("specs/0007-a.rst", number="0007")], "", "specs/0008-new.rst"),
            ([at("specs/done/a.rst", "1.0", "implemented")], "1.0", "specs/new.rst"),
        ],
    )
    def test_beside_those_there_are(self, specs, cycle, found):
        assert place(Wanted("new", cycle), there(*specs), SpecsPolicy()) == found

    def test_as_the_policy_says(self):
        layouts = ("{cycle}/{status}/{slug}.rst", "{status}/{number}-{slug}.rst")
        policy = SpecsPolicy("docs/specs", layouts, {"approved": "accepted"})
        assert place(Wanted("new", "9.1"), NOWHERE, policy) == "docs/specs/9.1/approved/new.rst"
        assert place(Wanted("new"), NOWHERE, policy) == "docs/specs/approved/0001-new.rst"

    def test_what_a_layout_lacks(self):
        policy = SpecsPolicy(layouts=("{project}/{cycle}/{slug}.rst",))
        with pytest.raises(UsageError, match="--project and --cycle"):
            place(Wanted("new"), NOWHERE, policy)

    def test_an_unknown_project(self):
        specs = there(at("specs/a/1.0/x.rst", "1.0", project="a"))
        with pytest.raises(UsageError, match="there are: a"):
            place(Wanted("new", project="b"), specs, SpecsPolicy())

    def test_names_of_cycles_come_before_numbers(self):
        cycles = ["juno", "zed", "9.1", "10.0", "2023.1", "2023.2"]
        assert sorted({*cycles}, key=age) == cycles


class TestTexts:
    @pytest.mark.parametrize("name", templates.NAMES)
    def test_each_template_is_filled_in(self, name, tmp_path):
        wish = Wish(name, "A title", author="A <a@example.org>", cycle="2026.1")
        found = draft(tmp_path, wish, NOWHERE, SpecsPolicy(), DAY)
        read = outline(found.text)
        fields = {field.name: field.value for field in read.fields}
        assert read.title == "A title"
        assert not read.faults
        assert "$" not in found.text
        assert fields["created"] == "2026-05-01"
        assert fields["cycle"] == "2026.1"
        assert fields["authors"] == "A <a@example.org>"
        assert fields["template"].split()[0] == name
        assert "tracker" not in fields

    def test_an_address_that_makes_the_line_too_long_is_left_out(self, tmp_path):
        author = f"A Person <{'a' * 70}@example.org>"
        made = draft(tmp_path, Wish("driver", "T", author=author), NOWHERE, SpecsPolicy(), DAY)
        assert ":authors: A Person\n" in made.text
        policy = SpecsPolicy(line_length=0)
        made = draft(tmp_path, Wish("driver", "T", author=author), NOWHERE, policy, DAY)
        assert author in made.text

    @pytest.mark.parametrize("title", ["設計の提案", "A `b` of *c_ |d", "1. First", "$title", "é"])
    def test_titles_in_any_script(self, title, tmp_path):
        wish = Wish("policy", title, slug="it")
        read = outline(draft(tmp_path, wish, NOWHERE, SpecsPolicy(), DAY).text)
        assert read.title == title
        assert not read.faults

    @settings(deadline=None, max_examples=40)
    @given(st.text(min_size=1, max_size=20))
    def test_any_title_gives_a_clean_text_or_an_error(self, title):
        try:
            wish = Wish("policy", title, "it")
            found = draft(Path("/nowhere"), wish, NOWHERE, SpecsPolicy(), DAY)
        except UsageError:
            return
        read = outline(found.text, 0)
        assert read.title
        assert not read.faults

    @pytest.mark.parametrize(
        ("title", "why"), [(" ", "empty"), ("a\nb", "line break"), ("a\x1b", "control")]
    )
    def test_titles_that_are_none(self, title, why, tmp_path):
        with pytest.raises(UsageError, match=why):
            draft(tmp_path, Wish("driver", title), NOWHERE, SpecsPolicy(), DAY)

    def test_the_folder_says_the_status(self, tmp_path):
        specs = there(at("specs/9.1/approved/a.rst", "9.1", "accepted"))
        found = draft(tmp_path, Wish("driver", "New"), specs, SpecsPolicy(), DAY)
        assert found.path == "specs/9.1/approved/new.rst"
        assert ":status: accepted\n:cycle: 9.1\n" in found.text

    def test_an_unknown_template(self, tmp_path):
        with pytest.raises(UsageError, match="did you mean 'driver'"):
            draft(tmp_path, Wish("drivr", "A"), NOWHERE, SpecsPolicy(), DAY)


class TestOwnTemplates:
    EXAMPLE = (
        "..\n Licence.\n\n=======\nExample\n=======\n\n:Author: you\n\n"
        "https://blueprints.launchpad.net/demo/+spec/example\n\nProblem\n=======\n\nText\n"
    )

    def made(self, tmp_path: Path, name: str, **wishes: str) -> str:
        path = f"specs/{name}.rst"
        (tmp_path / "specs").mkdir()
        (tmp_path / path).write_text(self.EXAMPLE, encoding="utf-8")
        specs = SpecFiles("specs", (), (SkippedSpec(path, "a template"),))
        return draft(tmp_path, Wish(title="Store it", **wishes), specs, SpecsPolicy(), DAY).text

    def test_the_example_is_replaced(self, tmp_path):
        text = self.made(tmp_path, "lite-template", template="lite", author="Me")
        wanted = self.EXAMPLE.replace("=======\nExample\n=======", "========\nStore it\n========")
        assert text == wanted.replace("you", "Me").replace("/example", "/store-it")

    def test_the_tracker_is_put_in(self, tmp_path):
        text = self.made(tmp_path, "template", template="template", tracker="https://x.example/1")
        assert "\nhttps://x.example/1\n" in text

    def test_a_cycle_as_the_name_of_a_template(self, tmp_path):
        (tmp_path / "specs").mkdir()
        (tmp_path / "specs/2027.1-template.rst").write_text(self.EXAMPLE, encoding="utf-8")
        skipped = (SkippedSpec("specs/2027.1-template.rst", "a template"),)
        specs = SpecFiles("specs", (at("specs/2026.2/a.rst", "2026.2"),), skipped)
        found = draft(tmp_path, Wish("2027.1", "New"), specs, SpecsPolicy(), DAY)
        assert found.path == "specs/2027.1/new.rst"


class TestWriting:
    def test_what_is_there_is_never_changed(self, tmp_path):
        create(tmp_path, "specs/a/b.rst", "one")
        with pytest.raises(UsageError, match="is there already"):
            create(tmp_path, "specs/a/b.rst", "two")
        assert (tmp_path / "specs/a/b.rst").read_text() == "one"

    @pytest.mark.parametrize("link", ["specs", "specs/a", "specs/a/b.rst"])
    def test_nothing_is_written_through_links(self, link, tmp_path):
        outside, tree = tmp_path / "outside", tmp_path / "tree"
        (tree / link).parent.mkdir(parents=True)
        outside.mkdir()
        (tree / link).symlink_to(outside / "b.rst" if link.endswith("rst") else outside)
        with pytest.raises(UsageError):
            create(tree, "specs/a/b.rst", "text")
        with pytest.raises(UsageError):
            change(tree, "specs/a/b.rst", lambda _: "text")
        assert not list(outside.iterdir())

    def test_nothing_is_written_outside(self, tmp_path):
        with pytest.raises(UsageError, match="leads out"):
            create(tmp_path / "tree", "../b.rst", "text")

    def test_changes_keep_the_mode_and_the_mark(self, tmp_path):
        file = tmp_path / "a.rst"
        file.write_bytes(b"\xef\xbb\xbfone\r\n")
        file.chmod(0o640)
        assert change(tmp_path, "a.rst", lambda text: text.replace("\r", ""))
        assert file.read_bytes() == b"\xef\xbb\xbfone\n"
        assert file.stat().st_mode & 0o777 == 0o640
        assert not change(tmp_path, "a.rst", lambda text: text)
        assert [path.name for path in tmp_path.iterdir()] == ["a.rst"]

    def test_what_is_no_text_stays(self, tmp_path):
        (tmp_path / "a.rst").write_bytes(b"\xff")
        with pytest.raises(UsageError, match="UTF-8"):
            change(tmp_path, "a.rst", lambda _: "x")
