# SPDX-License-Identifier: Apache-2.0
"""Ask engines in their own words whether they answer, with the standard library alone.

Each probe takes a host and a port, and returns whether the engine is ready. A probe may raise
OSError or ValueError instead of returning False.
"""

from __future__ import annotations

import http.client
import json
import socket
import struct

TIMEOUT = 2.0
"""Seconds that an engine may take to answer one question."""


def _ask(host: str, port: int, question: bytes) -> bytes:
    with socket.create_connection((host, port), TIMEOUT) as connection:
        connection.sendall(question)
        return connection.recv(1024)


def redis(host: str, port: int) -> bool:
    """Tell whether redis has loaded its data."""
    return _ask(host, port, b"PING\r\n") == b"+PONG\r\n"


def memcached(host: str, port: int) -> bool:
    """Tell whether memcached answers."""
    return _ask(host, port, b"version\r\n").startswith(b"VERSION ")


def postgresql(host: str, port: int) -> bool:
    """Tell whether PostgreSQL asks who we are, rather than saying that it is starting."""
    # Version 3.0 of the protocol: length, version, pairs of parameters, an empty name.
    parameters = b"\0".join((b"user", b"ready", b"database", b"ready", b"", b""))
    hello = struct.pack("!ii", 8 + len(parameters), 3 << 16) + parameters
    return _ask(host, port, hello).startswith(b"R")


def etcd(host: str, port: int) -> bool:
    """Tell whether a member of etcd has a leader and can commit."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/health")
        return bool(json.loads(connection.getresponse().read()).get("health") == "true")
    finally:
        connection.close()


def dynamodb(host: str, port: int) -> bool:
    """Tell whether an engine lists the tables it has, which is none."""
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=ready/20000101/us-east-1/dynamodb/"
        "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + 64 * "0",
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Date": "20000101T000000Z",
        "X-Amz-Target": "DynamoDB_20120810.ListTables",
    }
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("POST", "/", "{}", headers)
        return "TableNames" in json.loads(connection.getresponse().read())
    finally:
        connection.close()


def mongodb(host: str, port: int) -> bool:
    """Tell whether an engine answers ``{"ping": 1, "$db": "admin"}``."""
    fields = b"\x10ping\0" + struct.pack("<i", 1) + b"\x02$db\0" + struct.pack("<i", 6) + b"admin\0"
    document = struct.pack("<i", len(fields) + 5) + fields + b"\0"
    # OP_MSG (2013): header, no flags, one section of kind 0.
    message = struct.pack("<iiiiiB", 21 + len(document), 1, 0, 2013, 0, 0) + document
    return b"\x01ok\0" + struct.pack("<d", 1) in _ask(host, port, message)
