# SPDX-License-Identifier: Apache-2.0
"""etcd3gw by hand: a record under its scope, its id's scope and its name's id in one transaction.

The client asks one member. It does without what the driver has for the loss of a member or of an
answer; on a good day that is one comparison more in the transaction that creates a record.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import requests
from bench_bare import Overtaken, Row
from etcd3gw import Etcd3Client

PREFIX = "/bare"


class BareEtcd:
    """Keys with a prefix of their own."""

    def __init__(self, endpoint: str) -> None:
        host, _, port = endpoint.rpartition(":")
        self._session = requests.Session()
        # As the driver does: to look for proxies takes longer than some of the answers.
        self._session.trust_env = False
        self._client = Etcd3Client(
            host, int(port), timeout=6, session=self._session, api_path="/v3/"
        )

    def create(self, row: Row) -> None:
        """Put the three keys, if nobody has the id or the name."""
        id_key, name_key = _id_key(row[0]), _name_key(row[2], row[1])
        self._transact(
            [_compare(id_key, "CREATE", "0"), _compare(name_key, "CREATE", "0")],
            _put(_record_key(row[2], row[0]), _value(row)),
            _put(id_key, row[2]),
            _put(name_key, row[0]),
        )

    def get(self, record_id: str) -> Row | None:
        """Get the scope of the id, then the record."""
        found = self._find(record_id)
        return None if found is None else found[0]

    def get_by_name(self, scope: str, name: str) -> Row | None:
        """Get the id of the name, then the record, which may have another name by now."""
        owner = self._client.get(_name_key(scope, name))
        found = self._client.get(_record_key(scope, owner[0].decode())) if owner else None
        row = _row(found[0]) if found else None
        return row if row is not None and row[1] == name else None

    def update(self, record_id: str, attributes: Mapping[str, Any], revision: int) -> Row:
        """Get the record and put the next one, if nobody has modified it."""
        found = self._find(record_id)
        if found is None or found[0][4] != revision:
            raise Overtaken
        old, modified = found
        new = (*old[:3], attributes, revision + 1)
        key = _record_key(old[2], record_id)
        self._transact([_compare(key, "MOD", modified)], _put(key, _value(new)))
        return new

    def page(self, scope: str, after: str, limit: int) -> tuple[Sequence[Row], bool]:
        """Get a range of keys, one more than wanted."""
        low, high = _record_key(scope, after) + "\0", f"{PREFIX}/records/{scope}0"
        found = self._client.get(low, range_end=high, limit=limit + 1)
        return [_row(each) for each in found[:limit]], len(found) > limit

    def delete(self, record_id: str) -> None:
        """Get the record, and delete its three keys if nobody has modified it."""
        found = self._find(record_id)
        if found is None:
            raise Overtaken
        row, modified = found
        key = _record_key(row[2], record_id)
        self._transact(
            [_compare(key, "MOD", modified)],
            *(_delete(each) for each in (key, _id_key(record_id), _name_key(row[2], row[1]))),
        )

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _find(self, record_id: str) -> tuple[Row, str] | None:
        scope = self._client.get(_id_key(record_id))
        if not scope:
            return None
        found = self._client.get(_record_key(scope[0].decode(), record_id), metadata=True)
        return (_row(found[0][0]), found[0][1]["mod_revision"]) if found else None

    def _transact(self, compare: list[dict[str, str]], *success: dict[str, Any]) -> None:
        answer = self._client.transaction({"compare": compare, "success": success, "failure": []})
        if not answer.get("succeeded"):
            raise Overtaken


def _record_key(scope: str, record_id: str) -> str:
    return f"{PREFIX}/records/{scope}/{record_id}"


def _id_key(record_id: str) -> str:
    return f"{PREFIX}/ids/{record_id}"


def _name_key(scope: str, name: str) -> str:
    return f"{PREFIX}/names/{scope}/{name}"


def _compare(key: str, target: str, number: str) -> dict[str, str]:
    field = f"{target.lower()}_revision"
    return {"key": _text(key), "result": "EQUAL", "target": target, field: number}


def _put(key: str, value: str) -> dict[str, Any]:
    return {"request_put": {"key": _text(key), "value": _text(value)}}


def _delete(key: str) -> dict[str, Any]:
    return {"request_delete_range": {"key": _text(key)}}


def _text(data: str) -> str:
    return b64encode(data.encode()).decode("ascii")


def _value(row: Row) -> str:
    record_id, name, scope, attributes, revision = row
    data = {"id": record_id, "name": name, "scope": scope, "revision": revision}
    return json.dumps({**data, "attributes": attributes}, ensure_ascii=False)


def _row(value: bytes) -> Row:
    data = json.loads(value)
    return data["id"], data["name"], data["scope"], data["attributes"], data["revision"]
