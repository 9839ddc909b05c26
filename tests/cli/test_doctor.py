# SPDX-License-Identifier: Apache-2.0
"""``wharfinger doctor``: what it writes, its exit status, and what it needs."""

from __future__ import annotations

import json

import pytest

from wharfinger.cli import main
from wharfinger.testing import project

FILES = {
    "setup.cfg": """\
        [metadata]
        name = demo
        [options.entry_points]
        demo.drivers =
            one = demo:One
    """,
    "demo.py": """\
        import abc

        class Base(abc.ABC):
            @abc.abstractmethod
            def send(self): ...

        class One(Base):
            def send(self): return 1
    """,
    "CHANGELOG.rst": "Changes\n=======\n\n1.0\n---\n\n* One.\n",
    "driver-policy.yaml": "groups:\n  demo.drivers: {interface: 'demo:Base'}\n",
    "tox.ini": "[testenv]\ncommands = wharfinger check\n",
}


@pytest.fixture
def tree(tmp_path):
    project(FILES, tmp_path)
    return tmp_path


def test_a_healthy_project(tree, capsys):
    assert main(["doctor", "-C", str(tree), "-q"]) == 0
    summary = "5 symptoms examined, 0 found, 0 could not be examined, 6 not applicable\n"
    assert capsys.readouterr().out == summary


def test_a_symptom_with_its_advice(tree, capsys):
    (tree / "tox.ini").unlink()
    assert main(["doctor", "-C", str(tree)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("gate.not_called: The gate is not called anywhere\n  - looked for")
    assert "\n        [testenv:drivers]\n" in out
    assert out.endswith("examined: 1 distribution, 1 entry point, 1 driver, 1 interface, 3 files\n")


def test_verbose_says_what_does_not_apply(tree, capsys):
    assert main(["doctor", "-C", str(tree), "-v"]) == 0
    assert (
        "(does not apply)\n  - no driver of this project is deprecated" in capsys.readouterr().out
    )


def test_json_has_every_symptom(tree, capsys):
    assert main(["doctor", "-C", str(tree), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == "wharfinger/doctor/1"
    assert len(data["symptoms"]) == 11
    assert data["counts"]["found"] == 0


def test_the_list_needs_no_project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--list"]) == 0
    assert "gate.not_called: The gate is not called anywhere\n" in capsys.readouterr().out
    assert main(["doctor", "--list", "--format", "json"]) == 2
    assert "--list writes text alone" in capsys.readouterr().err


def test_nothing_to_examine(tmp_path, capsys):
    project({"setup.cfg": "[metadata]\nname = demo\n"}, tmp_path)
    assert main(["doctor", "-C", str(tmp_path)]) == 2
    assert "nothing to examine" in capsys.readouterr().err


def test_without_the_run_time_it_says_what_to_install(tree, monkeypatch, capsys):
    monkeypatch.setattr("wharfinger.cli.commands.doctor.find_spec", lambda _: None)
    assert main(["doctor", "-C", str(tree)]) == 2
    assert "pip install 'wharfinger[doctor]'" in capsys.readouterr().err


def test_a_symptom_that_fails_is_told(tree, monkeypatch, capsys):
    def fail(_):
        raise OSError("the disk is gone")

    monkeypatch.setattr("wharfinger.doctor.symptoms.gate.gate_calls", fail)
    assert main(["doctor", "-C", str(tree)]) == 3
    out, err = capsys.readouterr()
    assert "gate.not_called: The gate is not called anywhere (could not be examined)" in out
    assert "OSError: the disk is gone" in out
    assert err == ""


def test_the_other_commands_do_not_need_the_run_time(root):
    """The command itself can be imported, and shows its help, without it."""
    source = (root / "wharfinger/cli/commands/doctor.py").read_text(encoding="utf-8")
    above = source.partition("def configure")[0]
    assert "wharfinger_runtime" not in above
