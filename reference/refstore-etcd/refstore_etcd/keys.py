# SPDX-License-Identifier: Apache-2.0
"""Where things are in etcd.

====================================  =========================================================
``<prefix>/records/<scope>/<id>``     the record
``<prefix>/ids/<id>``                 its scope
``<prefix>/names/<scope>/<name>``     its id
``<prefix>/fences/<token>``           a write that must not happen any more; gone in a day
====================================  =========================================================

etcd orders keys by their bytes. For UTF-8 that is the order of code points, which lists need.
A scope has no slash, so each key is read in one way only.
"""

from __future__ import annotations

from dataclasses import dataclass

AFTER_SLASH = b"0"
"""The character that follows the slash: the end of all keys that begin with a folder."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes keys that begin with a prefix."""

    prefix: str

    def record(self, scope: str, record_id: str) -> bytes:
        """Return the key of a record."""
        return self.scope(scope) + record_id.encode()

    def id(self, record_id: str) -> bytes:
        """Return the key that says in which scope a record is."""
        return self._key("ids", record_id)

    def name(self, scope: str, name: str) -> bytes:
        """Return the key that says which record has a name."""
        return self._key("names", scope, name)

    def fence(self, token: str) -> bytes:
        """Return the key whose presence forbids the write that has the token."""
        return self._key("fences", token)

    def scope(self, scope: str) -> bytes:
        """Return what the keys of all records of a scope begin with."""
        return self._key("records", scope, "")

    def scopes(self) -> bytes:
        """Return what the keys of all records begin with."""
        return self._key("records", "")

    def scope_of(self, key: bytes) -> str:
        """Return the scope that a record's key names."""
        return key.removeprefix(self.scopes()).split(b"/", 1)[0].decode()

    def _key(self, *parts: str) -> bytes:
        return "/".join((self.prefix.rstrip("/"), *parts)).encode()


def end_of(folder: bytes) -> bytes:
    """Return the first key behind all those that begin with a folder and its slash."""
    return folder.removesuffix(b"/") + AFTER_SLASH
