# SPDX-License-Identifier: Apache-2.0
"""Databases for tests: a new one each, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from refstore.database import engine_for, writing
from refstore.migrations import runner
from refstore.tables import RECORDS
from sqlalchemy import delete, make_url

# The same examples in every run; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("fixed", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.engines)]


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a new, empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.db'}"
    else:
        yield from _new_database(request.getfixturevalue("engine")("postgresql").url)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a migrated database without records."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("emptied_postgresql"))
    return _migrated(f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def emptied_postgresql(migrated_postgresql: str) -> str:
    """Return the address of the one database that tests share, emptied."""
    with writing(engine_for(migrated_postgresql)) as connection:
        connection.execute(delete(RECORDS))
    return migrated_postgresql


@pytest.fixture(scope="session")
def migrated_postgresql(engine: Callable[[str], Any]) -> Iterator[str]:
    """Return the address of a migrated database: making one takes PostgreSQL a while."""
    for url in _new_database(engine("postgresql").url):
        yield _migrated(url)
        engine_for(url).dispose()


def _migrated(url: str) -> str:
    for phase in runner.Phase:
        runner.sync(engine_for(url), phase)
    return url


def _new_database(server: str) -> Iterator[str]:
    import psycopg
    from psycopg import sql

    name = f"test_{secrets.token_hex(8)}"
    # A locale's own order of text must not show in refstore's.
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(create.format(sql.Identifier(name)))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
