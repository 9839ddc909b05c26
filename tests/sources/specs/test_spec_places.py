# SPDX-License-Identifier: Apache-2.0
"""Which files are specs, which are not and why, and what their paths say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.model import SpecsPolicy, SpecStatus
from wharfinger.sources.specs import places
from wharfinger.sources.specs.layouts import Standing, is_cycle, standing
from wharfinger.sources.specs.patterns import Patterns


def _tree(folder: Path, *paths: str) -> Path:
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x\n=\n", encoding="utf-8")
    return folder


def _skipped(found: places.Places) -> dict[str, str]:
    return {item.path: item.reason for item in found.skipped}


def test_specs_templates_indexes_and_others(tmp_path: Path) -> None:
    tree = _tree(
        tmp_path,
        "specs/template.rst",
        "specs/policy-template.rst",
        "specs/juno_idx.rst",
        "specs/README.rst",
        "specs/b/index.rst",
        "specs/b/policy-template.rst",
        "specs/b/2026.1-template.rst",
        "specs/b/node-template.rst",
        "specs/b/template-based.rst",
        "specs/b/a.png",
        "specs/b/.gitignore",
        "specs/b/export.sh",
        "specs/b/redirects",
        "specs/b/README",
        "specs/b/.tox/x.rst",
        "specs/submodule/.git",
        "specs/submodule/x.rst",
        "specs/templates/backlog-template.rst",
        "other/x.rst",
    )
    found = places.find(tree, SpecsPolicy())
    assert found.specs == ["specs/b/node-template.rst", "specs/b/template-based.rst"]
    assert found.redirects == ["specs/b/redirects"]
    assert _skipped(found) == {
        "specs/README.rst": "an index page",
        "specs/b/2026.1-template.rst": "a template",
        "specs/b/README": "an index page",
        "specs/b/export.sh": "no .rst file",
        "specs/b/index.rst": "an index page",
        "specs/b/policy-template.rst": "a template",
        "specs/juno_idx.rst": "an index page",
        "specs/policy-template.rst": "a template",
        "specs/submodule": "another repository",
        "specs/template.rst": "a template",
        "specs/templates/backlog-template.rst": "a template",
    }


def test_the_policy_names_the_folder_and_what_to_leave_out(tmp_path: Path) -> None:
    tree = _tree(tmp_path, "doc/specs/a/x.rst", "doc/specs/a/y.rst", "specs/z.rst")
    found = places.find(tree, SpecsPolicy(folder="doc/specs", ignored=("*/y.rst",)))
    assert found.specs == ["doc/specs/a/x.rst"]
    assert _skipped(found) == {"doc/specs/a/y.rst": "the policy ignores it"}


@pytest.mark.parametrize("make", [False, True])
def test_without_a_folder_there_is_nothing(tmp_path: Path, make: bool) -> None:
    if make:
        (tmp_path / "specs").write_text("", encoding="utf-8")
    assert places.find(tmp_path, SpecsPolicy()).folder == ""


def test_no_link_is_followed(tmp_path: Path) -> None:
    tree = _tree(tmp_path / "project", "specs/approved/x.rst", "outside.rst")
    _tree(tmp_path, "beyond/secret.rst")
    specs = tree / "specs"
    (specs / "1.0").mkdir()
    (specs / "1.0" / "x.rst").symlink_to("../approved/x.rst")
    (specs / "1.0" / "gone.rst").symlink_to("../approved/gone.rst")
    (specs / "1.0" / "round.rst").symlink_to("round.rst")
    (specs / "out.rst").symlink_to("../../beyond/secret.rst")
    (specs / "far.rst").symlink_to("/etc/passwd")
    (specs / "self").symlink_to(".")
    (specs / "top").symlink_to("..")
    found = places.find(tree, SpecsPolicy())
    assert found.specs == ["specs/approved/x.rst"]
    assert _skipped(found) == {
        "specs/1.0/gone.rst": "a link that leads nowhere",
        "specs/1.0/round.rst": "a link that leads nowhere",
        "specs/1.0/x.rst": "a link to specs/approved/x.rst",
        "specs/far.rst": "a link that leads out of the project",
        "specs/out.rst": "a link that leads out of the project",
        "specs/self": "a link to specs",
        "specs/top": "a link to .",
    }


def test_a_folder_that_leads_out_is_none(tmp_path: Path) -> None:
    _tree(tmp_path, "beyond/x.rst", "project/y")
    (tmp_path / "project" / "specs").symlink_to("../beyond")
    assert places.find(tmp_path / "project", SpecsPolicy()).folder == ""


def test_names_that_are_no_utf_8_and_folders_too_deep(tmp_path: Path) -> None:
    deep = "specs/" + "/".join("d" * 20) + "/x.rst"
    tree = _tree(tmp_path, "specs/a.rst", deep)
    try:
        os.close(os.open(os.fsencode(tree) + b"/specs/\xff.rst", os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("the file system wants UTF-8")
    found = places.find(tree, SpecsPolicy())
    assert found.specs == ["specs/a.rst", "specs/\udcff.rst"]
    assert [item.reason for item in found.skipped] == ["it lies more than 16 folders deep"]


@pytest.mark.parametrize(
    ("below", "status", "cycle", "project", "number"),
    [
        ("kilo/approved/x.rst", "accepted", "kilo", "", ""),
        ("2026.2/implemented/x.rst", "implemented", "2026.2", "", ""),
        ("abandoned/x.rst", "withdrawn", "", "", ""),
        ("juno-implemented/x.rst", "implemented", "juno", "", ""),
        ("not-implemented/x.rst", "withdrawn", "", "", ""),
        ("retired/x.rst", "withdrawn", "", "", ""),
        ("backlog/x.rst", "draft", "", "", ""),
        ("backlog/approved/x.rst", "accepted", "", "", ""),
        ("backlog/pike/x.rst", "draft", "pike", "", ""),
        ("9.1/x.rst", "", "9.1", "", ""),
        ("keystone/2024.1/x.rst", "", "2024.1", "keystone", ""),
        ("keystone/backlog/x.rst", "draft", "", "keystone", ""),
        ("xena/approved/glance_store/x.rst", "accepted", "xena", "glance_store", ""),
        ("rocky/approved/glance/image-import/x.rst", "accepted", "rocky", "glance", ""),
        ("kilo/adopt-versionedobjects/x.rst", "", "kilo", "", ""),
        ("archive/kilo/x.rst", "", "kilo", "", ""),
        ("api/v2/x.rst", "", "", "", ""),
        ("untargeted/x.rst", "", "", "", ""),
        ("x.rst", "", "", "", ""),
        ("0012-x.rst", "", "", "", "0012"),
        ("6.0/100-nodes-support.rst", "", "6.0", "", ""),
        ("train-station/x.rst", "", "", "", ""),
    ],
)
def test_what_real_layouts_say(
    below: str, status: str, cycle: str, project: str, number: str
) -> None:
    found = standing(below, SpecsPolicy())
    assert (found.status or "", found.cycle) == (status, cycle)
    assert (found.project, found.number) == (project, number)
    assert found.slug == below.rpartition("/")[2].removesuffix(".rst")


def test_layouts_of_the_policy_come_first() -> None:
    policy = SpecsPolicy(
        layouts=("{status}/{project}/{number}-{slug}.rst", "{cycle}/{slug}.rst"),
        statuses={"Parked": "withdrawn"},
    )
    parked = standing("parked/kilo/12-x.rst", policy)
    assert parked == Standing("12-x", SpecStatus.WITHDRAWN, "", "kilo", "12")
    assert standing("any thing/x.rst", policy) == Standing("x", None, "any thing")
    # No word for a status: the layout does not fit, and the folders are looked at.
    assert standing("what/kilo/12-x.rst", policy) == Standing("12-x", None, "kilo", "what")


_PART = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=12)


@given(st.lists(_PART, min_size=1, max_size=6), st.booleans())
def test_any_path_says_something_or_nothing(parts: list[str], guided: bool) -> None:
    layouts = ("{cycle}/{status}/{slug}.rst", "{number}/{slug}.rst", "{slug}.rst")
    below = "/".join(parts) + ".rst"
    found = standing(below, SpecsPolicy(layouts=layouts if guided else ()))
    assert found.slug == parts[-1]
    assert not found.number or found.number in below
    assert not guided or len(parts) > 1 or found == Standing(parts[0])


@given(st.integers(2000, 2100), st.integers(1, 2))
def test_years_and_halves_are_cycles(year: int, half: int) -> None:
    assert is_cycle(f"{year}.{half}")
    assert not is_cycle(f"{year}")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*/index.rst", "a/index.rst", True),
        ("*/index.rst", "a/b/index.rst", False),
        ("**/index.rst", "a/b/index.rst", True),
        ("**/index.rst", "index.rst", True),
        ("policy/**", "policy/a/b.rst", True),
        ("a?c/x", "abc/x", True),
        ("a?c/x", "a/c/x", False),
        ("[a].(b", "[a].(b", True),
        ("*", "a/b", False),
    ],
)
def test_patterns(pattern: str, path: str, fits: bool) -> None:
    assert Patterns((pattern,)).match(path) is fits


@given(st.text("ab/*?[.", max_size=8), st.text("ab/[.", max_size=8))
def test_any_pattern_can_be_asked(pattern: str, path: str) -> None:
    assert Patterns((pattern,)).match(path) in (True, False)
    assert Patterns(("**",)).match(path)
