# SPDX-License-Identifier: Apache-2.0
"""A page is read again when, and only when, something that it shows has changed."""

from __future__ import annotations

import filecmp
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def built(site: Any) -> Any:
    site.build()
    return site


def test_a_second_build_writes_nothing(built: Any) -> None:
    built.build()
    assert built.read == []
    # Sphinx writes these two whatever has changed.
    assert set(built.written) <= {"genindex", "search"}


def test_touching_what_is_described_reads_nothing(built: Any) -> None:
    built.world = built.world
    built.build()
    assert built.read == []


def test_only_pages_that_show_a_change_are_read(built: Any) -> None:
    world = built.world
    world["groups"]["demo.backends"]["features"]["locks"]["cells"][0] = "no"
    built.world = world
    built.build()
    assert built.read == ["matrix"]


def test_a_line_that_moves_is_a_change_of_the_evidence(built: Any) -> None:
    world = built.world
    world["groups"]["demo.backends"]["interface"]["methods"]["get_lock"]["at"][1] += 1
    built.world = world
    built.build()
    assert built.read == ["interface"]


def test_a_new_driver_changes_lists_and_matrices(built: Any) -> None:
    world = built.world
    group = world["groups"]["demo.backends"]
    group["drivers"]["new"] = {"state": "supported", "target": "new:New", "at": ["new.py", 1]}
    for row in group["features"].values():
        row["cells"].append("yes")
    built.world = world
    built.build()
    assert sorted(built.read) == ["drivers", "matrix"]
    assert "new:New" in built.text("drivers.html")


def test_a_driver_that_is_not_shown_changes_nothing(built: Any) -> None:
    world = built.world
    world["groups"]["demo.hooks"]["drivers"]["log"]["state"] = "deprecated"
    built.world = world
    built.build()
    assert built.read == []


def test_a_group_that_comes_back_replaces_the_placeholder(built: Any) -> None:
    world = built.world
    gone = {**world, "groups": {"demo.hooks": world["groups"]["demo.hooks"]}}
    built.world = gone
    built.build()
    assert "unknown group" in built.warnings
    built.world = world
    built.build()
    assert "wharfinger-missing" not in built.text("drivers.html")


def test_links_to_the_source_are_a_part_of_what_is_shown(built: Any) -> None:
    built.build(wharfinger_source_links={"demo": "https://git.example/{path}"})
    assert sorted(built.read) == ["checks", "drivers", "interface", "matrix"]


def test_each_question_is_asked_once_a_build(site: Any) -> None:
    site.build()
    calls = sys.modules["fake_views"].CALLS
    calls.clear()
    site.page(
        "plain", ".. driver-list:: demo.hooks\n\n.. driver-list:: demo.hooks\n   :caption: Other"
    )
    site.build()
    assert calls.count(("drivers", ("demo.hooks",))) == 1


def test_answers_do_not_outlive_their_build(site: Any) -> None:
    def change(app: Any, _: Exception | None) -> None:
        world = site.world
        world["checks"]["DRV003"] = "A third one."
        site.world = world

    site.build(again_after=change)
    assert "DRV003" in site.text("checks.html")


@pytest.mark.skipif(sys.platform == "win32", reason="Sphinx reads in parallel by fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_parallel_builds_give_the_same(site: Any) -> None:
    for number in range(6):  # Sphinx reads in parallel from six pages on.
        site.page(f"more{number}", ".. driver-list:: demo.hooks")
    conf = {"suppress_warnings": ["toc"]}
    site.build(**conf)
    serial = site.output.joinpath("html")
    first = serial.rename(serial.with_name("serial"))
    site.output.joinpath("doctrees").rename(site.output / "old-doctrees")
    site.build(jobs=2, **conf)
    assert not site.warnings
    names = sorted(
        path.relative_to(first).as_posix() for path in first.rglob("*") if path.is_file()
    )
    names = [name for name in names if not name.endswith((".buildinfo",))]
    same, different, errors = filecmp.cmpfiles(first, serial, names, shallow=False)
    assert (different, errors) == ([], [])
    assert Path("objects.inv").name in same
    site.build(jobs=2, **conf)
    assert site.read == []
