# SPDX-License-Identifier: Apache-2.0
"""A tolerant reader of INI text that keeps line numbers and everything said twice.

``configparser`` loses lines and refuses duplicates; here both are what is asked for.
On text without faults the two agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from wharfinger.sources.files import quoted

_MOST_FAULTS = 50
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which INI it is.

    ``continuations`` says that an indented line belongs to the entry above it, and
    ``bare_keys`` that a line without a delimiter is an entry rather than a fault.
    """

    delimiters: str
    continuations: bool
    bare_keys: bool


SETUP_CFG = Dialect("=:", continuations=True, bare_keys=False)
ENTRY_POINTS = Dialect("=", continuations=False, bare_keys=True)
"""As ``importlib.metadata`` reads it at run time: no continuation lines."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value. ``delimiter`` is empty where the line has none.

    ``more`` are the continuation lines that are not empty, with their line numbers.
    """

    key: str
    value: str
    line: int
    delimiter: str
    more: tuple[tuple[int, str], ...] = ()

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """All lines of the value that are not empty, with their numbers."""
        return ((self.line, self.value), *self.more) if self.value else self.more

    @property
    def text(self) -> str:
        """The value without its empty lines."""
        return "\n".join(text for _, text in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """A section, merged from all headers of its name, with all of its entries."""

    name: str
    line: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The sections in order of appearance, and the faults: a line and what is wrong."""

    sections: tuple[Section, ...]
    faults: tuple[tuple[int, str], ...]

    def entries(self, section: str) -> tuple[Entry, ...]:
        """Return the entries of a section; none if there is no such section."""
        return next((item.entries for item in self.sections if item.name == section), ())


def read(text: str, dialect: Dialect) -> Document:
    """Read INI text. What cannot be understood becomes a fault; nothing is raised."""
    reader = _Reader(dialect)
    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        reader.feed(number, line)
    return reader.document()


class _Reader:
    """What has been read so far, line by line."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.delimiter = re.compile(f"[{re.escape(dialect.delimiters)}]")
        self.headers: dict[str, int] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.faults: list[tuple[int, str]] = []
        self.section: str | None = None
        self.indent = 0
        # The entry that continuation lines belong to, if there is one.
        self.more: list[tuple[int, str]] | None = None

    def feed(self, number: int, line: str) -> None:
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            return
        indent = len(line) - len(line.lstrip())
        if self.more is not None and indent > self.indent:
            self.more.append((number, text))
            return
        self.indent = indent
        self._close()
        if text.startswith("["):
            self._header(number, text)
        else:
            self._entry(number, text)

    def document(self) -> Document:
        self._close()
        return Document(
            tuple(
                Section(name, line, tuple(self.entries[name]))
                for name, line in self.headers.items()
            ),
            tuple(self.faults),
        )

    def _header(self, number: int, text: str) -> None:
        end = text.rfind("]")
        if end < 0:
            self._fault(number, f"the section header {quoted(text)} lacks its ']'")
        elif text[end + 1 :].strip() and not text[end + 1 :].strip().startswith(("#", ";")):
            self._fault(
                number, f"there is text behind the section header {quoted(text[: end + 1])}"
            )
        name = text[1 : end if end > 0 else None]
        if name != name.strip():
            self._fault(number, f"there are stray spaces in the section header {quoted(text)}")
            name = name.strip()
        self._open(number, name)

    def _open(self, number: int, name: str) -> None:
        self.section = name or None
        if not name:
            self._fault(number, "a section header has no name")
        elif name in self.headers:
            first = self.headers[name]
            self._fault(
                number, f"the section {quoted(name)} is there twice (first in line {first})"
            )
        else:
            self.headers[name] = number
            self.entries[name] = []

    def _entry(self, number: int, text: str) -> None:
        if self.section is None:
            self._fault(number, "a line stands outside any section")
            return
        found = self.delimiter.search(text)
        if found is None and not self.dialect.bare_keys:
            signs = " or ".join(repr(sign) for sign in self.dialect.delimiters)
            self._fault(number, f"the line has no {signs}")
            return
        key, value = (text[: found.start()], text[found.end() :]) if found else (text, "")
        sign = found.group() if found else ""
        self.entries[self.section].append(Entry(key.rstrip(), value.strip(), number, sign))
        if self.dialect.continuations:
            self.more = []

    def _close(self) -> None:
        if self.more and self.section is not None:
            last = self.entries[self.section][-1]
            self.entries[self.section][-1] = Entry(
                last.key, last.value, last.line, last.delimiter, tuple(self.more)
            )
        self.more = None

    def _fault(self, number: int, message: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append((number, message))
        elif len(self.faults) == _MOST_FAULTS:
            self.faults.append((number, "there are more faults from this line on"))
