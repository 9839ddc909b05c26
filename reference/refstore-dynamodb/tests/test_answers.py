# SPDX-License-Identifier: Apache-2.0
"""What the driver makes of an engine that is slow, throttles, fails or is not there.

The engine is a server that gives the answers of a script, one to a request; ``None`` is no answer
in time. boto3 and its retries are real.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from refstore.errors import (
    OutcomeUnknownError,
    RecordTooLargeError,
    RevisionMismatchError,
    StoreUnavailableError,
)
from refstore.hints import Comparator, Filter, Hints
from refstore.records import Changes, Record
from refstore_dynamodb import index_change
from refstore_dynamodb.driver import DynamoDBDriver
from refstore_dynamodb.items import Stored, written
from refstore_dynamodb.options import client_for
from refstore_dynamodb.table import Table

TIMEOUT = 0.3
RECORD = Record("a", "n", "s")


def refusal(code: str, message: str = "said the engine", status: int = 400) -> Any:
    return status, {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": message}


FOUND = 200, {"Item": written(Stored("a", "first", RECORD, "claim"))}
WRITTEN = 200, {}
OVERTAKEN = refusal("ConditionalCheckFailedException")
THROTTLED = refusal("ProvisionedThroughputExceededException")
BROKEN = refusal("InternalServerError", status=500)
UNANSWERED = None


def found_with(token: str, revision: int = 2) -> Any:
    record = Record("a", "n", "s", {}, revision)
    return 200, {"Item": written(Stored("a", token, record, "claim"))}


class Server(ThreadingHTTPServer):
    """Gives the answers of a script, which may depend on what was asked before."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Any] = []
        self.asked: list[Any] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(json.loads(body))
        answer = self.server.script.pop(0)
        answer = answer(self.server.asked) if callable(answer) else answer
        if answer is None:
            time.sleep(3 * TIMEOUT)
            self.close_connection = True
            return
        status, data = answer
        text = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server(running: Server) -> Server:
    running.script, running.asked = [], []
    return running


@pytest.fixture(scope="module")
def client(running: Server, options_for: Callable[..., Any]) -> Iterator[Any]:
    client = client_for(options_for(endpoint_url=running.url, read_timeout=TIMEOUT, max_attempts=2))
    yield client
    client.close()


@pytest.fixture
def driver(
    client: Any, options_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> DynamoDBDriver:
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    monkeypatch.setattr("refstore_dynamodb.driver.client_for", lambda _: client)
    return DynamoDBDriver(options_for())


def own_write(asked: list[Any]) -> Any:
    """Return the item that the first write of the script would have left."""
    return 200, {"Item": next(each["Item"] for each in asked if "Item" in each)}


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ([FOUND, THROTTLED, THROTTLED], StoreUnavailableError),
        ([FOUND, BROKEN, BROKEN], OutcomeUnknownError),
        ([FOUND, UNANSWERED, UNANSWERED], OutcomeUnknownError),
        ([FOUND, UNANSWERED, THROTTLED], OutcomeUnknownError),
        ([FOUND, UNANSWERED, OVERTAKEN, found_with("other")], OutcomeUnknownError),
        ([FOUND, THROTTLED, OVERTAKEN, found_with("other")], RevisionMismatchError),
        ([FOUND, OVERTAKEN, found_with("other")], RevisionMismatchError),
        ([FOUND, refusal("ValidationException", "Item size is over it")], RecordTooLargeError),
        ([FOUND, refusal("AccessDeniedException")], StoreUnavailableError),
        ([FOUND, refusal("ResourceNotFoundException")], StoreUnavailableError),
        ([UNANSWERED, UNANSWERED], StoreUnavailableError),
        ([BROKEN, BROKEN], StoreUnavailableError),
    ],
)
def test_an_update_that_fails_says_what_is_known(
    driver: DynamoDBDriver, server: Server, script: list[Any], error: type[Exception]
) -> None:
    server.script = list(script)
    with pytest.raises(error) as raised:
        driver.update("a", Changes(attributes={}), 1)
    assert type(raised.value) is error
    assert server.script == []


@pytest.mark.parametrize("first", [UNANSWERED, BROKEN])
def test_a_write_recognises_itself(driver: DynamoDBDriver, server: Server, first: Any) -> None:
    server.script = [FOUND, first, OVERTAKEN, own_write]
    assert driver.update("a", Changes(attributes={"x": 1}), 1).revision == 2


def test_an_attempt_that_was_throttled_is_repeated(driver: DynamoDBDriver, server: Server) -> None:
    server.script = [FOUND, THROTTLED, WRITTEN]
    assert driver.update("a", Changes(attributes={"x": 1}), 1).revision == 2


def test_attempts_of_a_transaction_have_one_token(driver: DynamoDBDriver, server: Server) -> None:
    server.script = [UNANSWERED, WRITTEN]
    driver.create(RECORD)
    first, second = (asked["ClientRequestToken"] for asked in server.asked)
    assert first == second


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([UNANSWERED, UNANSWERED], OutcomeUnknownError),
        ([THROTTLED, THROTTLED], StoreUnavailableError),
    ],
)
def test_a_transaction_that_fails_says_what_is_known(
    driver: DynamoDBDriver, server: Server, answers: list[Any], error: type[Exception]
) -> None:
    server.script = list(answers)
    with pytest.raises(error) as raised:
        driver.create(RECORD)
    assert type(raised.value) is error


@pytest.mark.parametrize("before", [0, 1])
def test_nothing_is_open_before_the_record_is_written(
    driver: DynamoDBDriver, server: Server, before: int
) -> None:
    server.script = [refusal("UnknownOperationException"), *[WRITTEN] * before, BROKEN, BROKEN]
    with pytest.raises(StoreUnavailableError) as raised:
        driver.create(RECORD)
    assert type(raised.value) is StoreUnavailableError
    assert server.script == []


def test_an_engine_that_is_not_there_has_written_nothing(
    options_for: Callable[..., Any],
) -> None:
    url = "http://127.0.0.1:1"
    driver = DynamoDBDriver(options_for(endpoint_url=url, connect_timeout=0.2, max_attempts=1))
    with pytest.raises(StoreUnavailableError) as raised:
        driver.create(RECORD)
    assert type(raised.value) is StoreUnavailableError
    driver.close()


def test_empty_pages_are_not_the_end_and_queries_are_bounded(
    driver: DynamoDBDriver, server: Server
) -> None:
    more = {"Items": [], "LastEvaluatedKey": {"id": {"S": "c"}, "scope": {"S": "s"}}}
    hints = Hints((Filter("name", "n", Comparator.CONTAINS),), limit=5)
    server.script = [(200, more), (200, {"Items": [FOUND[1]["Item"]]})]
    page = driver.list_records("s", hints)
    assert ([record.id for record in page.items], page.truncated) == (["a"], False)
    server.script = [(200, more)] * 10
    page = driver.list_records("s", hints)
    assert (page.items, page.next_marker, page.truncated) == ((), "c", True)


def described(state: str | None) -> Any:
    indexes = [{"IndexName": "by_scope", "IndexStatus": state}] if state else []
    return 200, {"Table": {"TableStatus": "ACTIVE", "GlobalSecondaryIndexes": indexes}}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (described("ACTIVE"), None),
        (described("CREATING"), "index not active: 'by_scope' is CREATING"),
        (described(None), "lacks index 'by_scope': run `refstore-dynamodb expand`"),
        (refusal("ResourceNotFoundException"), "create it with `refstore-dynamodb create-table`"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(
    driver: DynamoDBDriver, server: Server, answer: Any, problem: str | None
) -> None:
    server.script = [answer]
    found = driver.check_engine()
    assert (problem or "") in "".join(found)
    assert len(found) == (problem is not None)


def test_an_index_is_not_waited_for_for_ever(client: Any, server: Server) -> None:
    server.script = [described("CREATING")] * 2
    with pytest.raises(StoreUnavailableError, match="index 'by_scope' is CREATING"):
        index_change.migrate(Table(client, "refstore"), 0.0)
