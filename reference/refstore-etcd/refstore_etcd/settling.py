# SPDX-License-Identifier: Apache-2.0
"""Telling from an answer whether a change of a record was done, be it by an earlier try."""

from __future__ import annotations

from refstore.errors import OutcomeUnknownError

from refstore_etcd.cluster import ENGINE, Reply
from refstore_etcd.stored import Stored, Written, stored
from refstore_etcd.transactions import Answer, Entry


def was_replaced(reply: Reply[Answer], old: Stored, new: Written) -> bool:
    """Tell whether a record was replaced. Raises OutcomeUnknownError."""
    now = reply.value.entries.get(old.entry.key)
    if reply.value.succeeded or (now is not None and stored(now).token == new.token):
        return True
    # The first write after the old state was another's; the one before a second may be ours.
    if reply.repeated and _writes_since(old.entry, now) > 1:
        raise _unknown()
    return False


def was_deleted(reply: Reply[Answer], old: Stored) -> bool:
    """Tell whether a record was deleted. Raises OutcomeUnknownError."""
    if reply.value.succeeded:
        return True
    if reply.repeated and _is_gone(old.entry, reply.value.entries.get(old.entry.key)):
        raise _unknown()
    return False


def _writes_since(old: Entry, now: Entry | None) -> float:
    return float("inf") if now is None or _is_gone(old, now) else now.version - old.version


def _is_gone(old: Entry, now: Entry | None) -> bool:
    return now is None or now.created != old.created


def _unknown() -> OutcomeUnknownError:
    return OutcomeUnknownError(ENGINE, "an answer was lost, and others may have written since")
