# SPDX-License-Identifier: Apache-2.0
"""The objects of a repository, all read through one ``git cat-file --batch``."""

from __future__ import annotations

import errno
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO
from weakref import finalize

from wharfinger.model import Commit
from wharfinger.sources.disk import TooLargeError
from wharfinger.sources.files import encodable
from wharfinger.sources.git import running
from wharfinger.sources.kept import Kept
from wharfinger.sources.mounts import FILE, FOLDER, LINK

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ENTRIES = {size: re.compile(rb"(\d+) ([^\0]+)\0(.{%d})" % size, re.DOTALL) for size in (20, 32)}
_KINDS = {b"40000": FOLDER, b"120000": LINK, b"160000": FOLDER}
_SUBMODULE = b"160000"
_PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^>]*)>(?: (?P<time>-?\d+))?")

_OBJECT_LIMIT = 64 * 2**20
"""Trees and commits of this size are none that anybody made on purpose."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder of a commit: the kinds and the object ids of its names; submodules have none."""

    kinds: Mapping[str, str]
    ids: Mapping[str, str]


EMPTY = Tree({}, {})


class Objects:
    """Reads objects by id. The git process starts with the first and ends with :meth:`close`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stop: finalize[..., Objects] | None = None
        self._trees: Kept[str, Tree] = Kept(8192)

    def close(self) -> None:
        """End the git process; a later reading starts another."""
        with self._lock:
            self._end()

    def read(self, oid: str, limit: int = _OBJECT_LIMIT) -> bytes:
        """Return what is in an object.

        Raises :class:`OSError` if it is not there or larger than ``limit`` bytes.
        """
        return self._read(oid, limit)[1]

    def kind(self, oid: str) -> str:
        """Return ``commit``, ``tree``, ``blob`` or ``tag``, and nothing for what is not there."""
        try:
            return self._read(oid, _OBJECT_LIMIT)[0]
        except FileNotFoundError:
            return ""

    def tree(self, oid: str) -> Tree:
        """Return a folder.

        Raises :class:`OSError` for what is none.
        """
        return self._trees.made(oid, lambda: self._tree(oid))

    def commit(self, oid: str) -> Commit:
        """Return a commit.

        Raises :class:`OSError` for what is none.
        """
        return parse_commit(oid, self._of_kind(oid, "commit"))

    def root(self, oid: str) -> str:
        """Return the id of a commit's tree.

        Raises :class:`OSError` for what is no commit.
        """
        first = self._of_kind(oid, "commit").partition(b"\n")[0]
        return first.removeprefix(b"tree ").decode("ascii", "replace")

    def _tree(self, oid: str) -> Tree:
        pattern = _ENTRIES[len(oid) // 2]
        kinds: dict[str, str] = {}
        ids: dict[str, str] = {}
        for mode, raw, number in pattern.findall(self._of_kind(oid, "tree")):
            name = raw.decode("utf-8", "surrogateescape")
            kinds[name] = _KINDS.get(mode, FILE)
            if mode != _SUBMODULE:
                ids[name] = number.hex()
        return Tree(kinds, ids)

    def _of_kind(self, oid: str, wanted: str) -> bytes:
        kind, data = self._read(oid, _OBJECT_LIMIT)
        if kind != wanted:
            raise OSError(errno.EINVAL, f"{oid} is a {kind}, not a {wanted}")
        return data

    def _read(self, oid: str, limit: int) -> tuple[str, bytes]:
        if not _ID.fullmatch(oid):
            raise FileNotFoundError(errno.ENOENT, f"{encodable(oid)} is no object id")
        with self._lock:
            try:
                return self._ask(oid, limit)
            except BaseException:
                # What is left of the answer would be taken for the next one.
                self._end()
                raise

    def _ask(self, oid: str, limit: int) -> tuple[str, bytes]:
        given, answers = self._streams()
        given.write(oid.encode() + b"\n")
        given.flush()
        words = answers.readline().split()
        if len(words) != 3:
            raise FileNotFoundError(errno.ENOENT, f"the repository lacks the object {oid}")
        size = int(words[2])
        if size > limit:
            raise TooLargeError(size, limit)
        data = answers.read(size + 1)
        if len(data) <= size:
            raise OSError(errno.EIO, f"git cannot read the object {oid}")
        return words[1].decode(), data[:-1]

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            try:
                self._process = subprocess.Popen(
                    running.command(self._folder, "cat-file", "--batch"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=running.environment(),
                )
            except FileNotFoundError:
                raise running.no_git() from None
            self._stop = finalize(self, _stop, self._process)
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout

    def _end(self) -> None:
        if self._stop:
            self._stop()
        self._process = self._stop = None


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Killed rather than asked: it may be writing an answer that nobody reads.
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream:
            try:
                stream.close()
            except OSError:
                continue
    process.wait()


def parse_commit(oid: str, data: bytes) -> Commit:
    """Return the commit in the text of an object, whatever its encoding."""
    head, _, body = data.partition(b"\n\n")
    fields: dict[str, list[bytes]] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        fields.setdefault(key.decode("ascii", "replace"), []).append(value)
    encoding = fields.get("encoding", [b"utf-8"])[0].decode("ascii", "replace")
    author = _PERSON.match(_text(fields.get("author", [b""])[0], encoding))
    committer = _PERSON.match(_text(fields.get("committer", [b""])[0], encoding))
    return Commit(
        id=oid,
        parents=tuple(item.decode("ascii", "replace") for item in fields.get("parent", ())),
        author=author["name"] if author else "",
        email=author["email"] if author else "",
        time=int((committer and committer["time"]) or 0),
        message=_text(body, encoding),
    )


def _text(data: bytes, encoding: str) -> str:
    for name in (encoding, "utf-8"):
        try:
            return encodable(data.decode(name))
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")
