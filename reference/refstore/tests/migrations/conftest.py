# SPDX-License-Identifier: Apache-2.0
"""Databases to migrate."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from refstore.database import engine_for, writing
from refstore.migrations import runner
from refstore.migrations.runner import Phase
from sqlalchemy import Engine, text

OLD_ROWS = 1200
"""More than two batches."""


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """Return an empty database."""
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def old_database(database: Engine) -> Engine:
    """Return a database of refstore 8 with some rows, one of them without attributes."""
    for phase in Phase:
        runner.sync(database, phase, 1)
    rows = [
        {"id": f"id{number:04}", "name": f"n{number}", "extra": json.dumps({"number": number})}
        for number in range(OLD_ROWS)
    ]
    insert = "INSERT INTO records (id, scope, name, extra) VALUES (:id, 'one', :name, :extra)"
    with writing(database) as connection:
        connection.execute(text(insert), rows)
        connection.execute(text(insert), {"id": "none", "name": "none", "extra": None})
    return database


@pytest.fixture
def old_rows() -> dict[str, dict[str, int]]:
    """Return the attributes that the rows of refstore 8 have, by id."""
    return {f"id{number:04}": {"number": number} for number in range(OLD_ROWS)} | {"none": {}}
