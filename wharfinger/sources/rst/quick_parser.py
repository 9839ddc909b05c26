# SPDX-License-Identifier: Apache-2.0
"""docutils' parser, spared what is certain, and without what it makes for nothing.

Where a text can be thinned, docutils' own states read only what is left of it, in the way in
which docutils reads the inside of a section; titles and plain blocks are put into the tree
around that. docutils also makes about fourteen states for each list and needs two of them: here
each is made when it is first asked for. Nothing of docutils itself is changed.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from docutils import frontend, nodes, statemachine, utils
from docutils.parsers.rst import Parser, languages, roles, states

from wharfinger.sources.rst.thinning import ADDRESS, Piece, Plain, Rest, Title, thinned

# docutils' types do not tell all that is there.
_ROLES: Any = roles
_STATES: Any = states

_SECTIONS_HAVE_MACHINES = not issubclass(states.NestedStateMachine, states.RSTStateMachine)
"""Until docutils 0.21."""

_SPARE: list[Any] = []
"""Machines for nested texts that may be used again; docutils keeps its own in this way."""


_PROBE = """\
Title
=====

.. [1] A footnote

* a `reference`_ to nowhere [1]_

  * deeper **and wrong
* :unknown-role:`x`

1. one
3. three

.. unknown-directive:: x

Section
-------
term
  definition
wrong

  a *b

======  ===
=====
"""


def parser(longest: int = 0) -> Parser:
    """Return the quick parser, or docutils' own where that differs from what is known here."""
    return QuickParser(longest) if _is_understood() else Parser()


@functools.cache
def _is_understood() -> bool:
    """Tell whether docutils' machines work as they did, by a text with some of everything."""
    try:
        return _said_of_probe(QuickParser()) == _said_of_probe(Parser())
    except Exception:  # noqa: BLE001 - another docutils may fail in any way
        return False


def _said_of_probe(parser: Parser) -> list[tuple[int, int | None, str]]:
    made = frontend.get_default_settings(Parser)
    made.report_level, made.halt_level, made.warning_stream = 2, 5, False
    document = utils.new_document("probe", made)
    found: list[nodes.system_message] = []
    document.reporter.attach_observer(found.append)
    parser.parse(_PROBE, document)
    titles = [(0, node.line, node.astext()) for node in document.findall(nodes.title)]
    return titles + [
        (one["level"], one.get("line"), one.astext()) for one in found if one["level"] > 1
    ]


class QuickParser(Parser):
    """Gives the same messages as docutils' own parser, and a tree with the same words.

    In the tree, plain blocks are text that still has the signs of its markup, without paragraphs
    around it. Messages below "warning" may be missing. If it matters where lines longer than
    ``longest`` are, there are nodes for them.
    """

    def __init__(self, longest: int = 0) -> None:
        super().__init__()
        self._longest = longest

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a text into a document."""
        # docutils' way from text to lines, with its usual tabs.
        text = inputstring.replace("\v", " ").replace("\f", " ")
        lines = [line.expandtabs(8).rstrip() for line in text.splitlines()]
        pieces = thinned(lines, self._longest)
        self.setup_parse(inputstring, document)
        if pieces is None:
            machine = _Machine(self.state_classes, self.initial_state)
            machine.run(lines, document, inliner=self.inliner)
        else:
            _Assembly(lines, document).put(pieces)
        # A text's own default role ends with it.
        _ROLES._roles.pop("", None)
        self.finish_parse()


class _States(dict[str, Any]):
    """The states of a machine by name, each made when it is first asked for."""

    def __init__(self, machine: _Late, classes: Sequence[type]) -> None:
        super().__init__()
        self._machine, self._classes = machine, classes

    def __missing__(self, name: str) -> Any:
        found = next((one for one in self._classes if one.__name__ == name), None)
        if found is None:
            raise KeyError(name)
        made: Any = found(self._machine, self._machine.debug)
        made.nested_sm = _NestedMachine
        made.nested_sm_cache = _SPARE
        if self._machine.memo is not None:
            made.runtime_init()
        self[name] = made
        return made


class _Late:
    """A machine whose states are made late."""

    memo: Any = None
    """What all machines of a document share, while they run."""

    states: Any
    debug: bool

    def add_states(self, state_classes: Any) -> None:
        """Note the classes of states."""
        self.states = _States(self, state_classes)


class _Machine(_Late, states.RSTStateMachine):
    """Reads a document."""


class _NestedMachine(_Late, states.NestedStateMachine):
    """Reads what is within an element."""


class _Assembly:
    """Makes the tree of a text's pieces."""

    def __init__(self, lines: list[str], document: nodes.document) -> None:
        self._document = document
        self._source = document["source"]
        self._lines = statemachine.StringList(lines, self._source)
        self._path: list[nodes.Element] = [document]
        self._reader = _NestedMachine(states.state_classes, "Body")
        self._names: list[str] = []
        self._stays_at = 0
        self._memo = _memo(document)
        document.reporter.get_source_and_line = self._place

    def put(self, pieces: list[Piece]) -> None:
        """Put the pieces into the document."""
        for piece in pieces:
            if isinstance(piece, Rest):
                self._document.note_source(self._source, piece.line - 1)
                block = self._lines[piece.line - 1 : piece.end - 1]
                block.disconnect()
                self._reader.run(block, piece.line - 1, self._memo, self._path[-1])
            elif isinstance(piece, Title):
                self._begin(piece)
            else:
                self._put_plain(piece)
        # docutils would also give sections an id, and remark on titles that are there twice.
        for name in self._names:
            self._document.nameids.setdefault(name, None)  # type: ignore[arg-type]

    def _begin(self, title: Title) -> None:
        """Begin a section."""
        del self._path[title.level :]
        section = _Section(title.written, self._path[-1], title.line)
        heading = _Heading(title.written, section, title.line)
        _put_text(title.text, heading)
        self._path.append(section)
        self._memo.section_level = title.level
        self._names.append(title.name)
        if title.level == 1 and _SECTIONS_HAVE_MACHINES:
            self._stays_at = title.line

    def _put_plain(self, piece: Plain) -> None:
        parent = self._path[-1]
        self._names.extend(piece.names)
        if ADDRESS.fullmatch(piece.words):
            paragraph = _Paragraph(piece.words, parent, piece.line)
            reference = nodes.reference(piece.words, refuri=piece.words)
            paragraph.append(reference)
            _put_text(piece.words, reference)
        elif piece.words:
            _put_text(piece.words, parent)

    def _place(self, line: int | None = None) -> tuple[str, int]:
        """Return where docutils says it is if nobody knows better: where its first machine is."""
        return self._source, line or self._stays_at or self._reader.abs_line_number()


def _memo(document: nodes.document) -> Any:
    """Return what the machines of a document share."""
    return _STATES.Struct(
        document=document,
        reporter=document.reporter,
        language=languages.get_language(document.settings.language_code, document.reporter),
        title_styles=[],
        section_level=0,
        section_bubble_up_kludge=False,
        inliner=_inliner(document.settings.pep_references, document.settings.rfc_references),
    )


@functools.cache
def _inliner(pep_references: bool, rfc_references: bool) -> states.Inliner:
    """Return what reads inline markup; to make it takes longer than to read many a text."""
    made = states.Inliner()
    known = _STATES.Struct(pep_references=pep_references, rfc_references=rfc_references)
    made.init_customizations(known)
    return made


def _put_text(words: str, parent: nodes.Element) -> None:
    """Put text into an element, which need not be one that has text in docutils' own trees."""
    made = nodes.Text(words)
    made.parent = parent
    parent.children.append(made)


class _Light(nodes.Element):
    """An element without attributes of its own, which takes a quarter of the time."""

    attributes: dict[str, Any] = nodes.Element().attributes

    def __init__(self, rawsource: str, parent: nodes.Element, line: int) -> None:
        self.rawsource, self.parent, self.line = rawsource, parent, line
        self.children: list[nodes.Node] = []
        parent.children.append(self)


class _Section(_Light, nodes.section):
    tagname = "section"


class _Heading(_Light, nodes.title):
    tagname = "title"


class _Paragraph(_Light, nodes.paragraph):
    tagname = "paragraph"
