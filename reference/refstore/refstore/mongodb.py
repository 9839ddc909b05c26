# SPDX-License-Identifier: Apache-2.0
"""A backend of dogpile.cache for document databases that speak MongoDB's wire protocol.

One document a key: ``_id`` is the key, ``value`` the bytes, ``expires`` when the engine may
remove it. A lock is a document too: whoever inserts it has it.

What it was tested against is in the documentation's table of engines.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from dogpile.cache.api import NO_VALUE, BytesBackend, CacheMutex

_TIMEOUT_MILLISECONDS = 5000


class MongoDBBackend(BytesBackend):
    """Keeps values in the collection ``refstore_cache`` of the database that ``url`` names.

    Arguments: ``url``; ``expiration_time`` in seconds, after which the engine removes a value;
    ``lock_timeout`` in seconds, after which a lock is free again.
    """

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        import pymongo  # an extra

        self._client: Any = pymongo.MongoClient(
            arguments["url"],
            serverSelectionTimeoutMS=_TIMEOUT_MILLISECONDS,
            tz_aware=True,
        )
        self._values = self._client.get_default_database("refstore")["refstore_cache"]
        self._expiration_time = arguments.get("expiration_time")
        self._lock_timeout = arguments.get("lock_timeout", 30)
        self._indexed = False

    def get_mutex(self, key: str) -> CacheMutex:
        """Return a lock that all clients of the database share."""
        return DocumentLock(self._values, f"lock:{key}", self._lock_timeout)

    def get_serialized(self, key: str) -> Any:
        """Return a value's bytes."""
        return self.get_serialized_multi([key])[0]

    def get_serialized_multi(self, keys: Iterable[str]) -> list[Any]:
        """Return the bytes of several values."""
        keys, now = list(keys), _now()
        found = {
            document["_id"]: bytes(document["value"])
            for document in self._values.find({"_id": {"$in": keys}})
            if document.get("expires") is None or document["expires"] > now
        }
        return [found.get(key, NO_VALUE) for key in keys]

    def set_serialized(self, key: str, value: bytes) -> None:
        """Keep a value's bytes."""
        self._index()
        document = {"value": value, "expires": self._expiry()}
        self._values.replace_one({"_id": key}, document, upsert=True)

    def set_serialized_multi(self, mapping: Mapping[str, bytes]) -> None:
        """Keep the bytes of several values."""
        for key, value in mapping.items():
            self.set_serialized(key, value)

    def delete(self, key: str) -> None:
        """Forget a value."""
        self._values.delete_one({"_id": key})

    def delete_multi(self, keys: Iterable[str]) -> None:
        """Forget several values."""
        self._values.delete_many({"_id": {"$in": list(keys)}})

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _expiry(self) -> datetime | None:
        if not self._expiration_time:
            return None
        return _now() + timedelta(seconds=self._expiration_time)

    def _index(self) -> None:
        """Have the engine remove what is too old, in its own time: reading does not rely on it."""
        if not self._indexed:
            self._values.create_index("expires", expireAfterSeconds=0)
            self._indexed = True


class DocumentLock(CacheMutex):
    """A lock that is held by whoever inserted its document."""

    def __init__(self, values: Any, key: str, timeout: float) -> None:
        self._values, self._key, self._timeout = values, key, timeout
        self._token = uuid.uuid4().hex

    def acquire(self, wait: bool = True) -> bool:  # noqa: ARG002 - the base class demands it
        """Try to take the lock. KeyValueStore does the waiting, so ``wait`` changes nothing."""
        import pymongo.errors  # an extra

        held = {"_id": self._key, "token": self._token, "value": b"", "expires": self._end()}
        try:
            self._values.replace_one(
                {"_id": self._key, "expires": {"$lte": _now()}}, held, upsert=True
            )
        except pymongo.errors.DuplicateKeyError:
            return False
        return True

    def release(self) -> None:
        """Give the lock back, if it is still this one's."""
        self._values.delete_one({"_id": self._key, "token": self._token})

    def locked(self) -> bool:
        """Tell whether anybody holds the lock."""
        return self._values.find_one({"_id": self._key, "expires": {"$gt": _now()}}) is not None

    def _end(self) -> datetime:
        return _now() + timedelta(seconds=self._timeout)


def _now() -> datetime:
    return datetime.now(UTC)
