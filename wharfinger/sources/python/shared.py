# SPDX-License-Identifier: Apache-2.0
"""What readers of one run share: the base and the head of a patch have most files in common."""

from __future__ import annotations

import hashlib

from wharfinger.sources import files
from wharfinger.sources.kept import Kept
from wharfinger.sources.python.parsing import Source, parse, read_bytes

_SOURCES: Kept[str, Source] = Kept(1_000_000)
"""Syntax trees, by the id of their file's content; the weight is the size of the text.

A tree takes fifty times and more of its text's memory.
"""


class Sources:
    """Parses files for one reader, which takes them for unchanged while it lives."""

    def __init__(self) -> None:
        self._identities: dict[str, str] = {}

    def identity(self, path: str) -> str:
        """Return what two files share only if the same is in them.

        Raises :class:`~wharfinger.sources.python.parsing.UnreadableSourceError`.
        """
        if path not in self._identities:
            self._identities[path] = files.identity(path) or _blob_id(read_bytes(path))
        return self._identities[path]

    def source(self, path: str) -> Source:
        """Parse a file, or return what the same text was parsed to before.

        Raises :class:`~wharfinger.sources.python.parsing.UnreadableSourceError`.
        """
        identity = self._identities.get(path) or files.identity(path)
        found = _SOURCES.get(identity) if identity else None
        if found is None:
            data = read_bytes(path)
            identity = identity or _blob_id(data)
            found = _SOURCES.get(identity)
            if found is None:
                found = parse(data)
                _SOURCES.put(identity, found, len(data))
        self._identities[path] = identity
        return found


def _blob_id(data: bytes) -> str:
    """Return the id that git gives to a file, so that a commit and the disk can agree."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
