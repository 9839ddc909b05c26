# SPDX-License-Identifier: Apache-2.0
"""What is special to etcd: its limits, its ranges of keys, its users."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from engines_running import Engine
from etcd3gw import Etcd3Client
from refstore.conformance import Opening
from refstore.conformance.values import record
from refstore.driver import StoreDriverV9
from refstore.errors import (
    ConfigurationError,
    NotFoundError,
    RecordTooLargeError,
    StoreUnavailableError,
)
from refstore.hints import Comparator, Filter, Hints
from refstore.records import NAME_LENGTH, Changes, Record
from refstore_etcd import driver as driver_module
from refstore_etcd.driver import EtcdDriver
from refstore_etcd.stored import LIMIT, written
from refstore_etcd.writes import DELETIONS


def client_of(endpoint: str) -> Etcd3Client:
    host, port = endpoint.split(":")
    return Etcd3Client(host, int(port), timeout=5, api_path="/v3/")


@pytest.fixture
def endpoints(engine: Callable[[str], Engine]) -> list[str]:
    return list(engine("etcd").endpoints)


@pytest.fixture
def prefix() -> str:
    return f"/{uuid.uuid4().hex}"


@pytest.fixture
def opening(endpoints: list[str], prefix: str) -> Opening:
    return Opening("etcd", {"endpoints": endpoints, "prefix": prefix})


@pytest.fixture
def driver(opening: Opening) -> Iterator[StoreDriverV9]:
    with closing(opening.open()) as driver:
        yield driver


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"endpoints": []}, "endpoints: is empty"),
        ({"endpoints": ["host"]}, "endpoints: 'host' is not host:port"),
        ({"cert_file": "/c.pem"}, "cert_file: is shown with TLS alone"),
        ({"ca_file": "/no/such"}, "ca_file: there is no file '/no/such'"),
    ],
)
def test_odd_options_are_told(options: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Opening("etcd", options).open()


def test_a_file_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    odd = tmp_path / "odd.pem"
    odd.write_text("odd")
    options = {"endpoints": ["127.0.0.1:1"], "ca_file": str(odd)}
    with closing(Opening("etcd", options).open()) as driver:
        with pytest.raises(StoreUnavailableError) as found:
            driver.create(record("a"))
        assert type(found.value) is StoreUnavailableError


@pytest.mark.engines
def test_the_largest_record_with_the_longest_keys_is_stored(driver: StoreDriverV9) -> None:
    longest = Record("i" * 64, "\U0001f600" * NAME_LENGTH, "s" * 64, {"x": ""})
    room = LIMIT - len(written(longest).value)
    assert driver.create(Record(longest.id, longest.name, longest.scope, {"x": "x" * room}))
    renamed = driver.update(longest.id, Changes(name="\U0001f601" * NAME_LENGTH))
    assert driver.get(longest.id) == renamed
    with pytest.raises(RecordTooLargeError):
        driver.update(longest.id, Changes(attributes={"x": "x" * (room + 1)}))


@pytest.mark.engines
def test_what_a_member_finds_too_large_is_told(
    driver: StoreDriverV9, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("refstore_etcd.stored.LIMIT", 10 * LIMIT)
    driver.create(record("a"))
    large = {"x": "x" * (LIMIT + 100_000)}
    with pytest.raises(RecordTooLargeError):
        driver.create(record("b", attributes=large))
    with pytest.raises(RecordTooLargeError):
        driver.update("a", Changes(attributes=large))
    assert driver.get("a") == record("a")


@pytest.mark.engines
def test_a_list_without_a_limit_comes_in_parts(
    driver: StoreDriverV9, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "PAGE", 3)
    for number in range(7):
        driver.create(record(f"id{number}"))
    pages = [driver.list_records("one", Hints(after=after)) for after in (None, "id2", "id5")]
    assert [[each.id for each in page.items] for page in pages] == [
        ["id0", "id1", "id2"],
        ["id3", "id4", "id5"],
        ["id6"],
    ]
    assert [page.next_marker for page in pages] == ["id2", "id5", None]


@pytest.mark.engines
def test_conditions_on_ids_are_satisfied(driver: StoreDriverV9) -> None:
    for record_id in ("a", "ab", "abc", "b"):
        driver.create(record(record_id))
    starts = Filter("id", "ab", Comparator.STARTS_WITH)
    page = driver.list_records("one", Hints((starts,), limit=2))
    assert [each.id for each in page.items] == ["ab", "abc"]
    assert not page.truncated
    nothing = Filter("id", "a", Comparator.LESS)
    assert driver.list_records("one", Hints((starts, nothing))).items == ()


@pytest.mark.engines
def test_scopes_that_begin_alike_are_told_apart(driver: StoreDriverV9) -> None:
    for number, scope in enumerate(("a", "a-b", "a.b", "a0", "ab", "A")):
        driver.create(record(f"id{number}", scope=scope))
    assert driver.list_scopes() == ("A", "a", "a-b", "a.b", "a0", "ab")
    assert [each.id for each in driver.list_records("a", Hints()).items] == ["id0"]
    assert driver.purge("a") == 1
    assert driver.list_scopes() == ("A", "a-b", "a.b", "a0", "ab")


@pytest.mark.engines
def test_a_purge_needs_several_transactions_and_leaves_nothing(
    driver: StoreDriverV9, endpoints: list[str], prefix: str
) -> None:
    for number in range(DELETIONS + 3):
        driver.create(record(f"id{number:03}"))
    assert driver.purge("one") == DELETIONS + 3
    assert client_of(endpoints[0]).get_prefix(f"{prefix}/") == []


@pytest.mark.engines
def test_a_purge_beside_a_writer_ends(driver: StoreDriverV9) -> None:
    for number in range(60):
        driver.create(record(f"id{number:02}"))

    def write() -> int:
        count = 0
        try:
            while True:
                count += bool(driver.update("id59", Changes(attributes={"n": count})))
        except NotFoundError:
            return count

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        assert driver.purge("one") == 60
        assert written.result() >= 0
    assert driver.list_scopes() == ()


@pytest.mark.engines
def test_a_name_that_moves_while_it_is_read(
    driver: StoreDriverV9, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the read of the name and that of the record, another renames it."""
    driver.create(record("a", name="old"))
    find_in = EtcdDriver._find_in

    def find_late(*arguments: Any) -> Any:
        monkeypatch.setattr(EtcdDriver, "_find_in", find_in)
        with closing(opening.open()) as other:
            other.update("a", Changes(name="new"))
        return find_in(*arguments)

    monkeypatch.setattr(EtcdDriver, "_find_in", find_late)
    with pytest.raises(NotFoundError):
        driver.get_by_name("one", "old")
    assert driver.get_by_name("one", "new").id == "a"


@pytest.mark.engines
def test_users_log_in(private_engine: Callable[[str], Engine]) -> None:
    cluster = private_engine("etcd")
    client = client_of(cluster.endpoints[0])
    for path, body in {
        "user/add": {"name": "root", "password": "secret"},
        "role/add": {"name": "root"},
        "user/grant": {"user": "root", "role": "root"},
        "enable": {},
    }.items():
        client.post(client.get_url(f"/auth/{path}"), json=body)
    options = {"endpoints": list(cluster.endpoints), "user": "root", "password": "secret"}
    with closing(Opening("etcd", options).open()) as driver:
        driver.create(record("a"))
        assert isinstance(driver, EtcdDriver)
        for clients in driver._clients.values():
            clients._token = "ended.1"
        assert driver.get("a") == record("a")
        assert driver.check_engine() == ()
    for wrong in ({"password": "wrong"}, {"user": None}):
        with closing(Opening("etcd", options | wrong).open()) as driver:
            with pytest.raises(StoreUnavailableError) as found:
                driver.create(record("b"))
            assert type(found.value) is StoreUnavailableError
