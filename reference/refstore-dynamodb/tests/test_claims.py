# SPDX-License-Identifier: Apache-2.0
"""Who holds a name, as one read of the table tells."""

from __future__ import annotations

import pytest
from refstore.errors import ConflictError
from refstore.records import Record
from refstore_dynamodb.claims import Claims, Overtaken
from refstore_dynamodb.items import Claim, Stored, name_key

KEY = name_key("s", "wanted")


class _Found(Claims):
    """The name is claimed by the owner, whatever the table has."""

    def __init__(self, owner: Stored | None) -> None:
        self._owner = owner

    def find(self, key: str) -> tuple[Claim | None, Stored | None]:
        return (Claim(key, self._owner.id, "claim"), self._owner) if self._owner else (None, None)


def stored(record_id: str, token: str, name: str = "wanted") -> Stored:
    return Stored(record_id, token, Record(record_id, name, "s"), "claim")


def test_a_name_that_nobody_claims_is_free() -> None:
    assert _Found(None).free(KEY, "wanted", stored("a", "1")) is None


def test_the_name_of_another_record_is_taken() -> None:
    with pytest.raises(ConflictError):
        _Found(stored("b", "1")).free(KEY, "wanted", stored("a", "1", "old"))


def test_a_record_that_got_the_name_meanwhile_is_read_again() -> None:
    """Another writer gave this very record the name: no conflict, but not what was read."""
    with pytest.raises(Overtaken):
        _Found(stored("a", "2")).free(KEY, "wanted", stored("a", "1", "old"))
