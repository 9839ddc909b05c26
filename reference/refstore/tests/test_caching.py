# SPDX-License-Identifier: Apache-2.0
"""The key-value store and the cache on it: what they keep, for how long, and who forgets it."""

from __future__ import annotations

import dbm
import threading
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refstore.caching import Cache
from refstore.errors import ConfigurationError, StoreUnavailableError
from refstore.key_value_store import KeyValueStore


@pytest.fixture(params=["memory", "file"])
def backend(request, tmp_path):
    return request.param, str(tmp_path / "store")


def cache_over(store, time_to_live=60):
    return Cache(store, time_to_live, str, str)


def test_values_come_back_and_go(backend):
    store = KeyValueStore(*backend)
    assert store.get("a") is None
    store.set("a", "\u00e4\n")
    store.set("b", "")
    assert (store.get("a"), store.get("b")) == ("\u00e4\n", "")
    assert store.get_many(["a", "b", "c"]) == {"a": "\u00e4\n", "b": ""}
    store.delete("a")
    store.delete("a")
    assert store.get("a") is None


@given(st.lists(st.text(max_size=300), unique=True, min_size=2, max_size=10))
def test_keys_of_any_form_stay_apart(keys):
    store = KeyValueStore("memory", prefix="p:")
    for key in keys:
        store.set(key, f"value of {key!r}")
    assert store.get_many(keys) == {key: f"value of {key!r}" for key in keys}
    assert all(len(mangled) <= 250 and mangled.isascii() for mangled in map(store._mangled, keys))


def test_prefixes_keep_stores_apart(tmp_path):
    one = KeyValueStore("file", str(tmp_path / "x"), prefix="one:")
    two = KeyValueStore("file", str(tmp_path / "x"), prefix="two:")
    one.set("a", "1")
    assert two.get("a") is None


def test_a_time_to_live_has_exceptions(backend):
    store = KeyValueStore(*backend, time_to_live=1, no_expiry_keys=["kept", "name:*"])
    for key in ("kept", "name:a", "gone"):
        store.set(key, "x")
    assert set(store.get_many(["kept", "name:a", "gone"])) == {"kept", "name:a", "gone"}
    time.sleep(1.1)
    assert set(store.get_many(["kept", "name:a", "gone"])) == {"kept", "name:a"}
    assert store.get("gone") is None


def test_one_at_a_time_has_the_lock(backend, monkeypatch):
    monkeypatch.setattr("refstore.key_value_store._PATIENCE", 0.05)
    store = KeyValueStore(*backend)
    with store.lock("x"):
        caught = []

        def wait():
            try:
                with store.lock("x"):
                    caught.append("entered")
            except StoreUnavailableError as error:
                caught.append(str(error))

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert "held its lock" in caught[0]
    with store.lock("x"):
        pass


@pytest.mark.parametrize(
    ("backend", "url", "message"),
    [
        ("nothing", "", "there are file, memcached, memory, mongodb, redis"),
        ("file", "/nowhere/at/all", "the backend file"),
        ("redis", "no url", "the backend redis"),
        ("redis", "", "the backend redis has no url"),
        ("file", "", "the backend file has no url"),
        ("memcached", "host:port", "the backend memcached"),
        ("mongodb", "mongodb://", "the backend mongodb"),
    ],
)
def test_what_cannot_be_used_is_told(backend, url, message):
    with pytest.raises(ConfigurationError, match=message):
        KeyValueStore(backend, url)


def test_an_engine_that_is_not_there_is_told():
    store = KeyValueStore("redis", "redis://127.0.0.1:1/0")
    with pytest.raises(StoreUnavailableError, match="redis is not available"):
        store.get("a")


def test_a_value_is_made_once():
    cache, made = cache_over(KeyValueStore("memory")), count(1)
    assert [cache.get_or_create("a", lambda: str(next(made))) for _ in range(3)] == ["1"] * 3
    cache.invalidate("a")
    assert cache.get_or_create("a", lambda: str(next(made))) == "2"


def test_a_failure_is_not_kept():
    cache = cache_over(KeyValueStore("memory"))
    with pytest.raises(ZeroDivisionError):
        cache.get_or_create("a", lambda: str(1 // 0))
    assert cache.get_or_create("a", lambda: "1") == "1"


def test_without_a_store_nothing_is_kept():
    cache, made = cache_over(None), count(1)
    assert [cache.get_or_create("a", lambda: str(next(made))) for _ in range(2)] == ["1", "2"]
    cache.invalidate("a")


def test_who_read_before_a_commit_does_not_keep_it_after():
    """The reader is slow: it reads, another commits and forgets, then the reader keeps."""
    cache = cache_over(KeyValueStore("memory"))
    value, has_read, may_go_on = ["old"], threading.Event(), threading.Event()

    def slow_read():
        found = value[0]
        has_read.set()
        may_go_on.wait(5)
        return found

    reader = threading.Thread(target=lambda: cache.get_or_create("a", slow_read))
    reader.start()
    has_read.wait(5)
    value[0] = "new"
    writer = threading.Thread(target=lambda: cache.invalidate("a"))
    writer.start()
    may_go_on.set()
    reader.join()
    writer.join()
    assert cache.get_or_create("a", lambda: value[0]) == "new"


def test_reading_goes_on_without_the_engine(caplog):
    cache = cache_over(KeyValueStore("redis", "redis://127.0.0.1:1/0"))
    assert cache.get_or_create("a", lambda: "made") == "made"
    assert "going on without the cache" in caplog.text


def test_what_others_wrote_is_made_anew(caplog):
    store = KeyValueStore("memory")
    cache = Cache(store, 60, str, int)
    store.set("a", "text")
    assert [cache.get_or_create("a", lambda: 1) for _ in range(2)] == [1, 1]
    assert store.get("a") == "1"
    assert "no value of refstore's for a" in caplog.text


@pytest.mark.parametrize("damaged", [b"text", b"1|2", b'{"ct": 1, "v": 2}|x', b"\xff", b""])
def test_what_others_wrote_in_their_own_way_is_told(tmp_path, damaged):
    file = str(tmp_path / "store")
    store = KeyValueStore("file", file, prefix="mine:")
    store.set("a", "1")
    with dbm.open(file, "w") as opened:
        opened["mine:a"] = damaged
    for read in (lambda: store.get("a"), lambda: store.get_many(["a"])):
        with pytest.raises(StoreUnavailableError, match="begins with 'mine:' is not refstore's"):
            read()


def test_a_failing_driver_is_asked_once_and_not_taken_for_the_cache(caplog):
    cache, asked = cache_over(KeyValueStore("memory")), []

    def fail():
        asked.append(1)
        raise StoreUnavailableError("sql", "it is away")

    with pytest.raises(StoreUnavailableError, match="sql is not available"):
        cache.get_or_create("a", fail)
    assert (asked, caplog.text) == ([1], "")


def test_a_value_that_cannot_be_kept_is_made_once(caplog, monkeypatch):
    store, made = KeyValueStore("memory"), count(1)
    monkeypatch.setattr(store, "set", lambda key, _: _unavailable(key))
    assert cache_over(store).get_or_create("a", lambda: str(next(made))) == "1"
    assert "going on without the cache" in caplog.text


def test_what_could_not_be_forgotten_is_not_trusted(caplog):
    store = KeyValueStore("memory")
    cache = cache_over(store)
    assert cache.get_or_create("a", lambda: "old") == "old"
    store.delete = _unavailable
    cache.invalidate("a")
    assert cache.get_or_create("a", lambda: "new") == "new"
    assert "could not forget a" in caplog.text


def _unavailable(key):
    raise StoreUnavailableError("memory", "it is away")
