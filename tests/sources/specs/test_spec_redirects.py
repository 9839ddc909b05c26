# SPDX-License-Identifier: Apache-2.0
"""Files that say where the pages of specs have moved, in the forms that are in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import Location, Redirect, SpecsPolicy
from wharfinger.sources.specs import places, redirects

_POLICY = SpecsPolicy()


def _read(tree: Path, policy: SpecsPolicy = _POLICY) -> tuple[Redirect, ...]:
    found = places.find(tree, policy)
    return redirects.read(tree, found.folder, found.redirects, policy)


def _write(tree: Path, path: str, text: str) -> Path:
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a project with a folder of specs."""
    return _write(tmp_path, "specs/kilo/implemented/x.rst", "x\n=\n")


def test_our_own_form_is_relative_to_the_folder(tree: Path) -> None:
    _write(tree, "specs/redirects", "# moved\n\nkilo/x.rst kilo/implemented/x.rst\r\n")
    old, new = "specs/kilo/x.rst", "specs/kilo/implemented/x.rst"
    assert _read(tree) == (Redirect(old, new, Location("specs/redirects", 3)),)


def test_further_down_the_new_path_is_seen_from_the_old_page(tree: Path) -> None:
    text = "approved/x.rst ../implemented/x.rst\nimplemented/y.rst y.rst"
    _write(tree, "specs/kilo/redirects", text)
    found = [(item.old, item.new) for item in _read(tree)]
    assert found == [
        ("specs/kilo/approved/x.rst", "specs/kilo/implemented/x.rst"),
        # What the plug-in makes of this leads to itself, as in sahara-specs.
        ("specs/kilo/implemented/y.rst", "specs/kilo/implemented/y.rst"),
    ]


def test_a_document_may_link_or_mirror_them(tree: Path) -> None:
    _write(tree, "specs/kilo/redirects", "approved/x.rst ../implemented/x.rst")
    _write(tree, "doc/source/specs/juno/redirects", "approved/y.rst ../implemented/y.rst")
    (tree / "doc/source/specs/kilo").mkdir()
    (tree / "doc/source/specs/kilo/redirects").symlink_to("../../../../specs/kilo/redirects")
    found = _read(tree, SpecsPolicy(redirects=("doc/source/specs/*/redirects",)))
    assert [(item.old, item.new, str(item.location)) for item in found] == [
        (
            "specs/juno/approved/y.rst",
            "specs/juno/implemented/y.rst",
            "doc/source/specs/juno/redirects:1",
        ),
        (
            "specs/kilo/approved/x.rst",
            "specs/kilo/implemented/x.rst",
            "doc/source/specs/kilo/redirects:1",
        ),
    ]


def test_tests_of_redirects_are_read(tree: Path) -> None:
    text = """\
# comment
/openstack/x-specs/specs/kilo/a.html 301 /openstack/x-specs/specs/kilo/b.html#c
/openstack/x-specs/specs/kilo/ 301 https://elsewhere/
/openstack/x-specs/specs/kilo/gone.html 410
/openstack/x-specs/specs/kilo/bad.html 301
/about.html 302 /openstack/x-specs/specs/
"""
    _write(tree, "doc/test/redirect-tests.txt", text)
    assert [(item.old, item.new, item.location.line) for item in _read(tree)] == [
        ("specs/kilo/a.rst", "specs/kilo/b.rst", 2),
        ("specs/kilo/index.rst", "https://elsewhere/", 3),
        ("specs/kilo/bad.rst", "", 5),
        ("/about.html", "specs/index.rst", 6),
    ]


def test_lines_and_files_that_are_not_understood(tree: Path) -> None:
    _write(tree, "specs/redirects", "one\na b c\n")
    (tree / "specs/kilo/redirects").write_bytes(b"\xff\xfe")
    assert _read(tree) == (
        Redirect("", "", Location("specs/kilo/redirects")),
        Redirect("one", "", Location("specs/redirects", 1)),
        Redirect("a b c", "", Location("specs/redirects", 2)),
    )


def test_a_pattern_leads_neither_out_nor_round(tree: Path, tmp_path: Path) -> None:
    (tree / "specs" / "self").symlink_to(".")
    (tree / "out").symlink_to("/")
    _write(tree, "specs/redirects", "a.rst b.rst")
    policy = SpecsPolicy(redirects=("**/redirects", "out/etc/hostname"))
    found = _read(tree, policy)
    assert {item.old for item in found if item.new} == {"specs/a.rst"}


@given(st.text(max_size=200))
def test_any_text_is_read(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    tree = tmp_path_factory.mktemp("t")
    _write(tree, "specs/kilo/redirects", text.replace("\udcff", "")) if text.isprintable() else (
        _write(tree, "specs/redirects", text.encode("utf-8", "replace").decode())
    )
    for item in _read(tree):
        assert item.location.path.startswith("specs/")
        assert item.old or not item.new
