# SPDX-License-Identifier: Apache-2.0
"""Keeping what was read for some time.

Each section of the manager has a cache of its own, with a switch and a time to live of its own;
``[cache]`` has those that hold where a section says nothing.

A reader makes a value and keeps it under the key's lock; a writer forgets it, after its commit,
under the same lock. So nobody can keep what was read before a commit and forgotten after it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from oslo_config import cfg

from refstore.errors import StoreUnavailableError
from refstore.key_value_store import BACKENDS, KeyValueStore

LOG = logging.getLogger(__name__)
Value = TypeVar("Value")

GLOBAL: Sequence[cfg.Opt] = (
    cfg.BoolOpt("enabled", default=False, help="Keep what was read for some time."),
    cfg.IntOpt("expiration_time", default=600, min=1, help="For how many seconds."),
    cfg.StrOpt(
        "backend",
        default="memory",
        choices=sorted(BACKENDS),
        help="Where to keep it. memory is for one process: others would not see what it forgets.",
    ),
    cfg.StrOpt(
        "url",
        default="",
        secret=True,
        help="What the files of the backend file begin with; host:port of memcached, several "
        "with commas; the URL of redis or MongoDB.",
    ),
)
"""The options of ``[cache]``."""

SECTION: Sequence[cfg.Opt] = (
    cfg.BoolOpt("enabled", help="Whether this is kept; what [cache] says unless given."),
    cfg.IntOpt("expiration_time", min=1, help="In seconds; what [cache] says unless given."),
)
"""The options of ``[cache_NAME]`` for each name in :data:`SECTIONS`."""

SECTIONS = ("records", "id_mapping")


class _Once(Generic[Value]):
    """Makes a value once, and tells whether it was that which failed, or the cache."""

    def __init__(self, creator: Callable[[], Value]) -> None:
        self._creator = creator
        self._made: list[Value] = []
        self.failed = False

    def __call__(self) -> Value:
        if not self._made:
            self.failed = True
            self._made.append(self._creator())
            self.failed = False
        return self._made[0]


class Cache(Generic[Value]):
    """Keeps values that are slow to make. Without a store it keeps nothing.

    An engine that does not answer slows nobody down for good and fails no read, nor does what
    others wrote there. If forgetting fails, this process trusts the cache no more until everything
    in it is too old; others may see the old value for that long.
    """

    def __init__(
        self,
        store: KeyValueStore | None,
        time_to_live: int,
        encode: Callable[[Value], str],
        decode: Callable[[str], Value],
    ) -> None:
        self._store, self._time_to_live = store, time_to_live
        self._encode, self._decode = encode, decode
        self._distrusted_until = 0.0

    @property
    def is_on(self) -> bool:
        """Whether anything is kept."""
        return self._store is not None

    def get_or_create(self, key: str, creator: Callable[[], Value]) -> Value:
        """Return the value that is kept, or make and keep it. What ``creator`` raises goes on."""
        if self._store is None or time.monotonic() < self._distrusted_until:
            return creator()
        once = _Once(creator)
        try:
            kept = self._kept(self._store, key)
            return self._created(self._store, key, once) if kept is None else kept
        except StoreUnavailableError as error:
            if once.failed:
                raise
            LOG.warning("going on without the cache: %s", error)
            return once()

    def invalidate(self, *keys: str) -> None:
        """Forget values; to be called after the commit that makes them old."""
        if self._store is None:
            return
        try:
            for key in keys:
                with self._store.lock(f"lock:{key}"):
                    self._store.delete(key)
        except StoreUnavailableError as error:
            self._distrusted_until = time.monotonic() + self._time_to_live
            LOG.error("could not forget %s in the cache: %s", ", ".join(keys), error)

    def close(self) -> None:
        """Close the connections."""
        if self._store is not None:
            self._store.close()

    def _created(self, store: KeyValueStore, key: str, creator: Callable[[], Value]) -> Value:
        with store.lock(f"lock:{key}"):
            kept = self._kept(store, key)
            if kept is None:
                kept = creator()
                store.set(key, self._encode(kept))
            return kept

    def _kept(self, store: KeyValueStore, key: str) -> Value | None:
        text = store.get(key)
        try:
            return None if text is None else self._decode(text)
        except (ValueError, TypeError):
            LOG.warning("the cache has no value of refstore's for %s: making it anew", key)
            return None


def cache_for(
    section: str,
    conf: cfg.ConfigOpts,
    encode: Callable[[Value], str],
    decode: Callable[[str], Value],
) -> Cache[Value]:
    """Return the cache of one of :data:`SECTIONS`, as the configuration wants it.

    Raises ConfigurationError if the backend cannot be used.
    """
    shared = conf.cache
    time_to_live = conf[f"cache_{section}"].expiration_time or shared.expiration_time
    store = None
    if is_enabled(section, conf):
        store = KeyValueStore(
            shared.backend,
            # A file has one lock for all its keys; to read a record may take the ID mapping's too.
            f"{shared.url}.{section}" if shared.backend == "file" else shared.url,
            prefix=f"refstore-cache:{section}:",
            time_to_live=time_to_live,
        )
    return Cache(store, time_to_live, encode, decode)


def is_enabled(section: str, conf: cfg.ConfigOpts) -> bool:
    """Tell whether one of :data:`SECTIONS` is cached."""
    own: bool | None = conf[f"cache_{section}"].enabled
    return bool(conf.cache.enabled) if own is None else own
