# SPDX-License-Identifier: Apache-2.0
"""How projects keep their notes: the configuration of reno, towncrier, or a changelog."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reno.config import Config

from wharfinger import testing
from wharfinger.model import Note, NotesPolicy, Policy, Request
from wharfinger.sources.notes import changelog, codes, read_notes, source
from wharfinger.sources.notes.settings import SECTIONS, Settings, section_of, settings

NOTE = "---\nfixes:\n  - |\n    Text\n"
NAME = "releasenotes/notes/one-0123456789abcdef.yaml"


def project(files: dict[str, str], folder: Path) -> Path:
    testing.project(files, folder)
    return folder


def found(files: dict[str, str], folder: Path, where: str = "") -> Settings:
    result = settings(project(files, folder), where)
    assert result is not None
    return result


class TestReno:
    @pytest.mark.parametrize(
        "config",
        [
            "",
            "---\n",
            "notesdir: news\n",
            "prelude_section_name: summary\n",
            "sections:\n  - [api, API changes]\n  - [api_more, More, 2]\n  - [fixes, Fixes]\n",
            "ignore_notes: [a.yaml, 0123456789abcdef]\n",
            "allow_subdirectories: true\n",
            "encoding: latin-1\n",
            "closed_branch_tag_re: '(.+)-eol'\n",
        ],
    )
    @pytest.mark.parametrize("name", ["reno.yaml", "releasenotes/config.yaml"])
    def test_it_is_read_as_reno_reads_it(self, name: str, config: str, tmp_path: Path) -> None:
        ours = found({name: config, NAME: NOTE}, tmp_path)
        theirs: Any = Config(str(tmp_path))
        assert ours.folder == theirs.notespath
        assert ours.sections == tuple(section.name for section in theirs.sections)
        assert ours.prelude == theirs.prelude_section_name
        assert ours.ignored == tuple(theirs.ignore_notes)
        assert ours.subfolders == theirs.allow_subdirectories
        assert ours.encoding == (theirs.options["encoding"] or "utf-8")
        assert not ours.faults

    def test_the_first_file_counts_alone(self, tmp_path: Path) -> None:
        files = {"reno.yaml": "notesdir: a\n", "releasenotes/config.yaml": "notesdir: b\n"}
        assert found(files, tmp_path).folder == Config(str(tmp_path)).notespath

    def test_subsections_belong_to_their_section(self, tmp_path: Path) -> None:
        config = "sections:\n  - [api, API, 1]\n  - [more, More, 2]\n"
        assert found({"reno.yaml": config}, tmp_path).kinds == {"more": "api"}

    @pytest.mark.parametrize(
        ("config", "key", "line"),
        [
            ("---\nnotes_dir: a\n", "notes_dir", 2),
            ("notesdir: [a]\n", "notesdir", 1),
            ("sections: [[a]]\n", "sections", 1),
            ("sections: [[a, b, 4]]\n", "sections", 1),
            ("closed_branch_tag_re: '.+-eol'\n", "closed_branch_tag_re", 1),
            ("release_tag_re: '('\n", "release_tag_re", 1),
            ("pre_release_tag_re: 'x'\n", "pre_release_tag_re", 1),
            ("encoding: klingon\n", "encoding", 1),
            ("- a\n", "file", 1),
            ("a: &a [*a]\n", "file", 1),
            ("a: 'x\n", "file", 2),
        ],
    )
    def test_faults(self, config: str, key: str, line: int, tmp_path: Path) -> None:
        result = found({"reno.yaml": config}, tmp_path)
        ((code, where, line_there),) = [(f.code, f.key, f.location.line) for f in result.faults]
        assert (code, where, line_there) == (codes.SETTINGS, key, line)
        assert result.folder.startswith("releasenotes/")

    @given(st.text(max_size=60))
    def test_nothing_is_raised(self, text: str) -> None:
        from wharfinger.sources.notes import reno_settings
        from wharfinger.sources.yaml_nodes import NodeError, compose

        try:
            document = reno_settings._Document("reno.yaml", compose(text))
            reno_settings._settings(document, document.options(), "n")
        except NodeError:
            pass

    def test_a_project_without_notes_has_none(self, tmp_path: Path) -> None:
        assert settings(project({"setup.cfg": ""}, tmp_path)) is None
        assert read_notes(tmp_path) == ()


class TestRenoFiles:
    def test_ignored_notes_are_left_out(self, tmp_path: Path) -> None:
        config = "ignore_notes: [0123456789abcdef]\n"
        assert read_notes(project({"reno.yaml": config, NAME: "nonsense"}, tmp_path)) == ()

    @pytest.mark.parametrize(
        ("name", "code"),
        [
            ("one.yaml", codes.NO_UID),
            ("one-0123456789abcde.yaml", codes.NO_UID),
            ("one-0123456789abcdef.yml", codes.FILE_NAME),
            ("more/one-0123456789abcdef.yaml", codes.SUBFOLDER),
        ],
    )
    def test_names(self, name: str, code: str, tmp_path: Path) -> None:
        (note,) = read_notes(project({f"releasenotes/notes/{name}": NOTE}, tmp_path))
        assert [fault.code for fault in note.faults] == [code]

    def test_two_notes_with_one_uid(self, tmp_path: Path) -> None:
        two = {NAME: NOTE, NAME.replace("one", "two"): NOTE}
        notes = read_notes(project(two, tmp_path))
        assert [fault.code for note in notes for fault in note.faults] == [codes.UID_COLLISION] * 2

    @pytest.mark.parametrize(
        "data", [b"\x00\x01", b"\xff\xfe\x00", b"fixes: \xe9", b"# x\n" * 100_000]
    )
    def test_what_cannot_be_read(self, data: bytes, tmp_path: Path) -> None:
        project({NAME: NOTE}, tmp_path)
        (tmp_path / NAME).write_bytes(data)
        (note,) = read_notes(tmp_path)
        assert [fault.code for fault in note.faults] == [codes.UNREADABLE]

    def test_a_link_that_leads_out(self, tmp_path: Path) -> None:
        tree = project({"releasenotes/notes/README": ""}, tmp_path / "tree")
        (tmp_path / "secret").write_text(NOTE)
        (tree / NAME).symlink_to(tmp_path / "secret")
        (note,) = read_notes(tree)
        assert [fault.code for fault in note.faults] == [codes.UNREADABLE]


class TestTowncrier:
    @pytest.mark.parametrize(
        ("files", "folder"),
        [
            ({"newsfragments/1.bugfix.rst": "x"}, "newsfragments"),
            ({"towncrier.toml": "[tool.towncrier]\n"}, "newsfragments"),
            ({"towncrier.toml": "[tool.towncrier]\ndirectory = 'a/b'\n"}, "a/b"),
            ({"pyproject.toml": "[tool.towncrier]\ndirectory = './news/'\n"}, "news"),
            (
                {"pyproject.toml": "[tool.towncrier]\npackage = 'demo'\npackage_dir = 'src'\n"},
                "src/demo/newsfragments",
            ),
            ({"towncrier.toml": "[tool.towncrier]\ndirectory = '../out'\n"}, "newsfragments"),
        ],
    )
    def test_where_fragments_are(self, files: dict[str, str], folder: str, tmp_path: Path) -> None:
        result = found(files, tmp_path)
        assert (result.tool, result.folder) == ("towncrier", folder)

    @pytest.mark.parametrize(
        "table",
        [
            '[[tool.towncrier.type]]\ndirectory = "Feat"\nname = "New"\n',
            "[tool.towncrier.fragment.feat]\n",
        ],
    )
    def test_own_kinds(self, table: str, tmp_path: Path) -> None:
        files = {"pyproject.toml": f"[tool.towncrier]\n{table}", "newsfragments/1.feat.md": "x"}
        (note,) = read_notes(project(files, tmp_path))
        assert note.sections[0][0] == "features"
        assert not note.faults

    @pytest.mark.parametrize(
        ("name", "text", "section", "fault"),
        [
            ("12.feature.rst", "New thing", "features", None),
            ("12.bugfix", "Mended", "fixes", None),
            ("12.bugfix.1.rst", "Mended", "fixes", None),
            ("+orphan.removal.rst", "Gone", "upgrade", None),
            ("12.misc", "", None, None),
            ("12.doc.md", "[a](http://b)", "other", None),
            ("12.feature.rst", "", None, codes.EMPTY_NOTE),
            ("12.feature.rst", "a ``b", "features", codes.INVALID_RST),
            ("12.wish.rst", "x", None, codes.UNKNOWN_SECTION),
            ("12.bugfix.rst", ".. wharfinger: draft; edit\n\nx", "fixes", codes.DRAFT),
        ],
    )
    def test_fragments(
        self, name: str, text: str, section: str | None, fault: str | None, tmp_path: Path
    ) -> None:
        files = {"towncrier.toml": "[tool.towncrier]\n"}
        project(files, tmp_path)
        (tmp_path / "newsfragments").mkdir()
        (tmp_path / "newsfragments" / name).write_text(text, encoding="utf-8")
        (note,) = read_notes(tmp_path)
        assert [name for name, _ in note.sections] == ([section] if section else [])
        assert [item.code for item in note.faults] == ([fault] if fault else [])

    def test_what_is_no_fragment(self, tmp_path: Path) -> None:
        names = ("README.rst", ".gitignore", "template.rst", "Makefile")
        files = {f"newsfragments/{name}": "x" for name in names}
        assert read_notes(project({**files, "towncrier.toml": "[tool.towncrier]"}, tmp_path)) == ()

    @pytest.mark.parametrize("text", ["[tool.towncrier\n", "[tool.towncrier]\na = 1\na = 2\n"])
    def test_a_broken_file(self, text: str, tmp_path: Path) -> None:
        assert [f.code for f in found({"towncrier.toml": text}, tmp_path).faults] == [
            codes.SETTINGS
        ]


KEEP = """\
# Changelog

All notable changes.

## [Unreleased]

### Added
- The tape driver.
  It is slow.

### Fixed
- A fault.

## [1.0.0] - 2020-01-01

### Removed
- Old things.
"""
RST = """\
=======
Changes
=======

2.0.0 (unreleased)
==================

Deprecations
------------

* The tape driver.

* Another::

    code

1.0.0
=====

* Old things.
"""


class TestChangelog:
    @pytest.mark.parametrize(
        ("text", "sections"),
        [
            (KEEP, {"features": ["- The tape driver.\n  It is slow."], "fixes": ["- A fault."]}),
            (RST, {"deprecations": ["* The tape driver.", "* Another::\n\n    code"]}),
            ("- One\n- Two\n", {"other": ["- One", "- Two"]}),
            ("", {}),
        ],
    )
    def test_the_top_is_read(self, text: str, sections: dict[str, list[str]]) -> None:
        note = changelog.parse("CHANGELOG.md", text)
        assert {name: [i.text for i in items] for name, items in note.sections} == sections

    def test_places(self) -> None:
        (item, *_) = changelog.parse("CHANGELOG.md", KEEP).items("features")
        assert (item.location.line, item.location.column) == (8, 1)

    @pytest.mark.parametrize(
        "name", ["CHANGELOG.md", "CHANGES.rst", "CHANGES", "NEWS.rst", "release-notes.md"]
    )
    def test_names(self, name: str, tmp_path: Path) -> None:
        result = found({name: RST}, tmp_path)
        assert (result.tool, result.folder) == ("changelog", name)

    def test_the_policy_names_the_file(self, tmp_path: Path) -> None:
        files = {"CHANGES": "", "doc/CHANGELOG.md": KEEP}
        assert found(files, tmp_path, "doc/CHANGELOG.md").folder == "doc/CHANGELOG.md"

    @given(st.text(alphabet="#-=*ab 1.\n", max_size=60))
    def test_nothing_is_raised(self, text: str) -> None:
        note = changelog.parse("CHANGES", text)
        assert all(item.text.strip() for _, items in note.sections for item in items)


class TestSource:
    def read(
        self, tree: Path, changed: tuple[str, ...] | None = None, folder: str = ""
    ) -> tuple[Note, ...]:
        policy = Policy(notes=NotesPolicy(folder=folder))
        request = Request(trees=(tree,), notes=changed)
        return source.read(request, {"policy": (policy,)}).items

    def test_without_a_patch_all_notes_are_read(self, tmp_path: Path) -> None:
        (note,) = self.read(project({NAME: NOTE}, tmp_path))
        assert note.sections
        assert not note.touched

    def test_with_a_patch_only_its_notes_are_read(self, tmp_path: Path) -> None:
        other = NAME.replace("one-0", "two-1")
        tree = project({NAME: NOTE, other: NOTE}, tmp_path)
        notes = self.read(tree, (other,))
        assert [(n.path, n.touched, bool(n.sections)) for n in notes] == [
            (NAME, False, False),
            (other, True, True),
        ]

    def test_the_folder_of_the_policy(self, tmp_path: Path) -> None:
        tree = project({"doc/notes/one-0123456789abcdef.yaml": NOTE}, tmp_path)
        assert len(self.read(tree, folder="doc/notes")) == 1

    def test_without_a_tree_there_are_none(self) -> None:
        assert source.read(Request(), {}).items == ()


@pytest.mark.parametrize(
    ("kind", "section"),
    [("Added", "features"), ("Bug fixes", "fixes"), ("BREAKING", "upgrade"), ("x", "other")],
)
def test_every_kind_has_a_section(kind: str, section: str) -> None:
    assert section_of(kind) == section
    assert section in SECTIONS
