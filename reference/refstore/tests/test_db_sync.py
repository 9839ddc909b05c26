# SPDX-License-Identifier: Apache-2.0
"""``refstore-manage db_sync``."""

from __future__ import annotations

from pathlib import Path

import pytest
from refstore.cli import manage
from refstore.database import engine_for, writing
from refstore.migrations import runner
from refstore.migrations.runner import Pending, Phase
from refstore.tables import METADATA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refstore.conf").write_text(f"[DEFAULT]\nstate_path = {tmp_path}/state\n")
    return tmp_path


def db_sync(folder: Path, *options: str) -> int:
    return manage.main(["--config-file", str(folder / "refstore.conf"), "db_sync", *options])


def state(folder: Path, name: str = "state/refstore.db") -> Pending:
    engine = engine_for(f"sqlite:///{folder}/{name}")
    found = runner.state(engine)
    engine.dispose()
    return found


def test_all_phases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert db_sync(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        f"sqlite:///{folder}/state/refstore.db: {phase} is complete" for phase in Phase
    ]
    assert state(folder) is Pending.NOTHING
    assert db_sync(folder) == 0


def test_phase_by_phase(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for phase, status in zip(Phase, (2, 3, 4), strict=True):
        assert db_sync(folder, "--check") == status
        assert f"the phase {phase} is pending" in capsys.readouterr().out
        assert db_sync(folder, f"--{phase}") == 0
    assert db_sync(folder, "--check") == 0
    assert "the database is up to date" in capsys.readouterr().out


def test_check_makes_nothing(folder: Path) -> None:
    assert db_sync(folder, "--check") == 2
    assert not (folder / "state").exists()


@pytest.mark.parametrize("option", ["--migrate", "--contract"])
def test_a_phase_too_early(folder: Path, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert db_sync(folder, option) == 2
    assert f"{option[2:]} has to wait: the phase expand is pending" in capsys.readouterr().err


def test_two_options(folder: Path) -> None:
    with pytest.raises(SystemExit):
        db_sync(folder, "--expand", "--check")


def test_what_check_cannot_find_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = engine_for(f"sqlite:///{folder}/state/refstore.db")
    (folder / "state").mkdir()
    with writing(engine) as connection:
        METADATA.create_all(connection)
    engine.dispose()
    assert db_sync(folder, "--check") == 1
    assert "db_sync did not make" in capsys.readouterr().err
    assert db_sync(folder) == 2


def test_a_configuration_without_databases(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (folder / "refstore.conf").open("a") as file:
        file.write("driver = kv\n")
    assert db_sync(folder) == 0
    assert capsys.readouterr().out == "nothing to do: the configuration names no SQL database\n"


def test_databases_of_scopes_and_of_the_id_mapping(folder: Path) -> None:
    with (folder / "refstore.conf").open("a") as file:
        file.write(
            f"scopes_path = {folder}/scopes\n[id_mapping]\nconnection = sqlite:///{folder}/ids.db\n"
        )
    (folder / "scopes").mkdir()
    (folder / "scopes" / "one.conf").write_text(
        f"[DEFAULT]\ndriver = sql\n[sql]\nconnection = sqlite:///{folder}/one.db\n"
    )
    (folder / "scopes" / "two.conf").write_text("[DEFAULT]\ndriver = kv\n")
    assert db_sync(folder, "--expand") == 0
    for name in ("state/refstore.db", "ids.db", "one.db"):
        assert state(folder, name) is Pending.MIGRATE
    assert db_sync(folder, "--check") == 3
    assert db_sync(folder) == 0
    assert db_sync(folder, "--check") == 0


def test_the_password_is_not_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "refstore.conf").open("a") as file:
        file.write("[sql]\nconnection = postgresql://me:secret@127.0.0.1:1/none\n")
    assert db_sync(folder) == 1
    assert db_sync(folder, "--check") == 1
    told = capsys.readouterr()
    assert "secret" not in told.out + told.err
    assert "postgresql is not available" in told.err
