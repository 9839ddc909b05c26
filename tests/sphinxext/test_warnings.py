# SPDX-License-Identifier: Apache-2.0
"""What goes wrong is a warning at the directive, and a page that says so."""

from __future__ import annotations

from typing import Any

import pytest

FAULTS = {
    "group": (".. driver-matrix:: demo.bakends", "demo.backends, demo.hooks"),
    "view": (".. wharfinger-view:: nothing", "there are: big, broken"),
    "policy": (".. wharfinger-view:: faulty", "driver-policy.yaml:9: groups.9: unknown key"),
    "plugin": (".. wharfinger-view:: failed", "ImportError: nothing"),
    "unknown": (".. wharfinger-view:: broken", "KeyError: 'a mistake in a view'"),
    "empty": (".. driver-list:: demo.hooks\n   :state: deprecated", "nothing to show"),
    "option": (".. driver-list:: demo.hooks\n   :colour: red", "there are: state, caption"),
}
OTHERS = (
    ("view", ".. wharfinger-view::", "name a view"),
    ("option", ".. driver-matrix::", "takes one group"),
    ("option", ".. driver-matrix:: demo.hooks demo.backends", "takes one group"),
    ("option", ".. wharfinger-view:: checks demo.hooks", "takes no group"),
    ("option", ".. driver-list::\n   :state: dead", "'state'"),
    ("option", ".. driver-list::\n   :state:", "'state'"),
    ("option", ".. driver-list::\n   :evidence: yes", "'evidence'"),
)


def build(site: Any, text: str, **conf: Any) -> str:
    site.page("index", text)
    site.build(**conf)
    return str(site.text("index.html"))


@pytest.mark.parametrize("subtype", FAULTS)
def test_faults_are_told_where_they_are(empty_site: Any, subtype: str) -> None:
    text, part = FAULTS[subtype]
    html = build(empty_site, text, show_warning_types=True)
    assert "index.rst:4: WARNING" in empty_site.warnings
    assert part in empty_site.warnings
    assert f"[wharfinger.{subtype}]" in empty_site.warnings
    assert "wharfinger-missing" in html


@pytest.mark.parametrize(("subtype", "text", "part"), OTHERS)
def test_calls_that_make_no_sense(empty_site: Any, subtype: str, text: str, part: str) -> None:
    build(empty_site, text, show_warning_types=True)
    assert part in empty_site.warnings
    assert f"[wharfinger.{subtype}]" in empty_site.warnings


@pytest.mark.parametrize("subtype", FAULTS)
def test_faults_can_be_suppressed(empty_site: Any, subtype: str) -> None:
    html = build(empty_site, FAULTS[subtype][0], suppress_warnings=[f"wharfinger.{subtype}"])
    assert not empty_site.warnings
    assert "wharfinger-missing" in html


def test_a_missing_folder_is_told_and_the_rest_shown(empty_site: Any) -> None:
    html = build(empty_site, ".. driver-list:: demo.hooks", wharfinger_env=["nowhere/at/all"])
    assert "nowhere/at/all is not there" in empty_site.warnings
    assert "world.json" in empty_site.warnings
    assert "wharfinger-missing" not in html
    assert "demo.hooks:Log" in html


def test_nothing_to_look_at_is_no_call_for_the_current_folder(empty_site: Any) -> None:
    html = build(empty_site, ".. driver-list:: demo.hooks", wharfinger_trees=["gone"])
    assert "wharfinger-missing" in html
    assert "name no folder that is there" in html


def test_a_missing_policy_is_told(empty_site: Any) -> None:
    build(
        empty_site,
        ".. driver-list:: demo.hooks",
        wharfinger_policy="p.yaml",
        show_warning_types=True,
    )
    assert "p.yaml is not there" in empty_site.warnings
    assert "[wharfinger.policy]" in empty_site.warnings


def test_a_placeholder_keeps_its_name(empty_site: Any) -> None:
    build(
        empty_site,
        ".. _here:\n\n.. driver-matrix:: gone\n   :name: x\n\n:ref:`t <here>` :ref:`u <x>`",
    )
    assert empty_site.warnings.count("WARNING") == 1
