# SPDX-License-Identifier: Apache-2.0
"""A note of reno: from its YAML to its entries, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from wharfinger.model import CodedFault, Location, Note, NoteItem
from wharfinger.sources.notes import codes, phrases
from wharfinger.sources.notes.bodies import Surroundings, body_faults
from wharfinger.sources.notes.positions import Position, locate, start_of
from wharfinger.sources.notes.settings import Settings, fault
from wharfinger.sources.policy.document import excerpt
from wharfinger.sources.rst import references
from wharfinger.sources.yaml_nodes import BoundedLoader, NodeError, compose

_TAG = "tag:yaml.org,2002:"
_LIST = "Write a list: each entry behind '- |', as text."
_WORDS = {
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "timestamp": "a date",
    "null": "empty",
    "map": "a mapping",
    "seq": "a list",
}


class _Loader(BoundedLoader):
    """A note has few values."""

    most_nodes = 5_000


def read(path: str, text: str, settings: Settings, lint: bool = True) -> Note:
    """Return the note in a text. What is wrong is in its faults; nothing is raised.

    Without ``lint`` the text of the entries is not judged, which takes most of the time.
    """
    # All entries of a note come into one report, with the titles of its sections.
    targets = frozenset(
        references.normalised(title) for title in settings.titles
    ) | references.targets(text)
    reader = _Reader(path, text, settings, lint, targets=targets)
    draft = phrases.draft_line(text)
    try:
        sections = reader.sections(compose(text, _Loader))
    except NodeError as error:
        reader.add(codes.INVALID_YAML, error.message, _REPAIR, Position(error.line, error.column))
        sections = ()
    if draft:
        reader.add(codes.DRAFT, _DRAFT, _EDIT, Position(draft, 1), "draft")
    return Note(
        path=path,
        tool="reno",
        uid=uid(path),
        sections=sections,
        faults=tuple(reader.faults),
        draft=bool(draft),
    )


_REPAIR = "Mend the YAML: sections as keys, and below each a list of texts behind '- |'."
_DRAFT = "the note is a draft that nobody has edited yet"
_EDIT = "Check each text, then delete the line that says it is a draft."


def uid(path: str) -> str:
    """Return what reno takes for the uid of a note: the end of its stem, or its beginning."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return stem[:16] if "-" in stem[-16:] else stem[-16:]


@dataclass(slots=True)
class _Reader:
    path: str
    text: str
    settings: Settings
    lint: bool
    faults: list[CodedFault] = field(default_factory=list)
    targets: frozenset[str] = frozenset()

    def add(self, code: str, message: str, remedy: str, place: Position, key: str = "") -> None:
        """Keep a fault."""
        where = Location(self.path, place.line, place.column)
        self.faults.append(fault(code, message, remedy, where, key))

    def sections(self, root: yaml.Node | None) -> tuple[tuple[str, tuple[NoteItem, ...]], ...]:
        """Return the sections below the root."""
        if root is None or _kind(root) == "null":
            remedy = "Write what users must know, or remove the file."
            self.add(codes.EMPTY_NOTE, "the note is empty", remedy, Position(1, 1))
            return ()
        if not isinstance(root, yaml.MappingNode) or _kind(root) != "map":
            message = f"the note is {_described(root)}, not a mapping of sections"
            self.add(codes.INVALID_YAML, message, _REPAIR, _start(root))
            return ()
        if not root.value:
            remedy = "Write a section with an entry, or remove the file."
            self.add(codes.EMPTY_NOTE, "the note has no section", remedy, _start(root))
        return tuple(self._read_sections(root))

    def _read_sections(self, root: yaml.MappingNode) -> Iterator[tuple[str, tuple[NoteItem, ...]]]:
        seen: dict[str, int] = {}
        for key, value in root.value:
            name = self._name(key)
            if name in seen:
                message = f"the section {excerpt(name)} is there twice, in lines {seen[name]} and "
                message += f"{_start(key).line}; the first is lost"
                remedy = "Join the two sections."
                self.add(codes.DUPLICATE_KEY, message, remedy, _start(key), excerpt(name))
            seen.setdefault(name, _start(key).line)
            yield name, tuple(self._items(name, key, value))

    def _name(self, key: yaml.Node) -> str:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        known = (self.settings.prelude, *self.settings.sections)
        if name not in known or _kind(key) != "str":
            message = f"there is no section {excerpt(name)!r}"
            if not isinstance(key, yaml.ScalarNode):
                message = f"the name of a section is {_described(key)}"
            remedy = f"Use one of: {', '.join(known)}."
            self.add(codes.UNKNOWN_SECTION, message, remedy, _start(key), excerpt(name))
        return name

    def _items(self, name: str, key: yaml.Node, value: yaml.Node) -> Iterator[NoteItem]:
        if _kind(value) == "str" and isinstance(value, yaml.ScalarNode):
            yield from self._item(name, value, name, as_item=name != self.settings.prelude)
        elif _kind(value) == "null" or (_kind(value) == "seq" and not value.value):
            remedy = "Write an entry, or remove the section."
            message = f"the section {excerpt(name)} is empty"
            self.add(codes.EMPTY_ENTRY, message, remedy, _start(key), excerpt(name))
        elif name == self.settings.prelude or not isinstance(value, yaml.SequenceNode):
            self._not_text(f"the section {excerpt(name)}", value, name)
        else:
            self._check_tag(value, name)
            for index, entry in enumerate(value.value):
                yield from self._entry(name, entry, f"{name}[{index}]")

    def _check_tag(self, node: yaml.Node, key: str) -> None:
        if not node.tag.startswith(_TAG):
            message = f"the tag {excerpt(node.tag)!r} is not allowed"
            self.add(codes.INVALID_YAML, message, "Remove the tag.", _start(node), excerpt(key))

    def _entry(self, name: str, entry: yaml.Node, key: str) -> Iterator[NoteItem]:
        if isinstance(entry, yaml.ScalarNode) and _kind(entry) == "str":
            yield from self._item(name, entry, key, as_item=True)
        elif _kind(entry) == "null":
            message = f"an entry of the section {excerpt(name)} is empty"
            self.add(codes.EMPTY_ENTRY, message, _FILL, _start(entry), excerpt(key))
        else:
            self._not_text(f"an entry of the section {excerpt(name)}", entry, key)

    def _not_text(self, what: str, node: yaml.Node, key: str) -> None:
        self._check_tag(node, key)
        if node.tag.startswith(_TAG):
            prelude = key == self.settings.prelude
            remedy = "Write one text behind '|'." if prelude else _LIST
            hint = ", because of the colon in it" if _is_colon_slip(node) else ""
            message = f"{what} is {_described(node)}{hint}, not text"
            self.add(codes.NOT_TEXT, message, remedy, _start(node), excerpt(key))

    def _item(
        self, name: str, node: yaml.ScalarNode, key: str, *, as_item: bool
    ) -> Iterator[NoteItem]:
        text, place = str(node.value), start_of(node, self.text)
        if not text.strip():
            message = f"an entry of the section {excerpt(name)} is empty"
            self.add(codes.EMPTY_ENTRY, message, _FILL, _start(node), excerpt(key))
            return
        yield NoteItem(text, Location(self.path, place.line, place.column))
        if self.lint:
            around = Surroundings(self.settings.phrases, self.targets, as_item)
            for found in body_faults(text, around):
                at = locate(node, self.text, found.line, found.column)
                self.add(found.code, found.message, found.remedy, at, f"{key}: {found.key}")


_FILL = "Write what users must know, or remove the entry."


def _kind(node: yaml.Node) -> str:
    return str(node.tag).removeprefix(_TAG)


def _described(node: yaml.Node) -> str:
    return _WORDS.get(_kind(node), f"of the kind {excerpt(_kind(node))!r}")


def _is_colon_slip(node: yaml.Node) -> bool:
    """Tell whether a text became a mapping because a word of it ends with a colon."""
    if not isinstance(node, yaml.MappingNode) or node.flow_style or len(node.value) != 1:
        return False
    key = node.value[0][0]
    return isinstance(key, yaml.ScalarNode) and not key.style and " " in str(key.value)


def _start(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)
