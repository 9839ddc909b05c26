# SPDX-License-Identifier: Apache-2.0
"""Setting a project up: what is written, what is kept, and that the snippets are what they say."""

from __future__ import annotations

import configparser
import re
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
import yaml

from wharfinger import pipeline
from wharfinger.cli import starting
from wharfinger.cli.commands import Call, init
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import Registry, Request
from wharfinger.sources.policy.loading import load
from wharfinger.testing import catalog, project

FILES = {
    "setup.cfg": """\
        [metadata]
        name = demo
        version = 1.0

        [options.entry_points]
        demo.drivers =
            memory = demo.drivers:Memory
            tape = demo.drivers:Tape
        demo.hooks =
            start = demo.hooks:start
        """,
    "demo/drivers.py": '''\
        import abc


        class Driver(abc.ABC):
            @abc.abstractmethod
            def get(self, key):
                """Return a value."""


        class Memory(Driver):
            def get(self, key):
                return None


        class Tape(Driver):
            pass
        ''',
    "demo/hooks.py": "def start():\n    pass\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Request:
    return project(FILES, tmp_path)


def call(request: Request, *, baseline: bool = False, quiet: bool = True) -> int:
    return init.run(Namespace(baseline=baseline), Call(request, quiet=quiet))


def written(request: Request) -> str:
    return (request.trees[0] / "driver-policy.yaml").read_text(encoding="utf-8")


def test_the_policy_says_what_was_found(tree: Request, capsys) -> None:
    assert call(tree) == 0
    policy = load("driver-policy.yaml", written(tree))
    assert policy.project == "demo"
    assert {name: group.interface for name, group in policy.groups.items()} == {
        "demo.drivers": "demo.drivers:Driver"
    }
    assert policy.waivers == ()
    out = capsys.readouterr().out
    assert out.startswith("wrote driver-policy.yaml: 1 group\n")
    assert "examined: 1 distribution, 3 entry points, 3 drivers, 1 interface" in out


def test_a_baseline_lets_the_gate_pass_and_stops_what_is_new(tree: Request, capsys) -> None:
    assert [f.code for f in pipeline.check(tree).findings] == ["DRV006"]
    call(tree, baseline=True)
    assert "waived 1 finding in driver-policy.yaml" in capsys.readouterr().out
    outcome = pipeline.check(tree)
    assert outcome.findings == ()
    assert [finding.subject for finding, _ in outcome.waived] == ["demo.drivers:tape"]
    file = tree.trees[0] / "demo/drivers.py"
    file.write_text(file.read_text() + "\n\nclass Disk(Driver):\n    pass\n")
    setup = tree.trees[0] / "setup.cfg"
    setup.write_text(setup.read_text().replace("tape =", "disk = demo.drivers:Disk\n    tape ="))
    assert [finding.subject for finding in pipeline.check(tree).findings] == ["demo.drivers:disk"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("driver-policy.yaml", "project: mine\n"),
        ("pyproject.toml", '[tool.wharfinger]\nproject = "mine"\n'),
    ],
)
def test_a_policy_that_is_there_is_kept(name: str, text: str, tree: Request, capsys) -> None:
    file = tree.trees[0] / name
    file.write_text(text)
    before = {path: path.read_bytes() for path in tree.trees[0].rglob("*") if path.is_file()}
    assert call(tree, baseline=True) == 0
    out = capsys.readouterr().out
    assert f"kept the policy in {name} as it is" in out
    assert 'subject: "demo.drivers:tape"' in out
    assert {p: p.read_bytes() for p in tree.trees[0].rglob("*") if p.is_file()} == before


def test_nothing_is_written_through_a_link(tree: Request) -> None:
    other = tree.trees[0] / "elsewhere"
    (tree.trees[0] / "driver-policy.yaml").symlink_to(other)
    with pytest.raises(Exception, match=r"driver-policy\.yaml"):
        call(tree)
    assert not other.exists()


def test_a_project_without_drivers_gets_no_policy(tmp_path: Path) -> None:
    request = project({"setup.cfg": "[metadata]\nname = demo\n"}, tmp_path)
    with pytest.raises(NothingExaminedError):
        call(request)
    assert not (tmp_path / "driver-policy.yaml").exists()


def test_it_needs_a_tree_and_no_policy_of_the_users(tree: Request) -> None:
    with pytest.raises(UsageError, match="-C"):
        call(replace(tree, trees=()))
    with pytest.raises(UsageError, match="--policy"):
        call(replace(tree, policies=(Path("p.yaml"),)))


@pytest.mark.parametrize(
    ("files", "branch"),
    [
        ({}, ""),
        ({".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk/x\n"}, "trunk/x"),
        ({".git/refs/remotes/origin/HEAD": "ref: refs/heads/main\n"}, ""),
        (
            {".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/m\n", ".gitreview": "[g]"},
            "",
        ),
    ],
)
def test_the_target_branch_is_that_of_the_clone(files, branch: str, tree: Request) -> None:
    project(files, tree.trees[0])
    call(tree)
    assert load("p", written(tree)).target_branch == branch


def test_registries_are_offered_where_there_is_no_group() -> None:
    lines = "groups:\n  demo.codecs:\n    origin: {mapping: demo:CODECS}\n"
    there = catalog(registries=(Registry("demo.codecs", "a mapping", 3, lines),))
    text = starting.policy(there, "on", "")
    assert load("p", text).groups == {}
    assert load("p", text).project == "on"
    chosen = "\n".join(
        line.removeprefix("# ") for line in text.splitlines()[2:] if "look" not in line
    )
    assert set(load("p", chosen).groups) == {"demo.codecs"}


def snippet(name: str) -> str:
    text = starting.snippets("my project")
    found = re.search(rf"^In {re.escape(name)}[^\n]*:\n\n((?:    .*\n|\n)+)", text, re.MULTILINE)
    assert found
    return dedent(found[1])


class TestSnippets:
    def test_all_are_shown_once(self, tree: Request, capsys) -> None:
        call(tree, quiet=False)
        out = capsys.readouterr().out
        assert [out.count(f"In {name}:") for name, _ in starting.SNIPPETS] == [1] * 5

    def test_tox(self) -> None:
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(snippet("tox.ini"))
        assert parser["testenv:drivers"]["commands"].startswith("wharfinger ")

    def test_sphinx(self) -> None:
        names: dict[str, object] = {}
        exec(compile(snippet("doc/source/conf.py"), "conf.py", "exec"), names)
        assert names["extensions"] == ["wharfinger.sphinxext"]

    def test_pre_commit(self) -> None:
        (repo,) = yaml.safe_load(snippet(".pre-commit-config.yaml"))["repos"]
        (hook,) = repo["hooks"]
        assert hook["entry"].split()[:2] == ["wharfinger", "check"]

    def test_zuul(self) -> None:
        job, jobs = yaml.safe_load(snippet(".zuul.yaml"))
        assert job["job"]["name"] == "my-project-drivers"
        assert jobs["project"]["gate"]["jobs"] == [job["job"]["name"]]

    def test_github(self) -> None:
        workflow = yaml.safe_load(snippet(".github/workflows/drivers.yaml"))
        run = workflow["jobs"]["drivers"]["steps"][-1]["run"]
        assert "--report github" in run
        assert "${{" not in run


def test_inside_git_it_says_that_the_policy_is_to_be_committed(tree: Request, capsys) -> None:
    (tree.trees[0] / ".git").mkdir()
    call(tree)
    assert "commit driver-policy.yaml first" in capsys.readouterr().out
