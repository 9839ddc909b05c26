# SPDX-License-Identifier: Apache-2.0
"""From a file to a syntax tree, within limits and without surprises."""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
import warnings
from dataclasses import dataclass

from wharfinger.sources import disk, files
from wharfinger.sources.python.syntax import DefinitionNode, top_level

# The largest generated modules in use are near 2 MiB; a syntax tree takes a hundred times
# the size of its source.
SIZE_LIMIT = 2 * 1024 * 1024

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LINE_END = re.compile(rb"\r\n?|\n")


class UnreadableSourceError(Exception):
    """A source file that cannot be read or parsed; the text says why."""


@dataclass(slots=True)
class Source:
    """A parsed file. ``lines`` are UTF-8, as the columns of the tree count."""

    tree: ast.Module
    lines: list[bytes]
    _definitions: dict[str, list[DefinitionNode]] | None = None

    @property
    def definitions(self) -> dict[str, list[DefinitionNode]]:
        """The definitions at the top of the module, by name."""
        if self._definitions is None:
            self._definitions = {}
            for node in top_level(self.tree.body):
                if isinstance(node, DefinitionNode):
                    self._definitions.setdefault(node.name, []).append(node)
        return self._definitions

    def mentions(self, node: ast.stmt, word: bytes) -> bool:
        """Tell whether a word occurs in the lines of a statement: far cheaper than a walk."""
        return any(word in line for line in self.lines[node.lineno - 1 : node.end_lineno])

    def text(self, node: ast.expr) -> str:
        """Return the source text of an expression on one line."""
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            return self.lines[first][node.col_offset : node.end_col_offset].decode()
        parts = [self.lines[first][node.col_offset :], *self.lines[first + 1 : last]]
        parts.append(self.lines[last][: node.end_col_offset])
        if any(b"#" in part for part in parts):
            # A comment would swallow what follows it on the one line.
            return ast.unparse(node)
        return b" ".join(part.strip() for part in parts).decode()


def parse(data: bytes) -> Source:
    """Parse what is in a file.

    Raises :class:`UnreadableSourceError` for whatever keeps it from being understood:
    encoding, syntax (also syntax that is newer than the running Python), nesting.
    """
    if data.startswith(_LFS_POINTER):
        raise UnreadableSourceError("a Git LFS pointer, not the file")
    text = _decode(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except SyntaxError as error:
        where = f" in line {error.lineno}" if error.lineno else ""
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise UnreadableSourceError(
            f"Python {version} finds a syntax error{where}: {error.msg}"
        ) from None
    except (RecursionError, MemoryError):
        raise UnreadableSourceError("nested too deeply to be parsed") from None
    except ValueError as error:
        raise UnreadableSourceError(f"cannot be parsed: {error}") from None
    return Source(tree, _LINE_END.split(text.encode("utf-8", "surrogatepass")))


def read_bytes(path: str) -> bytes:
    """Return what is in a file.

    Raises :class:`UnreadableSourceError` for one that is not a regular file or too large.
    """
    try:
        return files.read_real(path, SIZE_LIMIT, follow=True)
    except disk.NotRegularError:
        raise UnreadableSourceError("not a regular file") from None
    except disk.TooLargeError as error:
        size, limit = error.size / 1024 / 1024, SIZE_LIMIT // 1024 // 1024
        raise UnreadableSourceError(
            f"{size:.0f} MiB are more than the {limit} MiB that are read"
        ) from None
    except OSError as error:
        raise UnreadableSourceError(f"cannot be read: {error.strerror or error}") from None


def _decode(data: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise UnreadableSourceError(f"not {error.encoding} at byte {error.start}") from None
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise UnreadableSourceError(f"its encoding is not understood: {error}") from None


def _encoding(data: bytes) -> str:
    try:
        return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError:
        if any(b"coding" in line for line in data.split(b"\n", 2)[:2]):
            raise
        # It says nothing, and the first two lines are not what it then has to be.
        return "utf-8"
