# SPDX-License-Identifier: Apache-2.0
"""The list of checks."""

from __future__ import annotations

from wharfinger import pipeline, plugins
from wharfinger.model import Anchor, CheckInfo, Option, Request, Severity
from wharfinger.testing import catalog
from wharfinger.views.checks import view

CHECKS = (
    CheckInfo("DRV002", "b", Severity.WARNING, "Second.", ()),
    CheckInfo("DRV001", "a", Severity.ERROR, "First.", (), ("b",), (Option("o", "flag", "h"),)),
)


def test_lists_checks_by_code(texts):
    page = view.build(catalog(checks=CHECKS), (), {})
    assert texts(page) == [
        ["Code", "Severity", "Slug", "What it finds"],
        ["DRV001", "error", "a", "First."],
        ["DRV002", "warning", "b", "Second."],
    ]
    assert page.blocks[0].rows[0][0].link == Anchor("check", "DRV001")


def test_data(validate):
    page = view.build(catalog(checks=CHECKS), (), {})
    validate("checks", page)
    assert page.data["checks"][0]["requires"] == ["b"]


def test_the_pipeline_gives_the_checks_without_reading_anything(validate):
    answer = pipeline.view("checks", Request(), (), {})
    validate("checks", answer.page)
    found = {check["slug"] for check in answer.page.data["checks"]}
    known = {check.info.slug for check in plugins.load(plugins.CHECKS).plugins.values()}
    assert found == known
    assert answer.catalog.examined.distributions == 0
