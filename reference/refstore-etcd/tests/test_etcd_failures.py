# SPDX-License-Identifier: Apache-2.0
"""What failures of real connections and answers as etcd gives them are taken for."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from types import SimpleNamespace

import pytest
from etcd3gw import Etcd3Client
from etcd3gw.exceptions import ConnectionFailedError, Etcd3Exception
from refstore.errors import ConfigurationError, InvalidRecordError, RecordTooLargeError
from refstore.records import Record
from refstore_etcd.clients import Clients, host_and_port
from refstore_etcd.failures import (
    LostError,
    NotLoggedInError,
    RefusedError,
    RequestError,
    TooLargeError,
    told_apart,
)
from refstore_etcd.stored import LIMIT, stored, written
from refstore_etcd.transactions import Entry

OPTIONS = SimpleNamespace(user=None, password=None, ca_file=None, cert_file=None, key_file=None)


@contextmanager
def listening(answer: Callable[[socket.socket], object]) -> Iterator[int]:
    """Listen on a port, and do with the first connection what the test says."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with server.accept()[0] as connection:
                answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def ask(port: int) -> object:
    clients = Clients(f"127.0.0.1:{port}", OPTIONS)
    with closing(clients), clients.client(0.2) as client:
        return client.put(b"key", b"value")


def replied(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)


def test_a_port_where_nobody_listens_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(RefusedError):
        ask(port)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda it: it.recv(10_000), id="closes"),
        pytest.param(lambda it: (it.recv(10_000), it.recv(1)), id="is silent"),
        pytest.param(lambda it: (it.recv(10_000), it.sendall(replied(b"{}")[:-2])), id="breaks"),
        pytest.param(
            lambda it: (it.recv(10_000), it.sendall(replied(b"{}"))), id="breaks in the body"
        ),
        pytest.param(
            lambda it: (it.recv(10_000), it.sendall(replied(b"<p>") + b"<p>")), id="is no JSON"
        ),
    ],
)
def test_an_answer_that_does_not_come_is_lost(
    answer: Callable[[socket.socket], object],
) -> None:
    with listening(answer) as port, pytest.raises(LostError):
        ask(port)


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        (3, "etcdserver: request is too large", TooLargeError),
        (8, "grpc: received message larger than max (4 vs. 2)", TooLargeError),
        (8, "etcdserver: mvcc: database space exceeded", RefusedError),
        (8, "etcdserver: too many requests", RefusedError),
        (7, "etcdserver: permission denied", RefusedError),
        (16, "etcdserver: invalid auth token", NotLoggedInError),
        (14, "etcdserver: request timed out", LostError),
        (14, "etcdserver: leader changed", LostError),
        (2, "context deadline exceeded", LostError),
        (2, "raft proposal dropped", LostError),
    ],
)
def test_what_etcd_says(code: int, message: str, error: type[RequestError]) -> None:
    text = json.dumps({"error": message, "message": message, "code": code})
    with pytest.raises(RequestError, match=re.escape(message)) as found, told_apart():
        raise Etcd3Exception(text, "reason")
    assert type(found.value) is error


@pytest.mark.parametrize("text", [None, "", "upstream is gone", "[]", "3"])
def test_what_others_say_in_its_place_is_lost(text: str | None) -> None:
    with pytest.raises(LostError), told_apart():
        raise ConnectionFailedError(text, "reason")


def test_clients_are_used_again_and_closed() -> None:
    clients = Clients("127.0.0.1:1", OPTIONS)
    with clients.client(1) as first, clients.client(2) as second:
        assert first is not second
    with clients.client(3) as third:
        assert third in (first, second)
        assert third.timeout == 3
    clients.close()
    with clients.client(1) as fourth:
        assert isinstance(fourth, Etcd3Client)
    assert not clients._idle


@pytest.mark.parametrize(
    ("endpoint", "found"),
    [("h:1", ("h", 1)), ("127.0.0.1:2379", ("127.0.0.1", 2379)), ("[::1]:2", ("::1", 2))],
)
def test_an_endpoint_is_read(endpoint: str, found: tuple[str, int]) -> None:
    assert host_and_port(endpoint) == found


@pytest.mark.parametrize("endpoint", ["", "host", "host:", ":1", "http://host:1", "h:1/x", "h:²"])
def test_an_odd_endpoint_is_told(endpoint: str) -> None:
    with pytest.raises(ConfigurationError, match="endpoints"):
        Clients(endpoint, OPTIONS)


def test_a_record_that_is_too_large_is_told_before_it_is_sent() -> None:
    with pytest.raises(RecordTooLargeError) as found:
        written(Record("a", "n", "s", {"x": "\u20ac" * (LIMIT // 3)}))
    assert found.value.limit == LIMIT < found.value.size


@pytest.mark.parametrize("value", [b"", b"\xff", b"[]", b"{}", b"3"])
def test_what_is_no_record_is_told(value: bytes) -> None:
    with pytest.raises(InvalidRecordError):
        stored(Entry(b"key", value, 1, 1, 1))
