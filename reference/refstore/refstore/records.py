# SPDX-License-Identifier: Apache-2.0
"""Records, the changes that can be made to them, and what a valid one is."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from refstore.errors import InvalidRecordError, RevisionMismatchError

Value = str | int | float | bool | None

NAME_LENGTH = 255
"""The longest name, in code points: what a key of every engine can hold."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
_SCOPE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}", re.ASCII)
_LARGEST_INTEGER = 2**53
_NO_ATTRIBUTES: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is stored.

    ``id`` is unique in the store, ``name`` in its ``scope``. ``revision`` is 1 when the record
    is created and grows by one with each update; 0 where a driver does not keep it.
    """

    id: str
    name: str
    scope: str
    attributes: Mapping[str, Value] = field(default_factory=lambda: _NO_ATTRIBUTES)
    revision: int = 1

    def at(self, revision: int | None) -> Record:
        """Return this record if it has the revision, or if none is asked for.

        Raises RevisionMismatchError.
        """
        if revision is not None and revision != self.revision:
            raise RevisionMismatchError(self.id, revision, self.revision)
        return self

    def changed(self, changes: Changes) -> Record:
        """Return the next revision of this record."""
        return replace(
            self,
            name=self.name if changes.name is None else changes.name,
            attributes=self.attributes if changes.attributes is None else changes.attributes,
            revision=self.revision + 1,
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update changes: None leaves a part as it is. Attributes are replaced as a whole."""

    name: str | None = None
    attributes: Mapping[str, Value] | None = None


def valid(record: Record) -> Record:
    """Return the record with its name and text in Unicode's form NFC.

    Two names that look alike because one has combining characters are thereby one name.

    Raises :class:`~refstore.errors.InvalidRecordError`.
    """
    if not _ID.fullmatch(_text("id", record.id)):
        raise InvalidRecordError(
            "id", f"{record.id!r} is not 1 to 64 of ASCII's letters, digits, '_' and '-'"
        )
    return replace(
        record,
        name=valid_name(record.name),
        scope=valid_scope(record.scope),
        attributes=valid_attributes(record.attributes),
    )


def valid_changes(changes: Changes) -> Changes:
    """Return the changes, made regular as :func:`valid` does. Raises the same."""
    return Changes(
        None if changes.name is None else valid_name(changes.name),
        None if changes.attributes is None else valid_attributes(changes.attributes),
    )


def valid_id(record_id: str) -> str:
    """Return an id as it is. Raises InvalidRecordError."""
    if not _ID.fullmatch(record_id):
        raise InvalidRecordError(
            "id", f"{record_id!r:.80} is not 1 to 64 of ASCII's letters, digits, '_' and '-'"
        )
    return record_id


def valid_name(name: str) -> str:
    """Return a name in the form NFC. Raises InvalidRecordError."""
    name = _text("name", name)
    if not 0 < len(name) <= NAME_LENGTH:
        raise InvalidRecordError("name", f"has {len(name)} characters; give 1 to {NAME_LENGTH}")
    return name


def valid_scope(scope: str) -> str:
    """Return a scope's name as it is. Raises InvalidRecordError."""
    if not _SCOPE.fullmatch(_text("scope", scope)):
        raise InvalidRecordError(
            "scope",
            f"{scope!r} is not a letter or digit followed by up to 63 letters, digits, "
            "'_', '.' and '-'",
        )
    return scope


def valid_attributes(attributes: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return attributes that cannot be changed, in order of their names.

    Raises InvalidRecordError.
    """
    checked = {_text("attributes", key): _value(key, value) for key, value in attributes.items()}
    return MappingProxyType(dict(sorted(checked.items())))


def encoded(record: Record) -> str:
    """Return a record as one line of JSON, the same for equal records."""
    return json.dumps(as_dict(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decoded(text: str | bytes) -> Record:
    """Return the record that :func:`encoded` wrote. Raises InvalidRecordError."""
    try:
        return from_dict(json.loads(text))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidRecordError("record", f"{text!r:.200} is not a record") from error


def as_dict(record: Record) -> dict[str, object]:
    """Return a record as plain data, as the command line prints it."""
    return {
        "id": record.id,
        "name": record.name,
        "scope": record.scope,
        "attributes": dict(record.attributes),
        "revision": record.revision,
    }


def from_dict(data: Mapping[str, object]) -> Record:
    """Return the record in plain data. Raises InvalidRecordError if parts are missing or odd."""
    try:
        attributes = data.get("attributes", {})
        revision = data.get("revision", 1)
        if not isinstance(attributes, Mapping) or not isinstance(revision, int):
            raise TypeError
        return Record(
            str(data["id"]),
            str(data["name"]),
            str(data["scope"]),
            MappingProxyType(dict(attributes)),
            revision,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidRecordError("record", f"{data!r:.200} is not a record") from error


def _text(what: str, text: object) -> str:
    if not isinstance(text, str):
        raise InvalidRecordError(what, f"{text!r:.80} is not text")
    if "\0" in text:
        raise InvalidRecordError(what, "contains a NUL character, which not every engine stores")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidRecordError(what, "contains half of a surrogate pair") from None
    return unicodedata.normalize("NFC", text)


def _value(key: str, value: object) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(f"attributes.{key}", value)
    if isinstance(value, int) and abs(value) <= _LARGEST_INTEGER:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise InvalidRecordError(
        f"attributes.{key}",
        f"{value!r:.80} is not text, true, false, null, a finite number, "
        "or an integer up to 2 to the power of 53",
    )
