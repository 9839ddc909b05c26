# SPDX-License-Identifier: Apache-2.0
"""Connections to databases, and what is said when they fail."""

from __future__ import annotations

import builtins
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from refstore.database import POOL_SIZE, engine_for, reading, writing
from refstore.errors import ConfigurationError, OutcomeUnknownError, StoreUnavailableError
from sqlalchemy import Engine, event, text

CREATE = text("CREATE TABLE numbers (number INTEGER)")
INSERT = text("INSERT INTO numbers VALUES (1)")
COUNT = text("SELECT count(*) FROM numbers")


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    with writing(engine) as connection:
        connection.execute(CREATE)
    yield engine
    engine.dispose()


def count(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.scalar(COUNT))


def insert(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(INSERT)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "not an address like"),
        ("refstore.db", "not an address like"),
        ("postgresql://host:port/x", "not an address like"),
        ("mysql://host/x", "'mysql'; refstore knows sqlite and postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////folder/file?timeout=long", "settings: could not convert"),
    ],
)
def test_addresses_that_are_none(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        engine_for(url)


def test_an_address_is_not_shown_with_its_password() -> None:
    with pytest.raises(ConfigurationError) as caught:
        engine_for("postgresql://me:secret@host:port/x")
    assert "secret" not in str(caught.value)


def test_a_missing_module_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any) -> Any:
        if name.partition(".")[0] == "psycopg":
            raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigurationError, match=r"psycopg: pip install 'refstore\[postgresql\]'"):
        engine_for("postgresql://a-host-of-this-test/x")


def test_one_engine_for_one_address(database: Engine, database_url: str) -> None:
    assert engine_for(database_url) is database


def insert_and_fail(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(INSERT)
        raise KeyError


def test_a_block_that_fails_writes_nothing(database: Engine) -> None:
    with pytest.raises(KeyError):
        insert_and_fail(database)
    assert count(database) == 0


def test_more_threads_than_connections(database: Engine) -> None:
    with ThreadPoolExecutor(2 * POOL_SIZE) as pool:
        list(pool.map(lambda _: insert(database), range(4 * POOL_SIZE)))
    assert count(database) == 4 * POOL_SIZE


def test_reading_first_and_writing_then_does_not_deadlock(database: Engine) -> None:
    def raise_number(_: int) -> None:
        with writing(database) as connection:
            number = connection.scalar(COUNT)
            connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(raise_number, range(40)))
    assert count(database) == 40


class TestSQLite:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "store.db"

    @pytest.fixture
    def sqlite(self, file: Path) -> Iterator[Engine]:
        engine = engine_for(f"sqlite:///{file}?timeout=0.1")
        with writing(engine) as connection:
            connection.execute(CREATE)
        yield engine
        engine.dispose()

    def test_settings(self, sqlite: Engine) -> None:
        with reading(sqlite) as connection:
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
            ]
        assert found == ["wal", 1, 100, 2]

    def test_locked(self, sqlite: Engine, file: Path) -> None:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="database is locked"):
            insert(sqlite)
        assert count(sqlite) == 0
        other.rollback()
        other.close()
        insert(sqlite)

    def test_not_a_database(self, tmp_path: Path) -> None:
        file = tmp_path / "notes.txt"
        file.write_text("These are notes, and a good many of them. " * 100)
        engine = engine_for(f"sqlite:///{file}")
        with pytest.raises(ConfigurationError, match=r"notes\.txt is not a SQLite database"):
            count(engine)
        assert file.read_text().startswith("These are notes")

    def test_damaged(self, sqlite: Engine, file: Path) -> None:
        with writing(sqlite) as connection:
            connection.exec_driver_sql("INSERT INTO numbers SELECT 1 FROM json_each('[1, 2]')")
            connection.exec_driver_sql("CREATE INDEX i ON numbers (number)")
        sqlite.dispose()
        with file.open("r+b") as damaged:
            damaged.truncate(4096)
        with pytest.raises(ConfigurationError, match=r"store\.db is damaged: restore it"):
            count(sqlite)

    @pytest.mark.parametrize("again", [False, True])
    def test_nothing_is_written_to_a_file_that_is_gone(
        self, sqlite: Engine, file: Path, tmp_path: Path, again: bool
    ) -> None:
        insert(sqlite)
        for name in tmp_path.glob("store.db*"):
            name.unlink()
        if again:
            with sqlite3.connect(file) as other:
                other.execute(str(CREATE))
            other.close()
        with pytest.raises(StoreUnavailableError, match="was removed or replaced"):
            insert(sqlite)
        if again:
            insert(sqlite)
            assert count(sqlite) == 1

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigurationError, match="cannot be opened"):
            count(engine_for(f"sqlite:///{tmp_path}"))

    def test_read_only(self, sqlite: Engine, file: Path) -> None:
        sqlite.dispose()
        read_only = engine_for(f"sqlite:///file:{file}?mode=ro&uri=true")
        assert count(read_only) == 0
        with pytest.raises(ConfigurationError, match="cannot be written"):
            insert(read_only)
        read_only.dispose()

    def test_a_full_disk(self, sqlite: Engine) -> None:
        with reading(sqlite) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        filling = text("INSERT INTO numbers SELECT 1 FROM json_each(:many)")
        with pytest.raises(StoreUnavailableError, match="disk is full"), writing(sqlite) as full:
            full.execute(filling, {"many": str([1] * 5000)})
        assert count(sqlite) == 0


@pytest.mark.engines
class TestPostgreSQL:
    @pytest.fixture
    def server(self, private_engine: Callable[[str], Any]) -> Any:
        return private_engine("postgresql")

    @pytest.fixture
    def postgresql(self, server: Any) -> Iterator[Engine]:
        engine = engine_for(server.url)
        with writing(engine) as connection:
            connection.execute(CREATE)
        yield engine
        engine.dispose()

    def test_killed_and_restarted(self, server: Any, postgresql: Engine) -> None:
        insert(postgresql)
        server.kill()
        for call in (count, insert):
            with pytest.raises(StoreUnavailableError) as caught:
                call(postgresql)
            assert type(caught.value) is StoreUnavailableError
        server.restart()
        assert count(postgresql) == 1

    def test_connections_from_before_a_restart_are_not_used(
        self, server: Any, postgresql: Engine
    ) -> None:
        server.kill()
        server.restart()
        insert(postgresql)
        assert count(postgresql) == 1

    def test_killed_before_the_commit(self, server: Any, postgresql: Engine) -> None:
        def insert_twice() -> None:
            with writing(postgresql) as connection:
                connection.execute(INSERT)
                server.kill()
                connection.execute(INSERT)

        with pytest.raises(StoreUnavailableError) as caught:
            insert_twice()
        assert type(caught.value) is StoreUnavailableError
        server.restart()
        assert count(postgresql) == 0

    def test_killed_at_the_commit(self, server: Any, postgresql: Engine) -> None:
        event.listen(postgresql, "commit", lambda _: server.kill())
        with pytest.raises(OutcomeUnknownError):
            insert(postgresql)
        server.restart()
        assert count(postgresql) == 0

    def test_wrong_password(self, engine: Callable[[str], Any]) -> None:
        url = engine_for(engine("postgresql").url).url.set(password="wrong")
        with pytest.raises(StoreUnavailableError, match="password authentication failed"):
            count(engine_for(url.render_as_string(hide_password=False)))
