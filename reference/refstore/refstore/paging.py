# SPDX-License-Identifier: Apache-2.0
"""Markers: where a list goes on, in a form that callers keep and do not look into."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

from refstore.errors import InvalidMarkerError
from refstore.hints import Filter

_VERSION = 1
_LONGEST = 512


def marker_at(position: str, scope: str, filters: Sequence[Filter]) -> str:
    """Return the marker for what follows a public id in the list of a scope and its filters.

    The limit is no part of it: pages of one list may differ in size.
    """
    data = [_VERSION, position, _digest(position, scope, filters)]
    text = json.dumps(data, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def position_of(marker: str, scope: str, filters: Sequence[Filter]) -> str:
    """Return the public id in a marker.

    Raises InvalidMarkerError if the marker was not made for this list, or was changed.
    """
    position = _unpacked(marker)
    if marker_at(position, scope, filters) != marker:
        raise InvalidMarkerError
    return position


def _unpacked(marker: str) -> str:
    if len(marker) > _LONGEST:
        raise InvalidMarkerError
    try:
        padding = "=" * (-len(marker) % 4)
        _, position, _ = json.loads(base64.urlsafe_b64decode(marker + padding))
    except (ValueError, TypeError):
        raise InvalidMarkerError from None
    if not isinstance(position, str):
        raise InvalidMarkerError
    return position


def _digest(position: str, scope: str, filters: Sequence[Filter]) -> str:
    conditions = sorted(
        json.dumps([one.attribute, one.comparator, one.value, one.ignore_case]) for one in filters
    )
    text = json.dumps([position, scope, conditions])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
