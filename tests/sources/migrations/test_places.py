# SPDX-License-Identifier: Apache-2.0
"""Where migration scripts are found, and what their paths say."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import reading, testing
from wharfinger.model import Effect, MigrationsPolicy
from wharfinger.sources.migrations.places import Layout, find

KNOWN = Layout.of(MigrationsPolicy())
KEYSTONE = "keystone/common/sql/migrations/versions"
NEUTRON = "neutron/db/migration/alembic_migrations/versions"
GLANCE = "glance/db/sqlalchemy/alembic_migrations"

PLACES = [
    (f"{KEYSTONE}/2024.1/expand/47147121_add.py", "expand", "keystone/common/sql/migrations", None),
    (f"{KEYSTONE}/bobcat/contract/99de3849d860_fix.py", "contract", None, None),
    ("keystone/common/sql/expand_repo/versions/079_x.py", "expand", "keystone/common/sql", 79),
    ("keystone/common/sql/data_migration_repo/versions/001_x.py", "migrate", None, 1),
    (f"{NEUTRON}/mitaka/expand/15e43b934f81_rbac.py", "expand", "neutron/db/migration", None),
    (f"{GLANCE}/versions/2024_1_expand01_add_cache.py", "expand", GLANCE, 1),
    (f"{GLANCE}/data_migrations/rocky_migrate02_empty.py", "migrate", GLANCE, 2),
    ("db/migrations/versions/expand/0003_x.py", "expand", "db/migrations", 3),
    ("db/versions/data_migration/3-x.py", "migrate", "db", 3),
]
OTHERS = [
    "wharfinger/contract/notes/kinds.py",
    "nova/db/main/migrations/versions/960aac0e09ea_expand.py",
    "cinder/db/sqlalchemy/migrate_repo/versions/135_cinder_init.py",
    "db/versions/expand/__init__.py",
    "db/versions/expand/0001_x.sql",
    "tests/db/versions/expand/0001_x.py",
    "glance/expand01_x.py",
    "expand/0001_x.py",
    "",
]


@pytest.mark.parametrize(("path", "phase", "home", "number"), PLACES)
def test_a_script(path: str, phase: str, home: str | None, number: int | None) -> None:
    place = KNOWN.place(path)
    assert place is not None
    assert (place.phase, place.number) == (phase, number)
    if home and not path.startswith(NEUTRON):
        assert place.home == home


@pytest.mark.parametrize("path", OTHERS)
def test_no_script(path: str) -> None:
    assert KNOWN.place(path) is None


def test_phases_of_one_change_are_of_one_series() -> None:
    paths = [f"{GLANCE}/versions/rocky_expand01_x.py"]
    paths += [f"{GLANCE}/data_migrations/rocky_migrate01_x.py"]
    series = {(p.home, p.series) for p in map(KNOWN.place, paths) if p}
    assert series == {(GLANCE, "rocky")}
    folders = [f"{KEYSTONE}/{r}/{p}/1_x.py" for r in "ab" for p in ("expand", "contract")]
    assert [p.series for p in map(KNOWN.place, folders) if p] == [
        "versions/a/*",
        "versions/a/*",
        "versions/b/*",
        "versions/b/*",
    ]


def test_a_policy_says_where_and_what() -> None:
    layout = Layout.of(MigrationsPolicy("db/steps", {"expand": ("add",), "contract": ("drop",)}))
    found = [layout.place(f"db/steps/{name}/1_x.py") for name in ("add", "drop", "expand")]
    assert [place and place.phase for place in found] == ["expand", "contract", None]
    assert layout.place("db/migrations/versions/add/1_x.py") is None


SCRIPT = "from alembic import op\n\n\ndef upgrade():\n    op.drop_table('t')\n"


def test_the_source_reads_scripts_and_nothing_else(tmp_path: Path) -> None:
    files = {
        "setup.cfg": "[metadata]\nname = demo\n",
        "db/migrations/versions/expand/0001_x.py": SCRIPT,
        "db/migrations/versions/expand/helpers.py": "NAME = 't'\n",
        ".tox/db/migrations/versions/expand/0002_x.py": SCRIPT,
        "tests/db/migrations/versions/expand/0003_x.py": SCRIPT,
        "environment/pyvenv.cfg": "",
        "environment/lib/db/versions/expand/0004_x.py": SCRIPT,
    }
    request = testing.project(files, tmp_path)
    catalog = reading.read(request, {"migrations"})
    assert [item.number for item in catalog.migrations] == [1]
    assert [item.effect for item in catalog.migrations[0].operations] == [Effect.REMOVES]


def test_a_script_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    folder = tmp_path / "db/versions/expand"
    folder.mkdir(parents=True)
    (folder / "1_x.py").symlink_to("/etc/hostname")
    (folder / "2_x.py").write_bytes(b"# -*- coding: nothing -*-\n")
    catalog = reading.read(testing.project({}, tmp_path), {"migrations"})
    effects = [[o.effect for o in item.operations] for item in catalog.migrations]
    assert effects == [[Effect.UNKNOWN]] * 2


def test_a_policy_names_the_folder(tmp_path: Path) -> None:
    files = {
        "driver-policy.yaml": "migrations: {path: ./db/steps/, phases: {expand: add}}\n",
        "db/steps/add/1_x.py": SCRIPT,
        "db/versions/expand/1_x.py": SCRIPT,
    }
    catalog = reading.read(testing.project(files, tmp_path), {"migrations"})
    assert [item.path for item in catalog.migrations] == ["db/steps/add/1_x.py"]


def test_a_folder_that_is_not_there_has_no_scripts(tmp_path: Path) -> None:
    assert not list(find(tmp_path, Layout("nowhere", {"expand": "expand"})))
