# SPDX-License-Identifier: Apache-2.0
"""What was read is kept, and forgotten when it is written."""

from __future__ import annotations

import pytest
from refstore.errors import NotFoundError, OutcomeUnknownError, RevisionMismatchError
from refstore.records import Changes

CACHED = "[cache]\nenabled = true\n"


def test_what_was_read_is_kept_until_it_is_written(opened, drivers):
    store = opened(CACHED)
    made = store.create("lab", "a")
    driver = drivers[0]
    assert [store.get(made.id) for _ in range(3)] == [made] * 3
    assert [store.get_by_name("lab", "a") for _ in range(3)] == [made] * 3
    assert driver.calls == {"get": 1, "get_by_name": 1}
    changed = store.update(made.id, Changes(attributes={"a": 1}))
    assert store.get(made.id) == store.get_by_name("lab", "a") == changed
    store.delete(made.id)
    for call in (lambda: store.get(made.id), lambda: store.get_by_name("lab", "a")):
        with pytest.raises(NotFoundError):
            call()


@pytest.mark.parametrize("backend", ["memory", "file"])
def test_a_record_is_read_while_its_id_is_looked_up(opened, tmp_path, backend, caplog):
    store = opened(f"{CACHED}backend = {backend}\nurl = {tmp_path}/cache\n", lab="")
    made = store.create("lab", "a")
    assert [store.get(made.id) for _ in range(2)] == [made] * 2
    assert not caplog.text


def test_a_name_that_moved_on_is_not_answered_from_the_cache(opened):
    store = opened(CACHED)
    first = store.create("lab", "a")
    assert store.get_by_name("lab", "a") == first
    renamed = store.update(first.id, Changes(name="b"))
    with pytest.raises(NotFoundError):
        store.get_by_name("lab", "a")
    second = store.create("lab", "a")
    assert store.get_by_name("lab", "a") == second
    assert store.get_by_name("lab", "b") == renamed


@pytest.mark.parametrize("error", [OutcomeUnknownError("engine", "gone"), KeyboardInterrupt()])
def test_a_write_without_an_answer_empties_the_cache_too(opened, drivers, error):
    store = opened(CACHED)
    made = store.create("lab", "a")
    store.get(made.id)
    drivers[0].fails_after = error
    with pytest.raises(type(error)):
        store.update(made.id, Changes(name="b"))
    assert store.get(made.id).name == "b"


def test_after_a_mismatch_the_next_reader_sees_the_new_revision(opened, drivers):
    store = opened(CACHED)
    made = store.create("lab", "a")
    store.get(made.id)
    driver = drivers[0]
    driver.records[made.id] = made.changed(Changes(name="elsewhere"))
    with pytest.raises(RevisionMismatchError):
        store.update(made.id, Changes(name="b"), 1)
    assert store.get(made.id).revision == 2
