# SPDX-License-Identifier: Apache-2.0
"""Clients of one member. A client serves one thread at a time and is used again and again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from etcd3gw import Etcd3Client
from refstore.errors import ConfigurationError

from refstore_etcd.failures import NotLoggedInError, told_apart

API = "/v3/"
"""Where the gateway is since etcd 3.4; to name it saves a request."""


class Clients:
    """The clients of one member, as many as threads ask at once.

    Raises ConfigurationError if the endpoint is not a host and a port.
    """

    def __init__(self, endpoint: str, options: Any) -> None:
        self.endpoint = endpoint
        self._host, self._port = host_and_port(endpoint)
        self._options = options
        self._idle: deque[Etcd3Client] = deque()
        self._token: str | None = None
        self._closed = False

    @contextmanager
    def client(self, seconds: float) -> Iterator[Etcd3Client]:
        """Lend a client that waits so many seconds. Raises RequestError."""
        client = self._idle.pop() if self._idle else self._new()
        client.timeout = seconds
        try:
            with told_apart():
                self._log_in(client)
                yield client
        except NotLoggedInError:
            self._token = None
            raise
        finally:
            self._take_back(client)

    def close(self) -> None:
        """Close all connections, those that are lent when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop().session.close()

    def _take_back(self, client: Etcd3Client) -> None:
        self._idle.append(client)
        if self._closed:
            self.close()

    def _new(self) -> Etcd3Client:
        protocol = "https" if self._options.ca_file else "http"
        return Etcd3Client(self._host, self._port, protocol, session=self._session(), api_path=API)

    def _session(self) -> requests.Session:
        session = requests.Session()
        # To look for proxies and .netrc takes longer than etcd needs for an answer.
        session.trust_env = False
        if self._options.ca_file:
            session.verify = self._options.ca_file
        if self._options.cert_file:
            session.cert = (self._options.cert_file, self._options.key_file)
        return session

    def _log_in(self, client: Etcd3Client) -> None:
        if not self._options.user:
            return
        if self._token is None:
            client.session.headers.pop("Authorization", None)
            who = {"name": self._options.user, "password": self._options.password}
            self._token = client.post(client.get_url("/auth/authenticate"), json=who)["token"]
        client.session.headers["Authorization"] = self._token


def host_and_port(endpoint: str) -> tuple[str, int]:
    """Read ``host:port``; the host may be an IPv6 address in brackets.

    Raises ConfigurationError.
    """
    host, _, port = endpoint.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()) or "/" in host:
        raise ConfigurationError(
            f"[etcd] endpoints: {endpoint!r} is not host:port, such as 127.0.0.1:2379"
        )
    return host.removeprefix("[").removesuffix("]"), int(port)
