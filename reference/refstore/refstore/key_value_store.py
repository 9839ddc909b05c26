# SPDX-License-Identifier: Apache-2.0
"""A store of texts by key, over the backends of dogpile.cache.

Adds what they lack together: keys of any form, a time to live with exceptions, a lock that
gives up, and errors in refstore's terms. Values are JSON on the engine, never pickles: whoever
can write to a shared cache must not be able to run code here.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pkgutil import resolve_name
from typing import Any

from dogpile.cache import make_region
from dogpile.cache.api import NO_VALUE
from dogpile.util import NameRegistry

from refstore.errors import ConfigurationError, StoreUnavailableError

_PLAIN_KEY = re.compile(r"[!-~]{1,180}")
_PATIENCE = 10.0
"""How many seconds to wait for a lock."""
_LOCK_TIMEOUT = 30
"""After how many seconds an engine frees the lock of a holder that died."""
_TIMEOUT = 5.0
"""How many seconds an engine has for an answer."""
_PAUSE = 0.002


@dataclass(frozen=True, slots=True)
class Backend:
    """What refstore knows of one of dogpile's backends.

    ``expiry`` is the argument by which the engine itself forgets, ``errors`` names the base of
    its client's exceptions, and ``extra`` what to install. ``value_limit`` is in bytes.
    """

    name: str
    arguments: Callable[[str], dict[str, Any]]
    expiry: str = ""
    errors: str = "builtins:OSError"
    extra: str = ""
    value_limit: int | None = None


BACKENDS: Mapping[str, Backend] = {
    "memory": Backend("dogpile.cache.memory", lambda _: {"cache_dict": {}}),
    "file": Backend("dogpile.cache.dbm", lambda path: {"filename": path}, errors="dbm:error"),
    "memcached": Backend(
        "refstore.memcached",
        lambda servers: {"url": servers.split(","), "lock_timeout": _LOCK_TIMEOUT},
        expiry="expiration_time",
        errors="pymemcache.exceptions:MemcacheError",
        extra="memcached",
        value_limit=1_000_000,
    ),
    "redis": Backend(
        "dogpile.cache.redis",
        lambda url: {
            "url": url,
            "distributed_lock": True,
            "thread_local_lock": False,
            "lock_timeout": _LOCK_TIMEOUT,
            "socket_timeout": _TIMEOUT,
            "socket_connect_timeout": _TIMEOUT,
        },
        expiry="redis_expiration_time",
        errors="redis.exceptions:RedisError",
        extra="redis",
    ),
    "mongodb": Backend(
        "refstore.mongodb",
        lambda url: {"url": url, "lock_timeout": _LOCK_TIMEOUT},
        expiry="expiration_time",
        errors="pymongo.errors:PyMongoError",
        extra="mongodb",
        value_limit=16_000_000,
    ),
}
"""The backends by their short names; each with its arguments made from the option ``url``."""


class KeyValueStore:
    """Texts by key. One instance serves many threads.

    ``time_to_live`` is in seconds, None for ever; ``no_expiry_keys`` are patterns, as for the
    shell, of keys that stay. ``prefix`` keeps the keys of several stores apart on one engine.

    Raises ConfigurationError if the backend is unknown, its client is not installed, or it
    cannot use ``url``.
    """

    def __init__(
        self,
        backend: str,
        url: str = "",
        *,
        prefix: str = "",
        time_to_live: int | None = None,
        no_expiry_keys: Collection[str] = (),
    ) -> None:
        self.backend = _backend(backend)
        self._kind, self._prefix = backend, prefix
        self._no_expiry_keys = tuple(no_expiry_keys)
        self._mutexes = NameRegistry(lambda _: threading.Lock())
        if not url and backend != "memory":
            raise ConfigurationError(f"the backend {backend} has no url: say where it keeps things")
        with _configuring(backend, self.backend) as self._errors:
            arguments = self.backend.arguments(url)
            self._lasting = self._region(arguments, None)
            self._expiring = (
                self._region(arguments, time_to_live) if time_to_live else self._lasting
            )

    def get(self, key: str) -> str | None:
        """Return a value, or None if there is none or its time is over."""
        with self._named_errors(), self._foreign_values():
            value = self._region_of(key).get(self._mangled(key))
        return None if value is NO_VALUE else str(value)

    def get_many(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the values that are there, by key."""
        found: dict[str, str] = {}
        by_region: dict[Any, list[str]] = {}
        for key in keys:
            by_region.setdefault(self._region_of(key), []).append(key)
        for region, asked in by_region.items():
            with self._named_errors(), self._foreign_values():
                values = region.get_multi([self._mangled(key) for key in asked])
            found.update(
                (k, str(v)) for k, v in zip(asked, values, strict=True) if v is not NO_VALUE
            )
        return found

    def set(self, key: str, value: str) -> None:
        """Store a value."""
        with self._named_errors():
            self._region_of(key).set(self._mangled(key), value)

    def delete(self, key: str) -> None:
        """Forget a value, if there is one."""
        with self._named_errors():
            self._lasting.delete(self._mangled(key))

    def close(self) -> None:
        """Close the connections."""
        for region in {self._lasting, self._expiring}:
            backend = region.actual_backend
            close = getattr(getattr(backend, "writer_client", backend), "close", None)
            if close is not None:
                close()

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold a lock that all users of the engine share.

        Raises StoreUnavailableError if others hold it for too long. It ends by itself when its
        holder died; whoever holds it for longer than that does not have it any more.
        """
        end = time.monotonic() + _PATIENCE
        with _held(self._mutexes.get(name), end, self._kind):
            with self._named_errors():
                mutex = self._lasting.backend.get_mutex(self._mangled(name))
            if mutex is None:
                yield
                return
            with self._shared(mutex, end):
                yield

    @contextmanager
    def _shared(self, mutex: Any, end: float) -> Iterator[None]:
        # dogpile's own waiting doubles its pauses up to hours.
        with self._named_errors():
            while not mutex.acquire(False):
                _demand_time(end, self._kind)
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            with self._named_errors():
                mutex.release()

    def _region(self, arguments: dict[str, Any], time_to_live: int | None) -> Any:
        expiry = {self.backend.expiry: time_to_live} if self.backend.expiry else {}
        return make_region(serializer=_serialized, deserializer=json.loads).configure(
            self.backend.name,
            expiration_time=time_to_live,
            arguments={**arguments, **(expiry if time_to_live else {})},
        )

    def _region_of(self, key: str) -> Any:
        lasting = any(fnmatchcase(key, pattern) for pattern in self._no_expiry_keys)
        return self._lasting if lasting else self._expiring

    def _mangled(self, key: str) -> str:
        """Return a key that every engine takes: memcached wants 250 plain characters."""
        key = f"{self._prefix}{key}"
        if _PLAIN_KEY.fullmatch(key) and not key.startswith("sha256="):
            return key
        return f"sha256={hashlib.sha256(key.encode()).hexdigest()}"

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise StoreUnavailableError(self._kind, error) from error

    @contextmanager
    def _foreign_values(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, KeyError) as error:
            reason = f"others write there, too: what begins with {self._prefix!r} is not refstore's"
            raise StoreUnavailableError(self._kind, reason) from error


def _backend(name: str) -> Backend:
    if name not in BACKENDS:
        raise ConfigurationError(
            f"there is no key-value backend {name!r}; there are {', '.join(sorted(BACKENDS))}"
        )
    return BACKENDS[name]


@contextmanager
def _configuring(kind: str, backend: Backend) -> Iterator[tuple[type[Exception], ...]]:
    """Give what the backend's client raises when its engine fails."""
    refusals: tuple[type[Exception], ...] = ()
    try:
        errors = _exceptions(backend)
        refusals = (ValueError, *errors)
        yield errors
    except ImportError as error:
        raise ConfigurationError(
            f"the backend {kind} needs {error.name}: pip install 'refstore[{backend.extra}]'"
        ) from error
    except refusals as error:
        raise ConfigurationError(f"the backend {kind}: {error}") from error


def _exceptions(backend: Backend) -> tuple[type[Exception], ...]:
    found = resolve_name(backend.errors)
    return (*(found if isinstance(found, tuple) else (found,)), OSError)


def _serialized(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


@contextmanager
def _held(mutex: threading.Lock, end: float, kind: str) -> Iterator[None]:
    if not mutex.acquire(timeout=max(0.0, end - time.monotonic())):
        _demand_time(0, kind)
    try:
        yield
    finally:
        mutex.release()


def _demand_time(end: float, kind: str) -> None:
    if time.monotonic() >= end:
        raise StoreUnavailableError(kind, f"others held its lock for {_PATIENCE:.0f} seconds")
