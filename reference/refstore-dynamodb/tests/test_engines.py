# SPDX-License-Identifier: Apache-2.0
"""What is special to DynamoDB's engines: sizes, long lists, missing tables, kills."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from refstore.conformance import Opening
from refstore.errors import RecordTooLargeError, RefstoreError, StoreUnavailableError
from refstore.hints import Comparator, Filter, Hints
from refstore.records import Changes, Record
from refstore_dynamodb import index_change, items, schema
from refstore_dynamodb.driver import DynamoDBDriver

pytestmark = pytest.mark.engines


@pytest.fixture
def driver(table: Opening) -> Iterator[Any]:
    driver = table.open()
    yield driver
    driver.close()


def record_of_size(size: int, more: str = "") -> Record:
    """Return a record whose item has so many bytes."""
    record = Record("big", "ä" * 10, "s", {"x": more})
    token = items.new_token()
    rest = size - items.item_size(items.written(items.Stored("big", token, record, token)))
    return Record("big", "ä" * 10, "s", {"x": more + "a" * rest})


@pytest.mark.parametrize("more", ["", "€" * 1000])
def test_the_largest_record_is_kept_and_one_byte_more_is_refused(driver: Any, more: str) -> None:
    largest = record_of_size(items.ITEM_LIMIT, more)
    driver.create(largest)
    assert driver.get("big") == largest
    with pytest.raises(RecordTooLargeError) as raised:
        driver.update("big", Changes(attributes=record_of_size(items.ITEM_LIMIT + 1).attributes))
    assert raised.value.size == items.ITEM_LIMIT + 1
    assert driver.get("big") == largest


def test_the_engine_counts_as_the_driver_does(driver: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refstore_dynamodb.items.ITEM_LIMIT", 2 * items.ITEM_LIMIT)
    # dynalite counts characters, not bytes, so this record has ASCII alone.
    record = record_of_size(items.ITEM_LIMIT // 2 + 11)
    with pytest.raises(RecordTooLargeError):
        driver.create(Record("big", "a" * 10, "s", record.attributes))
    assert driver.list_records("s", Hints()).items == ()


def test_names_of_1020_bytes_can_be_told_apart(driver: Any) -> None:
    long = "\U0001f600" * 254
    driver.create(Record("a", long + "a", "s" * 64))
    driver.create(Record("b", long + "b", "s" * 64))
    driver.update("b", Changes(name=long + "c"))
    assert driver.get_by_name("s" * 64, long + "a").id == "a"
    assert driver.get_by_name("s" * 64, long + "c").id == "b"


def test_long_lists_go_on_where_a_page_ended(way: Opening) -> None:
    driver: Any = way.open()
    ids = [f"{number:04}" for number in range(2100)]
    fill(driver, ids)
    for limit, count in ((700, 3), (2100, 1), (None, 1)):
        pages = list(all_pages(driver, Hints(limit=limit)))
        assert [record.id for page in pages for record in page.items] == ids
        assert len(pages) == count
    odd = Filter("name", "7", Comparator.CONTAINS)
    late = Filter("id", "1999", Comparator.GREATER)
    page = driver.list_records("s", Hints((odd, late), limit=5))
    assert [record.id for record in page.items] == ["2007", "2017", "2027", "2037", "2047"]
    assert (page.truncated, page.next_marker, page.unsatisfied) == (True, "2047", ())
    driver.close()


def fill(driver: Any, ids: list[str]) -> None:
    """Write the items of records at once; their names are not looked for."""
    table = driver._table
    for start in range(0, len(ids), 25):
        puts = [
            {"PutRequest": {"Item": items.written(items.Stored(x, "t", Record(x, x, "s"), "c"))}}
            for x in ids[start : start + 25]
        ]
        table.client.batch_write_item(RequestItems={table.name: puts})


def all_pages(driver: DynamoDBDriver, hints: Hints) -> Iterator[Any]:
    page = driver.list_records("s", hints)
    yield page
    while page.truncated:
        page = driver.list_records("s", Hints(limit=hints.limit, after=page.next_marker))
        yield page


def test_a_missing_table_is_said_to_be_missing(driver: Any) -> None:
    client, name = driver._table.client, driver._table.name
    client.delete_table(TableName=name)
    client.get_waiter("table_not_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    assert "refstore-dynamodb create-table" in driver.check_engine()[0]
    with pytest.raises(StoreUnavailableError, match="refstore-dynamodb create-table"):
        driver.get("a")
    with pytest.raises(StoreUnavailableError, match="refstore-dynamodb create-table"):
        driver.create(Record("a", "n", "s"))


def test_creating_a_table_again_changes_nothing(driver: Any) -> None:
    driver.create(Record("a", "n", "s"))
    assert schema.create_table(driver._table.client, driver._table.name) is False
    assert driver.get("a").name == "n"


@pytest.mark.parametrize(
    ("name", "transactions"),
    [("dynalite", False), ("dynamodb-local", False), ("dynamodb-local", True)],
)
def test_a_killed_engine_has_all_that_it_acknowledged(
    name: str,
    transactions: bool,
    private_engine: Callable[[str], Any],
    opening_at: Callable[..., Opening],
) -> None:
    engine = private_engine(name)
    patience = {"connect_timeout": 0.3, "read_timeout": 2, "max_attempts": 1}
    driver: Any = opening_at(engine.url, transactions=transactions, **patience).open()
    acknowledged = write_until_killed(driver, engine)
    engine.restart()
    # DynamoDB Local answers before a transaction is on disk: the last one may be lost, as a whole.
    for record in () if transactions else acknowledged:
        assert driver.get(record.id) == driver.get_by_name("s", record.name) == record
    for record in driver.list_records("s", Hints()).items:
        assert driver.get_by_name("s", record.name) == record
    driver.create(Record("later", "later", "s"))
    driver.close()


def write_until_killed(driver: DynamoDBDriver, engine: Any) -> list[Record]:
    """Let four threads create and rename until the engine is killed; return what is sure."""
    done: dict[str, Record | None] = {}
    enough = threading.Event()

    def write(thread: int) -> None:
        for number in range(10_000):
            record_id = f"{thread}-{number}"
            try:
                done[record_id] = driver.create(Record(record_id, record_id, "s"))
                done[record_id] = None  # what it is called is not sure from here on
                done[record_id] = driver.update(record_id, Changes(name=f"new {record_id}"))
            except RefstoreError:
                return
            if len(done) >= 24:
                enough.set()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    engine.kill()
    for thread in threads:
        thread.join()
    return [record for record in done.values() if record is not None]


# dynalite does not add indexes to tables that are paid for by request.
@pytest.mark.parametrize("table", ["ministack", "dynamodb-local"], indirect=True)
def test_an_index_is_added_filled_and_an_old_one_dropped(
    table: Opening, clients: Callable[[str], Any]
) -> None:
    client = clients(str(table.options["endpoint_url"]))
    old_index = schema.BY_SCOPE | {"IndexName": "old"}
    client.create_table(
        TableName=(name := f"old-{table.options['table']}"),
        AttributeDefinitions=list(schema.ATTRIBUTES),
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[old_index],
        BillingMode="PAY_PER_REQUEST",
    )
    driver: Any = Opening("dynamodb", {**table.options, "table": name}).open()
    driver.create(Record("a", "n", "s"))
    assert "refstore-dynamodb expand" in driver.check_engine()[0]
    with pytest.raises(StoreUnavailableError, match="expand"):
        index_change.contract(driver._table)
    for _ in range(2):
        index_change.expand(driver._table)
        index_change.migrate(driver._table, 20)
    assert driver.list_records("s", Hints()).items == (Record("a", "n", "s"),)
    assert index_change.contract(driver._table, 20) == "dropped 'old'"
    assert index_change.contract(driver._table, 20) == "there is no other index"
    assert driver.check_engine() == ()
    assert driver.list_records("s", Hints()).items == (Record("a", "n", "s"),)
    driver.close()


def test_nothing_is_left_of_records_that_are_gone(way: Opening) -> None:
    driver: Any = way.open()
    driver.create(Record("a", "old", "s"))
    driver.update("a", Changes(name="new"))
    driver.delete("a")
    assert driver._table.client.scan(TableName=driver._table.name)["Items"] == []
    driver.close()
