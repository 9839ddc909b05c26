# SPDX-License-Identifier: Apache-2.0
"""Databases that are not as db_sync leaves them."""

from __future__ import annotations

from pathlib import Path

import pytest
from refstore.database import engine_for, writing
from refstore.errors import ConfigurationError, StoreUnavailableError
from refstore.migrations import runner
from refstore.migrations.runner import Pending, Phase
from refstore.tables import METADATA
from sqlalchemy import Engine, text


def test_tables_of_unknown_origin(database: Engine) -> None:
    with writing(database) as connection:
        METADATA.create_all(connection)
    with pytest.raises(ConfigurationError, match=r"has id_mapping, records, but .* did not make"):
        runner.sync(database, Phase.EXPAND)


def test_other_tables_do_not_matter(database: Engine) -> None:
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE others (id INTEGER)"))
    assert runner.state(database) is Pending.EXPAND


@pytest.mark.parametrize("head", ["expand_0099", "b1c2d3"])
def test_a_newer_release(database: Engine, head: str) -> None:
    runner.sync(database, Phase.EXPAND)
    with writing(database) as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{head}'"))
    with pytest.raises(ConfigurationError, match=f"knows {head}: upgrade refstore"):
        runner.state(database)


def test_the_folder_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "refstore.db"
    engine = engine_for(f"sqlite:///{file}")
    assert runner.state(engine) is Pending.EXPAND
    assert not file.parent.exists()
    runner.sync(engine, Phase.EXPAND)
    assert file.exists()
    engine.dispose()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    engine = engine_for(f"sqlite:///{tmp_path}/file/refstore.db")
    with pytest.raises(ConfigurationError, match="cannot be made: "):
        runner.sync(engine, Phase.EXPAND)


def test_no_server() -> None:
    engine = engine_for("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailableError, match="postgresql is not available"):
        runner.state(engine)
