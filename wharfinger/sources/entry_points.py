# SPDX-License-Identifier: Apache-2.0
"""Entry points as they are written: what a line means, and what is wrong with it.

The form is that of the *entry points specification* of the Python Packaging User Guide.
``importlib.metadata`` accepts more; what only it accepts has its meaning and a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wharfinger.model import EntryPoint, Fault, Location
from wharfinger.sources import files, ini

_CANONICAL = re.compile(
    r"(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*)(?::(?P<attr>[^\W\d]\w*(?:\.[^\W\d]\w*)*))?"
)
_DOTTED = re.compile(r"\w+(?:\.\w+)*")
_EXTRA = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Announced:
    """The entry points of one file, its groups without any, and what could not be read."""

    entry_points: tuple[EntryPoint, ...] = ()
    empty_groups: tuple[tuple[str, Location], ...] = ()
    faults: tuple[Fault, ...] = ()


def join(*parts: Announced) -> Announced:
    """Return everything that the parts announce."""
    return Announced(
        tuple(item for part in parts for item in part.entry_points),
        tuple(item for part in parts for item in part.empty_groups),
        tuple(item for part in parts for item in part.faults),
    )


def read_file(path: Path, within: Path) -> Announced:
    """Read an ``entry_points.txt``; where it cannot be read, the reason is a fault."""
    shown = files.relative(path, within)
    try:
        return parse_file(files.read_text(path, within), shown)
    except files.UnreadableError as error:
        fault = Fault(f"{path.name} cannot be read: {error.reason}", Location(shown))
        return Announced(faults=(fault,))


def parse_file(text: str, path: str) -> Announced:
    """Read the text of an ``entry_points.txt``; ``path`` is where findings point to."""
    document = ini.read(text, ini.ENTRY_POINTS)
    return Announced(
        tuple(
            parse(section.name, entry.key, entry.value, Location(path, entry.line), entry.delimiter)
            for section in document.sections
            for entry in section.entries
        ),
        tuple(
            (section.name, Location(path, section.line))
            for section in document.sections
            if not section.entries
        ),
        tuple(Fault(message, Location(path, line)) for line, message in document.faults),
    )


def parse_line(group: str, line: str, location: Location) -> EntryPoint:
    """Read one line ``name = module:attr [extras]`` of a group."""
    name, delimiter, value = line.partition("=")
    return parse(group, name.strip(), value.strip(), location, delimiter)


def parse(
    group: str, name: str, value: str, location: Location, delimiter: str = "="
) -> EntryPoint:
    """Read a name and its value. Nothing is raised: what is wrong becomes faults."""
    canonical = _CANONICAL.fullmatch(value)
    if canonical and name and name.isprintable():
        module, attr = canonical["module"], canonical["attr"] or ""
        return EntryPoint(group, name, value, module, attr, (), location)
    target = _Target(value)
    faults = tuple(dict.fromkeys((*_faults_of_line(name, value, delimiter), *target.faults)))
    return EntryPoint(
        group, name, value, target.module, target.attr, target.extras, location, faults
    )


def _faults_of_line(name: str, value: str, delimiter: str) -> Iterator[str]:
    if not delimiter:
        yield "there is no '='"
    elif not value.strip():
        yield "there is nothing behind the '='"
    if not name:
        yield "it has no name"
    elif not name.isprintable():
        yield "its name has a tab or control character"


class _Target:
    """The value of an entry point that is not in the plainest form."""

    def __init__(self, value: str) -> None:
        self.faults: list[str] = []
        self.module = self.attr = ""
        if value != value.strip():
            self.faults.append("there are stray spaces around the target")
        if "\t" in value:
            self.faults.append("there is a tab in the target")
        self.extras, target = self._split_extras(value.strip())
        if target:
            self._read(target)
        elif value.strip():
            self.faults.append("it has extras but no target")

    def _split_extras(self, value: str) -> tuple[tuple[str, ...], str]:
        target, bracket, rest = value.partition("[")
        if not bracket:
            if "]" in value:
                self.faults.append("the brackets of its extras do not match")
            return (), value.replace("]", "").strip()
        inside, closing, behind = rest.partition("]")
        if not closing or behind or "[" in inside:
            self.faults.append("the brackets of its extras do not match")
            inside = inside.replace("[", "")
        extras = tuple(extra.strip() for extra in inside.split(",") if extra.strip())
        if not all(map(_EXTRA.fullmatch, extras)) or not extras:
            self.faults.append("its extras are not a list of names")
        return tuple(filter(_EXTRA.fullmatch, extras)), target.strip()

    def _read(self, target: str) -> None:
        if "/" in target or "\\" in target:
            self.faults.append("the target is a path; it must be written module:attribute")
            return
        if target.count(":") > 1:
            self.faults.append("there is more than one ':' in the target")
            return
        module, colon, attr = target.partition(":")
        parts = self._dotted(module, "module"), self._dotted(attr, "attribute") if colon else ""
        if colon and not attr.strip():
            self.faults.append("there is nothing behind the ':'")
            self.module = parts[0] or ""
        elif parts[0] and parts[1] is not None:
            self.module, self.attr = parts[0], parts[1]

    def _dotted(self, text: str, what: str) -> str | None:
        """Return a dotted name without stray spaces, or None if it is none."""
        if not text.strip():
            if what == "module":
                self.faults.append("there is no module before the ':'")
            return None
        name = ".".join(part.strip() for part in text.split("."))
        if name != text:
            self.faults.append("there are stray spaces in the target")
        wrong = [part for part in name.split(".") if not part.isidentifier()]
        if wrong:
            self.faults.append(f"{files.quoted(wrong[0])} in its {what} is not a Python name")
        return name if _DOTTED.fullmatch(name) else None
