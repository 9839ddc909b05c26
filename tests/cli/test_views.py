# SPDX-License-Identifier: Apache-2.0
"""The commands that show views, in all formats."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import threading
import time
import tty
from pathlib import Path

import jsonschema
import pytest

from wharfinger.cli import output, progress

SCHEMAS = Path(__file__).parents[2] / "doc/source/reference/schemas"
CALLS = {
    "drivers": ("drivers",),
    "matrix": ("matrix", "demo.drivers"),
    "deprecations": ("deprecations",),
    "interface": ("interface", "demo.drivers"),
    "checks": ("view", "checks"),
    "check": ("check",),
}


def test_text_in_a_pipe_is_aligned_and_plain(run):
    assert run("drivers", "demo.drivers")[1] == (
        "demo.drivers\n"
        "  Name  State        Target            Distribution  Problems\n"
        "  one   ✓ supported  demo.drivers:One  demo 1.0      -\n"
        "  two   ? unknown    demo.drivers:Two  demo 1.0      DRV001\n"
        "  uno   ✓ supported  alias of one      demo 1.0      -\n"
        "\n"
        "examined: 1 distribution, 2 entry points, 3 drivers, 1 interface\n"
    )


def test_the_matrix_says_below_what_its_cells_cannot(run):
    assert run("matrix", "demo.drivers")[1] == (
        "demo.drivers\n"
        "  Feature  Level     one    two\n"
        "  get      required  ✓ yes  ? unknown\n"
        "one: also uno\n"
        "? two: no module demo.two\n"
        "\n"
        "cells: 1 yes, 1 unknown\n"
        "examined: 1 distribution, 2 entry points, 3 drivers, 1 interface\n"
    )


def test_the_interface_is_a_tree(run):
    assert run("interface", "demo.drivers", "-q")[1] == (
        "class Base  demo/base.py:4\n    What drivers do.\n  get()  [abstract]  demo/base.py:6\n"
    )


def test_quiet_leaves_the_answer_alone(run):
    assert "examined" not in run("-q", "drivers")[1]


@pytest.mark.parametrize("what", CALLS)
def test_json_keeps_its_schema(run, what):
    status, out, err = run(*CALLS[what], "--format", "json")
    assert (status, err) == (int(what == "check"), "")
    schema = json.loads((SCHEMAS / f"{what}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    answer = json.loads(out)
    jsonschema.Draft202012Validator(schema).validate(answer)
    assert list(answer)[:2] == ["schema", "examined"]
    assert out == run(*CALLS[what], "--format", "json")[1]


def test_every_schema_is_tested():
    assert {file.stem for file in SCHEMAS.glob("*.json")} >= set(CALLS)


def test_csv(run):
    out = run("drivers", "--format", "csv")[1]
    assert out.count("\r\n") == out.count("\n") == 4
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0]["group"] == "demo.drivers"
    assert rows[1]["problems"] == "DRV001"
    assert run("matrix", "demo.drivers", "--format", "csv")[1] == (
        "feature,level,one,two\r\nget,required,yes,unknown\r\n"
    )


def test_view_takes_the_options_of_the_view(run):
    by_name = run("view", "--format", "csv", "drivers", "--driver", "one,two")
    assert by_name == run("drivers", "--driver", "one", "--driver", "two", "--format", "csv")


def test_a_terminal_gets_colour_and_no_wider_lines(run, monkeypatch):
    monkeypatch.setattr(output, "width", lambda: 60)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = run("drivers")[1]
    assert "\x1b[32m✓ supported\x1b[0m" in out
    monkeypatch.setenv("NO_COLOR", "1")
    out = run("drivers")[1]
    assert "\x1b[32m" not in out
    assert "✓ supported" in out
    assert max(map(len, out.replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines())) <= 66


def test_a_wide_matrix_is_parted_on_a_terminal(run, monkeypatch):
    monkeypatch.setattr(output, "width", lambda: 24)
    out = run("matrix", "demo.drivers")[1]
    assert out.count("get") == 3


@contextlib.contextmanager
def a_terminal(monkeypatch):
    """Put a terminal in the place of standard error, and give what can be read from it."""
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", buffering=0) as read, os.fdopen(theirs, "w") as stream:
        tty.setraw(stream.fileno())
        os.set_blocking(ours, False)
        monkeypatch.setattr("sys.stderr", stream)
        yield read


@pytest.mark.parametrize(("quiet", "watched"), [(False, True), (True, False)])
def test_progress_is_shown_when_work_takes_long(monkeypatch, quiet, watched):
    monkeypatch.setattr(progress, "MOMENT", 0.01)
    said = b""
    with a_terminal(monkeypatch) as terminal:
        with progress.shown(quiet):
            end = time.monotonic() + 10
            while watched and b"reading: 0 s" not in said and time.monotonic() < end:
                said += terminal.read() or b""
        said += terminal.read() or b""
    assert said.endswith(b"\r\x1b[K") == watched


def test_progress_is_not_shown_for_short_work(monkeypatch):
    with a_terminal(monkeypatch) as terminal:
        with progress.shown(quiet=False):
            pass
        assert not terminal.read()


def test_progress_leaves_one_thread_and_no_timer(monkeypatch):
    monkeypatch.setattr(progress, "MOMENT", 0.01)
    threads = threading.active_count()
    with a_terminal(monkeypatch):
        with progress.shown(quiet=False):
            assert threading.active_count() == threads
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
