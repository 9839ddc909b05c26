# SPDX-License-Identifier: Apache-2.0
"""The key-value driver and its store on redis, memcached and MongoDB's wire protocol."""

from __future__ import annotations

import time
import uuid
from contextlib import ExitStack, closing

import pytest
from refstore.conformance import ConcurrencyTests, Opening, StoreDriverV9Tests
from refstore.conformance.values import record
from refstore.driver import Capability
from refstore.errors import RecordTooLargeError, StoreUnavailableError
from refstore.hints import Hints
from refstore.key_value_store import KeyValueStore

pytestmark = [
    pytest.mark.engines,
    # dogpile.cache still calls it.
    pytest.mark.filterwarnings("ignore:Call to deprecated setex:DeprecationWarning"),
]

ENGINES = ("redis", "memcached", "mongodb")


@pytest.fixture(params=ENGINES)
def place(request, engine):
    """Return a backend's name and where its engine is."""
    return request.param, engine(request.param).url


@pytest.fixture
def opened():
    """Return a function that keeps what it is given, to be closed after the test."""
    with ExitStack() as stack:
        yield lambda thing: stack.enter_context(closing(thing))


@pytest.fixture
def prefix():
    return f"test-{uuid.uuid4().hex}:"


class TestEngines(StoreDriverV9Tests, ConcurrencyTests):
    @pytest.fixture
    def opening(self, place, prefix):
        backend, url = place
        return Opening("kv", {"backend": backend, "url": url, "prefix": prefix})

    def test_the_instance_promises_what_its_backend_can(self, driver):
        assert Capability.SHARED in driver.CAPABILITIES


def test_the_engine_forgets_in_time(place, prefix, opened):
    store = opened(KeyValueStore(*place, prefix=prefix, time_to_live=1, no_expiry_keys=["kept"]))
    store.set("kept", "x")
    store.set("gone", "x")
    assert set(store.get_many(["kept", "gone"])) == {"kept", "gone"}
    time.sleep(1.2)
    assert set(store.get_many(["kept", "gone"])) == {"kept"}


def test_a_lock_is_shared_and_given_back(place, prefix, monkeypatch, opened):
    monkeypatch.setattr("refstore.key_value_store._PATIENCE", 0.2)
    one, two = (opened(KeyValueStore(*place, prefix=prefix)) for _ in range(2))
    with one.lock("x"), pytest.raises(StoreUnavailableError, match="held its lock"), two.lock("x"):
        pass
    with two.lock("x"):
        pass


def test_a_record_over_the_engines_limit_is_refused_whole(engine, prefix, opened):
    options = {"backend": "memcached", "url": engine("memcached").url, "prefix": prefix}
    driver = opened(Opening("kv", options).open())
    driver.create(record("fits", attributes={"text": "x" * 900_000}))
    with pytest.raises(RecordTooLargeError) as caught:
        driver.create(record("large", attributes={"text": "x" * 1_000_000}))
    assert (caught.value.record_id, caught.value.limit) == ("large", 1_000_000)
    assert [r.id for r in driver.list_records("one", Hints()).items] == ["fits"]
    driver.create(record("other", name="name of large"))


@pytest.mark.parametrize("name", ENGINES)
def test_a_killed_engine_is_told(private_engine, name, prefix, opened):
    engine = private_engine(name)
    options = {"backend": name, "url": engine.url, "prefix": prefix}
    driver = opened(Opening("kv", options).open())
    driver.create(record("a"))
    engine.kill()
    with pytest.raises(StoreUnavailableError):
        driver.create(record("b"))
