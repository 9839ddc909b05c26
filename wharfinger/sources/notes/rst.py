# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the reStructuredText of a note.

A text is parsed as it stands in the report that is made of it: an entry as an item of a
list. Nothing is read or run on its behalf.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from docutils import frontend, nodes, utils
from docutils.parsers.rst import Parser, directives, languages, roles

from wharfinger.sources.notes.sphinx_names import DIRECTIVES, ROLES

MOST_CHARACTERS = 32 * 1024
"""A longer entry is no release note, and some markup takes the square of its length."""

# docutils has no other way to ask what it knows, or to forget what a text defined.
_ROLES: Any = roles
_DIRECTIVES: Any = directives

_INDENT = "  "
_UNKNOWN = re.compile(r'^Unknown (directive type|interpreted text role) "([^"]*)"')
_TOLERATED = re.compile(
    r'" directive disabled\.$|^File and URL access deactivated|^No (?:role|directive) entry for '
)
_TARGET = re.compile(
    r"\.\.[ \t]+_(`?)([^:`\n][^`\n]*?)\1:(?=\s|$)"  # .. _name: address
    r"|_`([^`]+)`"  # _`a place in the text`
    r"|`([^`<]+?)\s*<[^`>]+>`_(?!_)",  # `name <address>`_
    re.MULTILINE,
)
_WARNING = 2
_NEAR = 0.8
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class RstFault:
    """A fault of the markup: what, and the line and column in the text, both from 1."""

    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is written, without what is in literal blocks."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's faults, and its paragraphs."""

    faults: tuple[RstFault, ...]
    paragraphs: tuple[Paragraph, ...]


def targets(text: str) -> frozenset[str]:
    """Return the names of the targets that seem to be in a text, wherever they stand."""
    found = (match[2] or match[3] or match[4] for match in _TARGET.finditer(text))
    return frozenset(normalised(name) for name in found)


def normalised(name: str) -> str:
    """Return a reference's name as docutils compares it."""
    return nodes.fully_normalize_name(name.replace("\\", ""))


def parse(text: str, as_item: bool, known: frozenset[str] = frozenset()) -> Parsed:
    """Parse a text, as an item of a list or on its own. Nothing is raised.

    ``known`` are the names of targets elsewhere that it may refer to.
    """
    if len(text) > MOST_CHARACTERS:
        limit = f"it is longer than {MOST_CHARACTERS // 1024} KiB, too long for a release note"
        return Parsed((RstFault(limit, 1, 1),), ())
    lines = text.splitlines()
    source = [f"- {lines[0]}", *(_INDENT + line for line in lines[1:])] if as_item else lines
    try:
        return _parse(source, len(_INDENT) if as_item else 0, known)
    except RecursionError:
        return Parsed((RstFault("the markup is nested too deeply", 1, 1),), ())
    except Exception as error:  # noqa: BLE001 - docutils fails in many ways on odd markup
        what = f"docutils cannot read the text: {type(error).__name__}: {error}"
        return Parsed((RstFault(" ".join(what.split()), 1, 1),), ())


def _parse(source: list[str], indent: int, known: frozenset[str]) -> Parsed:
    document = utils.new_document("note", _settings())
    messages: list[nodes.system_message] = []
    document.reporter.attach_observer(messages.append)
    with _own_roles():
        Parser().parse("\n".join(source), document)
    found = [
        RstFault(message, line, max(column - indent, 1))
        for message, line, column in (
            *_messages(messages, document, source),
            *_dangling(document, source, known),
        )
    ]
    return Parsed(tuple(dict.fromkeys(found)), tuple(_paragraphs(document)))


@functools.cache
def _settings() -> Any:
    settings = frontend.get_default_settings(Parser)
    settings.report_level = _WARNING
    settings.halt_level = 5
    settings.warning_stream = False
    settings.file_insertion_enabled = False
    settings.raw_enabled = False
    settings.line_length_limit = MOST_CHARACTERS + 2
    settings._disable_config = True
    return settings


@contextmanager
def _own_roles() -> Iterator[None]:
    """Keep the roles that a text defines from the next text, and those of Sphinx from this."""
    local: dict[str, Any] = _ROLES._roles
    before = dict(local)
    local.clear()
    try:
        yield
    finally:
        local.clear()
        local.update(before)


def _messages(
    messages: list[nodes.system_message], document: nodes.document, source: list[str]
) -> Iterator[tuple[str, int, int]]:
    marked = {node.get("refid"): node for node in document.findall(nodes.problematic)}
    for message in messages:
        text = " ".join(message.children[0].astext().split()) if message.children else ""
        if message["level"] < _WARNING or _is_known(text):
            continue
        node = next((marked[i] for i in message["ids"] if i in marked), None)
        yield (text.rstrip("."), *_place(node, message.get("line", 1), source))


def _is_known(message: str) -> bool:
    """Tell whether a message is about something that docutils alone does not know."""
    unknown = _UNKNOWN.match(message)
    if not unknown:
        return bool(_TOLERATED.search(message))
    name = unknown[2].lower()
    known = _directive_names() if unknown[1] == "directive type" else _role_names()
    # What is no word of Sphinx may be one of the project's extensions, unless it looks
    # like a slip of the pen.
    return ":" in name or name in known or not _is_slip(name, known)


def _is_slip(name: str, known: frozenset[str]) -> bool:
    short = len(name) >= _FEWEST_LETTERS and any(other.startswith(name) for other in known)
    return short or bool(difflib.get_close_matches(name, known, 1, _NEAR))


@functools.cache
def _role_names() -> frozenset[str]:
    english = languages.get_language("en", None)
    return ROLES | frozenset(_ROLES._role_registry) | frozenset(english.roles)


@functools.cache
def _directive_names() -> frozenset[str]:
    english = languages.get_language("en", None)
    return DIRECTIVES | frozenset(_DIRECTIVES._directive_registry) | frozenset(english.directives)


def _dangling(
    document: nodes.document, source: list[str], known: frozenset[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield the references to targets that the text does not have."""
    for name, node in _references(document):
        if name not in document.nameids and name not in known:
            what = "footnote" if isinstance(node, nodes.footnote_reference) else "target"
            message = (
                f'the note has no {what} "{name}"; write it, or a backslash before the underscore'
            )
            yield (message, *_place(node, _line(node), source))


def _references(document: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Yield references by name; a citation may be kept elsewhere in the pages."""
    for table in (document.refnames, document.footnote_refs):
        for name, references in table.items():
            for node in references:
                if not isinstance(node, nodes.citation_reference):
                    yield name, node


def _line(node: nodes.Node) -> int:
    """Return the line of a node, or of the nearest one around it."""
    current: nodes.Node | None = node
    while current is not None:
        if current.line:
            return int(current.line)
        current = current.parent
    return 1


def _place(node: nodes.Element | None, line: int, source: list[str]) -> tuple[int, int]:
    """Return where an inline node is; without one, where the line's text begins."""
    line = min(max(line, 1), max(len(source), 1))
    if node is None or node.parent is None:
        return line, _first_column(source, line)
    start = _line(node)
    raw = getattr(node.parent, "rawsource", "")
    before = _length_before(node, raw)
    row = raw.count("\n", 0, before)
    column = before - (raw.rfind("\n", 0, before) + 1)
    at = min(max(start + row, 1), len(source))
    written = raw.split("\n")[row] if raw else ""
    shift = max(source[at - 1].find(written), 0)
    return at, shift + column + 1


def _length_before(node: nodes.Element, raw: str) -> int:
    """Return where a child begins in the raw text of its parent."""
    cursor = 0
    for child in node.parent.children:
        written = (
            child.astext() if isinstance(child, nodes.Text) else getattr(child, "rawsource", "")
        )
        found = raw.find(written or child.astext(), cursor)
        if child is node:
            return found if found >= 0 else cursor
        if found >= 0:
            cursor = found + len(written)
    return cursor


def _first_column(source: list[str], line: int) -> int:
    text = source[line - 1] if source else ""
    return len(text) - len(text.lstrip()) + 1


def _paragraphs(document: nodes.document) -> Iterator[Paragraph]:
    for node in document.findall(nodes.paragraph):
        if not isinstance(node.parent, nodes.system_message):
            yield Paragraph(node.rawsource, _line(node))
