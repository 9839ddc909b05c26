# SPDX-License-Identifier: Apache-2.0
"""A backend of dogpile.cache for memcached, on pymemcache.

Other than dogpile's own it shares its connections between threads, gives up after some seconds,
and never unpickles: whoever can write to memcached could otherwise run code here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from dogpile.cache.api import NO_VALUE, BytesBackend, CacheMutex

_TIMEOUT = 5.0
"""In seconds, for connecting and for each answer."""


class MemcachedBackend(BytesBackend):
    """Keeps values on the servers ``url``, a list of host:port.

    Arguments: ``url``; ``expiration_time`` in seconds, after which the engine forgets a value;
    ``lock_timeout`` in seconds, after which a lock is free again.
    """

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        from pymemcache.client.hash import HashClient  # an extra

        self._client: Any = HashClient(
            arguments["url"],
            use_pooling=True,
            connect_timeout=_TIMEOUT,
            timeout=_TIMEOUT,
            dead_timeout=_TIMEOUT,
            default_noreply=False,
        )
        self._expiration_time = arguments.get("expiration_time") or 0
        self._lock_timeout = arguments.get("lock_timeout", 30)

    def get_mutex(self, key: str) -> CacheMutex:
        """Return a lock that all clients of the servers share."""
        return KeyLock(self._client, f"lock:{key}", self._lock_timeout)

    def get_serialized(self, key: str) -> Any:
        """Return a value's bytes."""
        return self._client.get(key, default=NO_VALUE)

    def get_serialized_multi(self, keys: Iterable[str]) -> list[Any]:
        """Return the bytes of several values."""
        keys = list(keys)
        found = self._client.get_many(keys)
        return [found.get(key, NO_VALUE) for key in keys]

    def set_serialized(self, key: str, value: bytes) -> None:
        """Keep a value's bytes."""
        self._client.set(key, value, expire=self._expiration_time)

    def set_serialized_multi(self, mapping: Mapping[str, bytes]) -> None:
        """Keep the bytes of several values."""
        self._client.set_many(mapping, expire=self._expiration_time)

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._client.delete(key)

    def delete_multi(self, keys: Iterable[str]) -> None:
        """Forget several values."""
        self._client.delete_many(list(keys))

    def close(self) -> None:
        """Close all connections."""
        self._client.close()


class KeyLock(CacheMutex):
    """A lock that is held by whoever added its key."""

    def __init__(self, client: Any, key: str, timeout: int) -> None:
        self._client, self._key, self._timeout = client, key, timeout
        self._token = uuid.uuid4().hex.encode()

    def acquire(self, wait: bool = True) -> bool:  # noqa: ARG002 - KeyValueStore does the waiting
        """Try to take the lock."""
        return bool(self._client.add(self._key, self._token, expire=self._timeout))

    def release(self) -> None:
        """Give the lock back, if it is still this one's."""
        token, version = self._client.gets(self._key)
        if token == self._token:
            # Between the two calls it may have become another's; only the same version goes.
            self._client.cas(self._key, b"", version, expire=-1)

    def locked(self) -> bool:
        """Tell whether anybody holds the lock."""
        return self._client.get(self._key) is not None
