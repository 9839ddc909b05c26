# SPDX-License-Identifier: Apache-2.0
"""The symptoms of the driver, provoked and cured, and what is told of a sick cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from engines_running import Engine
from refstore.doctor.context import Context
from refstore.errors import StoreUnavailableError
from refstore_etcd import health, symptoms
from refstore_etcd.cluster import Cluster
from refstore_etcd.members import Members


@contextmanager
def configured(folder: Path, **options: str) -> Iterator[Context]:
    lines = [f"{name} = {value}\n" for name, value in options.items()]
    path = folder / "refstore.conf"
    path.write_text(f"[DEFAULT]\ndriver = etcd\nstate_path = {folder}\n[etcd]\n{''.join(lines)}")
    with closing(Context([str(path)])) as context:
        yield context


@pytest.mark.engines
def test_members_that_are_not_named(engine: Callable[[str], Engine], tmp_path: Path) -> None:
    endpoints = engine("etcd").endpoints
    with configured(tmp_path, endpoints=endpoints[0]) as context:
        (found,) = symptoms.symptom_members_not_named(context)
        assert found.endswith(": endpoints has 1 of 3 members")
    with configured(tmp_path, endpoints=",".join(endpoints)) as context:
        assert list(symptoms.symptom_members_not_named(context)) == []


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({"endpoints": "10.0.0.1:1,[::1]:1,host:2", "user": "me"}, 2),
        ({"endpoints": "127.0.0.1:1,localhost:1", "user": "me"}, 0),
        ({"endpoints": "10.0.0.1:1"}, 0),
        ({"endpoints": "10.0.0.1:1", "user": "me", "ca_file": __file__}, 0),
    ],
)
def test_a_password_in_the_clear(tmp_path: Path, options: dict[str, str], count: int) -> None:
    with configured(tmp_path, **options) as context:
        assert len(list(symptoms.symptom_password_in_the_clear(context))) == count


class Status:
    """A member with a status."""

    def __init__(self, status: Mapping[str, Any]) -> None:
        self._status = status

    @contextmanager
    def client(self, seconds: float) -> Iterator[Any]:
        yield self


def test_versions_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refstore_etcd.health.Etcd3Client.status", lambda it: it._status)
    clients = {"a": Status({"version": "3.5.1"}), "b": Status({"version": "3.4.9"})}
    cluster = Cluster(Members("ab"), clients, 1.0)
    assert health.problems(cluster) == (
        "the members have different versions, finish the upgrade: 3.4.9, 3.5.1",
    )


def test_a_cluster_that_does_not_answer(tmp_path: Path) -> None:
    with configured(tmp_path, endpoints="127.0.0.1:1") as context:
        driver = context.driver()
        with pytest.raises(StoreUnavailableError):
            driver.check_engine()
