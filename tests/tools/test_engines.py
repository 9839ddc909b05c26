# SPDX-License-Identifier: Apache-2.0
"""Engines are started, found again and ended, and nothing else is: without any real engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import engines_process
import engines_state
import pytest
from engines_errors import EngineFailed, EngineMissing, UnknownEngine
from engines_folder import PROCESSES, private_folder, processes, remember
from engines_names import RECIPES
from engines_plan import Plan, Planned, Recipe, data_folder, free_port
from engines_process import Launch, Process, alive, born, kill, spawn, stop
from engines_running import Engine, start
from engines_session import Session
from engines_testing import or_skip

TOOL = Path(__file__).parents[2] / "tools" / "engines"
NONE = Path()


def recipe(*command: str, ready: bool = True) -> Recipe:
    """Return a recipe of an engine that is any command, and ready at once or never."""

    def plan(folder: Path, cache: Path) -> Plan:
        member = Planned(Launch(command, data_folder(folder)), free_port())
        return Plan("emulator", "1.0", member.endpoint, False, (member,), lambda *_: ready)

    return Recipe("fake", "REFSTORE_FAKE", plan)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPES, "fake", recipe("sleep", "60"))


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Process]:
    process = spawn(Launch(("sleep", "60"), tmp_path))
    yield process
    kill((process,))


def run_tool(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, str(TOOL), *arguments)
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)


def test_a_process_is_read_as_it_was_written(sleeper: Process) -> None:
    assert Process.parse(str(sleeper)) == sleeper


@pytest.mark.parametrize("line", ["", "1", "x y SIGTERM", "1 boot:2 SIGNOTHING", "1 2 3 4"])
def test_a_line_that_was_cut_short_names_no_process(tmp_path: Path, line: str) -> None:
    remember(tmp_path, PROCESSES, line)
    assert processes(tmp_path) == ()


def test_a_process_that_got_the_id_of_another_is_left_alone(sleeper: Process) -> None:
    stale = Process(sleeper.pid, "an-earlier-boot:1", signal.SIGKILL)
    assert not alive(stale)
    stop((stale,))
    kill((stale,))
    assert alive(sleeper)


def test_a_dead_process_was_never_born() -> None:
    child = subprocess.Popen(("true",))
    while born(child.pid):
        time.sleep(0.01)
    child.wait()
    assert born(child.pid) is None


def test_a_paused_process_is_stopped(tmp_path: Path) -> None:
    process = spawn(Launch(("sleep", "60"), tmp_path, stop_signal=signal.SIGTERM))
    engines_process.send(process, signal.SIGSTOP)
    stop((process,))
    assert not alive(process)


def test_a_process_that_will_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines_process, "PATIENCE", 0.2)
    stubborn = ("sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; wait")
    launch = Launch(stubborn, tmp_path / "data", stop_signal=signal.SIGTERM)
    launch.folder.mkdir()
    process = spawn(launch)
    while not launch.log.read_text(encoding="utf-8"):
        time.sleep(0.01)
    stop((process,))
    assert not alive(process)


def test_children_are_killed_with_their_parent(tmp_path: Path) -> None:
    launch = Launch(("sh", "-c", "sleep 60 & echo $!; wait"), tmp_path / "data")
    launch.folder.mkdir()
    process = spawn(launch)
    while not (told := launch.log.read_text(encoding="utf-8")):
        time.sleep(0.01)
    assert born(int(told))
    kill((process,))
    assert born(int(told)) is None


def test_settings_of_ours_do_not_reach_an_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    launch = Launch(("env",), tmp_path / "data", {"ONLY": "this"})
    launch.folder.mkdir()
    process = spawn(launch)
    while alive(process):
        time.sleep(0.01)
    told = launch.log.read_text(encoding="utf-8")
    assert "ONLY=this" in told
    assert "PGPORT" not in told


def test_an_engine_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngine, match=r"no engine 'oracle'; there are postgresql, redis"):
        start("oracle", tmp_path / "engine")


@pytest.mark.parametrize("command", ["up", "down"])
def test_the_tool_refuses_an_engine_that_nobody_knows(command: str, tmp_path: Path) -> None:
    done = run_tool(command, "--state", str(tmp_path), "oracle")
    assert done.returncode == 2
    assert "no engine 'oracle'; there are postgresql" in done.stderr


def test_what_to_install_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        EngineMissing, match="found no etcd: install the Debian package etcd-server"
    ):
        start("etcd", tmp_path / "engine")
    assert not (tmp_path / "engine").exists()


def test_the_tool_says_what_to_install(tmp_path: Path) -> None:
    done = run_tool("up", "--state", str(tmp_path / "state"), "memcached", PATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "install the Debian package memcached" in done.stderr


def test_an_engine_that_ends_tells_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = recipe("sh", "-c", "echo the disk is full; exit 1", ready=False)
    monkeypatch.setitem(RECIPES, "fake", failing)
    with pytest.raises(EngineFailed, match="ended:\nthe disk is full"):
        start("fake", tmp_path / "engine")
    assert not (tmp_path / "engine").exists()


def test_another_port_is_tried_where_one_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = tmp_path / "count"
    once = f"[ -e {count} ] && exec sleep 60; touch {count}; echo address in use; exit 1"
    planned = recipe("sh", "-c", once, ready=False).plan
    plans = []

    def plan(folder: Path, cache: Path) -> Plan:
        plans.append(planned(folder, cache))
        return replace(plans[-1], ready=lambda *_: len(plans) > 1)

    monkeypatch.setitem(RECIPES, "fake", Recipe("fake", "REFSTORE_FAKE", plan))
    engine = start("fake", tmp_path / "engine")
    assert len(plans) == 2
    assert engine.url == plans[1].url
    engine.stop()


def test_an_engine_is_started_once(tmp_path: Path, fake: None) -> None:
    first = engines_state.up(tmp_path, "fake", NONE)
    assert engines_state.up(tmp_path, "fake", NONE) == first
    assert tuple(engines_state.statuses(tmp_path)) == (first,)
    assert engines_state.down(tmp_path, "fake")
    assert not engines_state.down(tmp_path, "fake")
    assert tuple(engines_state.statuses(tmp_path)) == ()
    assert born(first.pids[0]) is None


def test_two_that_start_an_engine_at_once_get_the_same(tmp_path: Path, fake: None) -> None:
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(engines_state.up, tmp_path, "fake", NONE) for _ in range(4)]
    assert len({found.result() for found in asked}) == 1
    engines_state.down(tmp_path, "fake")


def test_an_engine_that_died_is_started_anew(tmp_path: Path, fake: None) -> None:
    first = engines_state.up(tmp_path, "fake", NONE)
    kill(processes(tmp_path / "fake"))
    (dead,) = engines_state.statuses(tmp_path)
    assert not dead.complete
    second = engines_state.up(tmp_path, "fake", NONE)
    assert second.complete
    assert second.pids != first.pids
    engines_state.down(tmp_path, "fake")


def test_what_an_interrupted_start_left_is_ended(tmp_path: Path, fake: None) -> None:
    folder = private_folder(tmp_path / "fake")
    (folder / "old").mkdir()
    left = spawn(Launch(("sleep", "60"), folder / "old"))
    remember(folder, PROCESSES, left)
    assert tuple(engines_state.statuses(tmp_path)) == ()
    engines_state.up(tmp_path, "fake", NONE)
    assert not alive(left)
    engines_state.down(tmp_path, "fake")


def test_a_folder_that_is_somewhere_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/")
    with pytest.raises(EngineFailed, match="not a folder of yours; name another with --state"):
        private_folder(tmp_path / "link")


SESSION = """
import sys, time
from engines_names import RECIPES
from engines_plan import Plan, Planned, Recipe, data_folder, free_port
from engines_process import Launch
from engines_session import Session

def plan(folder, cache):
    member = Planned(Launch(("sleep", "60"), data_folder(folder)), free_port())
    return Plan("emulator", "1", "", False, (member,), lambda *_: True)

RECIPES["fake"] = Recipe("fake", "FAKE", plan)
session = Session()
assert session.shared("fake") is session.shared("fake")
print(session.folder, session.shared("fake").members[0].pid, flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["session.close()", "time.sleep(60)"])
def test_nothing_outlives_a_session(end: str) -> None:
    command = (sys.executable, "-c", SESSION.format(end=end))
    environment = os.environ | {"PYTHONPATH": str(TOOL.parent)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as session:
        assert session.stdout is not None
        folder, pid = session.stdout.readline().split()
        if "sleep" in end:
            session.kill()
    deadline = time.monotonic() + 10
    while (Path(folder).exists() or born(int(pid))) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(folder).exists()
    assert born(int(pid)) is None


def test_what_is_missing_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def plan(folder: Path, cache: Path) -> Plan:
        asked.append(folder)
        raise EngineMissing("install it")

    monkeypatch.setitem(RECIPES, "fake", Recipe("fake", "REFSTORE_FAKE", plan))
    session = Session()
    for find in (session.shared, session.private):
        with pytest.raises(EngineMissing, match="install it"):
            find("fake")
    session.close()
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("environment", "outcome"),
    [({}, "skipped"), ({"CI": "1"}, "failed"), ({"WHARFINGER_ENGINES": "required"}, "failed")],
)
def test_a_missing_engine_skips_or_fails(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], outcome: str
) -> None:
    def find() -> Engine:
        raise EngineMissing("install it")

    for name in ("CI", "WHARFINGER_ENGINES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    raised = {"skipped": pytest.skip.Exception, "failed": pytest.fail.Exception}[outcome]
    with pytest.raises(raised, match="install it"):
        or_skip(find)
