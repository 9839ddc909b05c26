# SPDX-License-Identifier: Apache-2.0
"""The command line as a whole: options, errors, exit statuses."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import wharfinger
from wharfinger import pipeline, plugins
from wharfinger.cli import main
from wharfinger.cli.commands import SUMMARIES
from wharfinger.model import Catalog
from wharfinger.testing import catalog, driver, group

WHARFINGER = [sys.executable, "-c", "import sys; from wharfinger.cli import main; sys.exit(main())"]


@pytest.mark.parametrize("argv", [["--version"], ["-q", "--version"]])
def test_version(capsys, argv):
    assert main(argv) == 0
    assert capsys.readouterr().out == f"wharfinger {wharfinger.__version__}\n"


def test_starting_imports_next_to_nothing():
    code = (
        "import sys; before = set(sys.modules); from wharfinger.cli import main; "
        "main(['--version']); print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    new = set(ast.literal_eval(done.stdout.splitlines()[1]))
    assert new - {"__future__", *sys.builtin_module_names} == {"wharfinger", "wharfinger.cli"}


def test_a_command_imports_only_what_it_needs():
    code = (
        "import sys; from wharfinger.cli import main; main(['--help']); "
        "print({'stevedore', 'yaml', 'rich', 'docutils', 'jsonschema', 'wharfinger.pipeline'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_help_lists_every_command_with_its_summary(run):
    status, out, _ = run("--help")
    folder = Path(wharfinger.__file__).parent / "cli/commands"
    assert status == 0
    assert set(SUMMARIES) == {file.stem for file in folder.glob("[!_]*.py")}
    for name, summary in SUMMARIES.items():
        run(name, "--help")
        assert sys.modules[f"wharfinger.cli.commands.{name}"].__doc__ == summary
        assert name in out
    for name in {*SUMMARIES} & {*plugins.names(plugins.VIEWS)}:
        assert plugins.load_one(plugins.VIEWS, name).info.summary == SUMMARIES[name]


@pytest.mark.parametrize("name", SUMMARIES)
def test_every_command_has_help(run, name):
    status, out, _ = run(name, "--help")
    assert status == 0
    assert "where to look" in out


def test_global_options_stand_before_or_after_the_command(run, world, tmp_path):
    for folder in ("a", "b", "e"):
        (tmp_path / folder).mkdir()
    a, b, e = (str(tmp_path / folder) for folder in "abe")
    assert run("-C", a, "drivers", "-C", b, f"--env={e}", "-q")[0] == 0
    assert world.request.trees == (Path(a), Path(b))
    assert world.request.environments == (Path(e),)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ((), "required: COMMAND"),
        (("frob",), "invalid choice: 'frob'"),
        (("drivers", "--frob"), "unrecognized arguments: --frob"),
        (("drivers", "--format", "xml"), "invalid choice: 'xml'"),
        (("-q", "-v", "drivers"), "not allowed with"),
        (("-C", "/no/such/folder", "drivers"), "/no/such/folder is not there"),
        (("matrix",), "required: GROUP"),
        (("drivers", "--driver", "nope"), "no driver 'nope' here; there are: one, two, uno"),
        (("drivers", "--state", "nope"), "state is one of experimental"),
        (("view", "nope"), "invalid choice: 'nope'"),
        (("check", "--select", "XYZ"), "begins with 'XYZ'"),
        (("check", "--report", "nope"), "no reporter is called 'nope'; there are: "),
    ],
)
def test_wrong_calls_exit_2_with_one_line(run, argv, message):
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert err.startswith("wharfinger: error: ")
    assert err.count("\n") == 1
    assert message in err


def test_unknown_group_is_answered_with_the_nearest(run):
    status, _, err = run("matrix", "demo.driver")
    assert status == 2
    assert err == "wharfinger: error: unknown group 'demo.driver'; did you mean 'demo.drivers'?\n"


def test_unknown_group_far_from_all_is_answered_with_what_was_found(run, world):
    assert "found: demo.drivers\n" in run("matrix", "zzz")[2]
    many = [group(driver(), name=f"g{n}") for n in range(20)]
    world.catalog = catalog(*many, policy=world.catalog.policy)
    names = {group.name: None for group in many}
    world.catalog = replace(world.catalog, policy=replace(world.catalog.policy, groups=names))
    assert "and 12 more; wharfinger drivers lists them" in run("matrix", "zzz")[2]


def test_nothing_to_examine_is_an_error(run, world, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world.catalog = Catalog()
    for command in (["drivers"], ["check"]):
        status, _, err = run(*command)
        assert status == 2
        assert "nothing to examine" in err


def test_a_bug_is_one_line_and_exit_3(run, monkeypatch):
    def broken(*_):
        raise KeyError("first\nsecond")

    monkeypatch.setattr(pipeline, "view", broken)
    status, _, err = run("drivers")
    assert status == 3
    assert err == (
        "wharfinger: error: KeyError: 'first\\nsecond'; this is a bug in wharfinger; "
        "run again with -v for the traceback\n"
    )
    status, _, err = run("drivers", "-v")
    assert "Traceback" in err
    assert err.endswith("this is a bug in wharfinger\n")


def test_a_failing_plugin_is_exit_3(run, monkeypatch):
    def broken(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr("wharfinger.views.FunctionView.build", broken)
    status, _, err = run("drivers")
    assert status == 3
    assert err == "wharfinger: error: plugin 'drivers' failed: RuntimeError: boom\n"


def test_interrupted_quietly(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "view", interrupted)
    assert run("drivers") == (130, "", "")


def piped(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    script = f'"$@" {command}'
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script, "bash", *WHARFINGER],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )


def test_a_broken_pipe_is_quiet():
    done = piped("view checks | (exec <&-; sleep 0.1)")
    assert done.stderr == ""
    assert done.returncode in {0, 141}


def test_a_full_disk_is_said():
    done = piped("view checks > /dev/full")
    assert done.returncode == 2
    assert done.stderr.startswith("wharfinger: error: cannot write to standard output: No space")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("form", ["text", "csv", "rst", "json"])
def test_closed_output_is_no_crash(form):
    assert piped(f"view checks --format {form} >&-").returncode in {0, 2}


@pytest.mark.parametrize("command", ["--help", "drivers --help", "explain DRV001", "view checks"])
def test_ascii_output_is_no_crash(command):
    done = piped(command, PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
