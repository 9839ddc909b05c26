# SPDX-License-Identifier: Apache-2.0
"""The gate, and what explains its codes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from wharfinger import plugins
from wharfinger.cli import manual
from wharfinger.cli.reporting import destinations
from wharfinger.errors import UsageError
from wharfinger.model import Policy, Severity, Waiver


def test_text(run):
    status, out, err = run("check", "--select", "DRV001")
    assert (status, err) == (1, "")
    assert out == (
        "setup.cfg:1:1: DRV001 target demo.drivers:Two does not exist: no module demo.two\n"
        "  Correct the target, or remove the driver's registration.\n"
        "findings: 1 error; 1 check run\n"
        "examined: 1 distribution, 2 entry points, 3 drivers, 1 interface\n"
    )


def test_nothing_found_is_0(run):
    status, out, _ = run("check", "--ignore", "DRV")
    assert status == 0
    assert "findings: none" in out


def test_the_threshold_and_waivers_decide(run, world):
    lenient = replace(world.catalog.policy, severities={"DRV001": Severity.WARNING})
    world.catalog = replace(world.catalog, policy=lenient)
    assert run("check", "--select", "DRV001")[0] == 0
    waiver = Waiver("DRV001", "demo.drivers:two", "soon gone")
    world.catalog = replace(world.catalog, policy=Policy(waivers=(waiver,)))
    status, out, _ = run("check", "--select", "DRV001")
    assert status == 0
    assert "1 finding waived" in out


def test_reports_go_to_files_and_the_status_stays(run, tmp_path):
    file = tmp_path / "out.json"
    status, out, _ = run("check", "--report", f"json={file}", "--report", "text")
    assert status == 1
    assert "findings: 1 error" in out
    assert json.loads(file.read_text(encoding="utf-8"))["findings"][0]["code"] == "DRV001"


def test_a_report_without_a_file_takes_the_place_of_the_text(run):
    assert run("check", "--report", "json") == run("check", "--format", "json")


def test_a_report_that_cannot_be_written(run, tmp_path):
    status, _, err = run("check", "--report", f"json={tmp_path}/no/such/out.json")
    assert status == 2
    assert "cannot write the report" in err


@pytest.mark.parametrize(
    ("form", "reports", "shown", "files"),
    [
        (None, [], "text", {}),
        ("json", [], "json", {}),
        (None, ["json=a", "text=b"], "text", {"a": "json", "b": "text"}),
        (None, ["json"], "json", {}),
    ],
)
def test_destinations(form, reports, shown, files):
    assert destinations(form, reports) == (shown, files)


@pytest.mark.parametrize(
    ("form", "reports"),
    [("json", ["text"]), (None, ["json", "json"]), (None, ["json=a", "text=a"]), (None, ["json="])],
)
def test_two_reports_need_two_places(form, reports):
    with pytest.raises(UsageError):
        destinations(form, reports)


def test_skipped_checks_are_named_with_their_reason_if_asked(run, monkeypatch):
    def validate(rule, *_):
        return "no spec" if rule.info.code == "DRV001" else ""

    monkeypatch.setattr("wharfinger.checks.Rule.validate", validate)
    call = ("check", "--select", "DRV001,DRV002")
    assert "skipped" in run(*call)[1]
    assert run(*call, "-v")[2] == "wharfinger: DRV001 skipped: no spec\n"


def test_a_run_that_runs_no_check_proves_nothing(run, monkeypatch):
    monkeypatch.setattr("wharfinger.checks.Rule.validate", lambda *_: "no spec")
    status, out, err = run("check", "--select", "DRV001")
    assert (status, out) == (2, "")
    assert err == "wharfinger: error: no check was run; DRV001: no spec\n"
    assert run("check", "--select", "DRV001", "--ignore", "DRV")[0] == 2


def test_explain_as_json(run):
    status, out, _ = run("explain", "DRV001", "--format", "json")
    answer = json.loads(out)
    schema = Path(__file__).parents[2] / "doc/source/reference/schemas/explain.json"
    jsonschema.validate(answer, json.loads(schema.read_text(encoding="utf-8")))
    assert (status, answer["code"], answer["slug"]) == (0, "DRV001", "missing-target")
    assert answer["page"].startswith("DRV001: missing-target\n===")


def test_explain_shows_the_page_of_a_check(run):
    status, out, _ = run("explain", "drv001")
    assert status == 0
    assert out == run("explain", "missing-target")[1]
    lines = out.splitlines()
    assert lines[0] == "DRV001: missing-target"
    assert {"Why", "How to mend", "Good", "Bad"} <= set(lines)
    assert "      demo.drivers =" in lines
    assert "``" not in out
    assert ".. code-block" not in out


def test_explain_knows_every_check(run):
    for check in plugins.load(plugins.CHECKS).plugins.values():
        status, out, _ = run("explain", check.info.code)
        assert status == 0
        assert out.startswith(f"{check.info.code}: ")


def test_explain_without_a_code_lists_all(run):
    status, out, _ = run("explain")
    assert status == 0
    assert "DRV001" in out


@pytest.mark.parametrize(("code", "advice"), [("DRV01", "did you mean"), ("?", "there are: CFG")])
def test_explain_unknown_code(run, code, advice):
    status, _, err = run("explain", code)
    assert status == 2
    assert f"no check has the code {code!r}; " in err
    assert advice in err


def test_headings_are_bold_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    page = "Title\n=====\n\n* a ``b``\n* c\n\ntext\n"
    assert manual.render(page, 40) == "\x1b[1mTitle\x1b[0m\n\n* a b\n* c\n\ntext\n"
    assert manual.render(page, None).startswith("Title\n-----\n")
