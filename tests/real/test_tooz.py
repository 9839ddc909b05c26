# SPDX-License-Identifier: Apache-2.0
"""tooz 9.1.0, every cell read in tooz/coordination.py and in the drivers' files by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

GROUP = "tooz.backends"
SUPPORT = {"y": "yes", "n": "no", "d": "default"}
BASIS = {"y": "implemented", "n": "refused", "d": "default"}
# The names of a column; those behind the first are its aliases.
COLUMNS = {
    "etcd": ("etcd3+http", "etcd3+https"),
    "file": ("file",),
    "ipc": ("ipc",),
    "zoo": ("kazoo", "zookeeper"),
    "k8s": ("kubernetes",),
    "memc": ("memcached",),
    "mysql": ("mysql",),
    "pgsql": ("postgresql",),
    "redis": ("redis",),
}
# What the interface refuses unless a driver does it, and, below the line, what it does
# itself. etcd, file, memcached and redis descend from both helper classes: one has
# run_watchers and four watch methods, the other start and stop. ZooKeeper and kubernetes
# descend from the first alone, ipc from the second, mysql and postgresql from neither.
CELLS = """
                               etcd  file  ipc  zoo  k8s  memc  mysql  pgsql  redis
run_watchers                     y     y    n    y    y     y     n      n      y
run_elect_coordinator            n     n    n    y    n     y     n      n      y
stand_down_group_leader          n     n    n    y    n     n     n      n      n
create_group                     y     y    y    y    n     y     n      n      y
get_groups                       y     y    y    y    n     y     n      n      y
join_group                       y     y    n    y    n     y     n      n      y
leave_group                      y     y    n    y    n     y     n      n      y
delete_group                     y     y    y    y    n     y     n      n      y
get_members                      y     y    n    y    n     y     n      n      y
get_member_capabilities          y     y    n    y    n     y     n      n      y
get_members_with_capabilities    y     y    n    y    n     y     n      n      y
get_member_info                  n     n    n    y    n     n     n      n      n
update_capabilities              y     n    n    y    n     y     n      n      y
get_leader                       n     n    n    y    n     y     n      n      n
get_lock                         y     y    y    y    y     y     y      y      y
--------------------------------------------------------------------------------
watch_join_group                 y     y    y    y    y     y     n      n      y
unwatch_join_group               y     y    d    y    y     y     n      n      y
watch_leave_group                y     y    y    y    y     y     n      n      y
unwatch_leave_group              y     y    d    y    y     y     n      n      y
watch_elected_as_leader          n     n    d    d    d     d     n      n      d
unwatch_elected_as_leader        n     n    d    d    d     d     n      n      d
start                            y     y    y    d    d     y     d      d      y
stop                             y     y    y    d    d     y     d      d      y
heartbeat                        y     y    d    y    d     y     d      d      y
"""
# Their own definition, an inherited refusal, the helper class's, and the interface's default.
EVIDENCE = {
    ("file", "watch_elected_as_leader"): ("tooz/drivers/file.py", 627),
    ("file", "update_capabilities"): ("tooz/coordination.py", 661),
    ("redis", "run_watchers"): ("tooz/drivers/redis.py", 961),
    ("etcd3+http", "run_watchers"): ("tooz/coordination.py", 835),
    ("etcd3+https", "start"): ("tooz/coordination.py", 766),
    ("memcached", "heartbeat"): ("tooz/drivers/memcached.py", 595),
    ("mysql", "heartbeat"): ("tooz/coordination.py", 692),
    ("zookeeper", "stand_down_group_leader"): ("tooz/drivers/zookeeper.py", 657),
}
# Read from each driver's CHARACTERISTICS.
HOSTS = {"kubernetes", "memcached", "mysql", "postgresql", "redis", "kazoo", "zookeeper"}
NO_TIMEOUT = {"etcd3+http", "etcd3+https", "file", "ipc", "kazoo", "kubernetes"} | {
    "mysql",
    "postgresql",
    "zookeeper",
}
CHARACTERISTICS = """
groups:
  tooz.backends:
    features:
      hosts: {attribute: CHARACTERISTICS, contains: DISTRIBUTED_ACROSS_HOSTS}
      no_timeout: {attribute: CHARACTERISTICS, contains: Characteristics.NON_TIMEOUT_BASED}
      causal: {attribute: CHARACTERISTICS, contains: CAUSAL}
      linearizable: {attribute: CHARACTERISTICS, contains: LINEARIZABLE}
      leaders: {title: Leader election, level: optional, all: [run_elect_coordinator, get_leader]}
      watch: {overrides: [watch_join_group]}
"""


def expected() -> dict[str, dict[str, str]]:
    """Return the letters of the table, by method and driver."""
    heading, *rows = [line.split() for line in CELLS.splitlines() if line.strip(" -")]
    return {
        method: {
            name: letter
            for column, letter in zip(heading, letters, strict=True)
            for name in COLUMNS[column]
        }
        for method, *letters in rows
    }


@pytest.fixture(scope="module")
def matrix(ask: Any) -> dict[str, Any]:
    return ask("matrix", GROUP)


def test_drivers(ask: Any) -> None:
    drivers = {driver["name"]: driver for driver in ask("drivers", GROUP)["drivers"]}
    assert {name: driver["target"] for name, driver in drivers.items()} == {
        "etcd3+http": "tooz.drivers.etcd3gw:Etcd3Driver",
        "etcd3+https": "tooz.drivers.etcd3gw:Etcd3Driver",
        "file": "tooz.drivers.file:FileDriver",
        "ipc": "tooz.drivers.ipc:IPCDriver",
        "kazoo": "tooz.drivers.zookeeper:KazooDriver",
        "kubernetes": "tooz.drivers.kubernetes:SherlockDriver",
        "memcached": "tooz.drivers.memcached:MemcachedDriver",
        "mysql": "tooz.drivers.mysql:MySQLDriver",
        "postgresql": "tooz.drivers.pgsql:PostgresDriver",
        "redis": "tooz.drivers.redis:RedisDriver",
        "zookeeper": "tooz.drivers.zookeeper:KazooDriver",
    }
    assert {name: driver["aliases"] for name, driver in drivers.items() if driver["aliases"]} == {
        "etcd3+http": ["etcd3+https"],
        "etcd3+https": ["etcd3+http"],
        "kazoo": ["zookeeper"],
        "zookeeper": ["kazoo"],
    }
    for driver in drivers.values():
        assert (driver["kind"], driver["distribution"], driver["version"]) == (
            "class",
            "tooz",
            "9.1.0",
        )
        assert driver["interface"] == "tooz.coordination:CoordinationDriver"
    assert drivers["redis"]["location"] == {"path": "tooz/drivers/redis.py", "line": 162}


def test_every_cell(matrix: dict[str, Any]) -> None:
    table = expected()
    assert matrix["interface"] == "tooz.coordination:CoordinationDriver"
    assert set(matrix["drivers"]) == set(table["get_lock"])
    for method, letters in table.items():
        for name, letter in letters.items():
            cell = matrix["cells"][method][name]
            found = (cell["support"], cell["basis"])
            assert found == (SUPPORT[letter], BASIS[letter]), f"{method} of {name}"


def test_features(matrix: dict[str, Any]) -> None:
    # join_group_create, join_partitioned_group, leave_partitioned_group and is_started
    # work in the interface and no driver replaces them.
    assert {feature["key"] for feature in matrix["features"]} == set(expected())
    # Nothing is abstract, and only a policy can say what is optional.
    assert {feature["level"] for feature in matrix["features"]} == {"undeclared"}


def test_evidence(matrix: dict[str, Any], site: Path) -> None:
    for (name, method), (path, line) in EVIDENCE.items():
        assert matrix["cells"][method][name]["evidence"] == {"path": path, "line": line}
        assert f"def {method}(" in (site / path).read_text(encoding="utf-8").splitlines()[line - 1]


def test_characteristics(ask: Any) -> None:
    cells = ask("matrix", GROUP, policy=CHARACTERISTICS)["cells"]
    yes = {
        feature: {name for name, cell in row.items() if cell["support"] == "yes"}
        for feature, row in cells.items()
    }
    assert yes == {
        "hosts": HOSTS,
        "no_timeout": NO_TIMEOUT,
        "causal": {"memcached", "redis"},
        "linearizable": {"etcd3+http", "etcd3+https"},
        "leaders": {"kazoo", "memcached", "zookeeper"},
        # The working methods of the helper class count as overriding.
        "watch": set(expected()["get_lock"]) - {"mysql", "postgresql"},
    }
    # Redis elects a leader but cannot name it.
    assert cells["leaders"]["redis"]["support"] == "partial"
    assert not {"unknown"} & {cell["support"] for row in cells.values() for cell in row.values()}
