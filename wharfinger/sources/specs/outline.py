# SPDX-License-Identifier: Apache-2.0
"""What is in the text of a spec: title, fields, sections, links, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docutils import nodes

from wharfinger.model.spec import Field, Link, Outline, Section, TextFault
from wharfinger.sources.rst import quick_parser
from wharfinger.sources.rst.links import NamedFiles, link_roles, links
from wharfinger.sources.rst.loose_ends import loose_ends
from wharfinger.sources.rst.messages import messages
from wharfinger.sources.rst.places import Places, line_of
from wharfinger.sources.rst.reading import Document, UnparsableError, read
from wharfinger.sources.rst.references import expands_without_end, labels
from wharfinger.sources.rst.sections import Part, adornment, sections
from wharfinger.sources.rst.words import digest, visible, words
from wharfinger.sources.specs import bounds, lines

_BEFORE_FIELDS = (nodes.comment, nodes.target, nodes.system_message)
_NOT_READ = re.compile(r"^\s*\.\.(?:\s+_.*|(?=\s|$))")
"""A target, or the sign that begins a comment."""

_NAME_OF_ADDRESS = re.compile(r"[\w ]{0,40}[:\W]*")


def outline(text: str, line_length: int = 79) -> Outline:
    """Return the outline of a text. Nothing is raised.

    Lines may be so many characters long, any number with 0.
    """
    beyond = tuple(bounds.limits(text))
    if beyond:
        return Outline(faults=beyond)
    try:
        longest = line_length if lines.needs_tree(text, line_length) else 0
        document = read(text, link_roles(), quick_parser.parser(longest))
    except UnparsableError as error:
        rule = "limit" if error.too_deep else "markup"
        return Outline(faults=(TextFault(rule, error.reason, 1),))
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    of_lines = lines.faults(text, document.tree, line_length)
    return _outline(document, source, (*_faults(document, source), *of_lines))


def _faults(document: Document, source: Sequence[str]) -> list[TextFault]:
    found = {*messages(document, source), *loose_ends(document.tree, source)}
    faults = [TextFault("markup", *fault) for fault in found]
    endless = expands_without_end(document.tree, bounds.MOST_SUBSTITUTED)
    if endless is not None:
        most = bounds.MOST_SUBSTITUTED
        what = f"a substitution stands for itself, or for more than {most} others"
        faults.append(TextFault("limit", what, line_of(endless)))
    return sorted(faults, key=lambda fault: (fault.line, fault.column, fault.message))


def _outline(document: Document, source: Sequence[str], faults: tuple[TextFault, ...]) -> Outline:
    root, places = sections(document.tree, source), Places(source)
    harvest = _Harvest(places, NamedFiles(source))
    before = harvest.words_of(root.body)
    if not root.parts:
        header = " ".join(node.astext() for node in _leading_comments(root.body))
        return Outline(
            header=_single_spaced(header),
            links=tuple(harvest.links),
            labels=tuple(labels(document.tree)),
            faults=faults,
            digest=digest(before),
        )
    title, *others = root.parts
    listed, rest = _apart(title.body)
    harvest.words_of(listed)
    harvest.words_of(title.heading)
    own = [*title.title.split(), *harvest.words_of(rest)]
    inner, inner_words = harvest.sections((*title.parts, *others), 1)
    sign = adornment(title.line, source)
    return Outline(
        title=title.title,
        title_line=title.line,
        adornment=sign,
        title_apart=not others,
        header=_header(source[: title.line - len(sign)]),
        introduced=_is_introduced(rest),
        fields=tuple(_fields(listed)),
        urls=tuple(_urls(title.body, places)),
        sections=inner,
        links=tuple(harvest.links),
        labels=tuple(labels(document.tree)),
        faults=faults,
        digest=digest([*own, *inner_words]),
    )


@dataclass(slots=True)
class _Harvest:
    """What is gathered on the way through the text; each node is looked at once."""

    places: Places
    files: NamedFiles
    links: list[Link] = field(default_factory=list)

    def words_of(self, parents: Iterable[nodes.Node]) -> list[str]:
        """Return the words of nodes, and gather their links."""
        found: list[str] = []
        for node in visible(parents):
            found += words(node)
            for kind, target in links(node):
                inline = node if isinstance(node, nodes.inline) else None
                where = self.places.of(inline) if inline is not None else self.files.next(target)
                self.links.append(Link(kind, target, *where))
        return found

    def sections(self, parts: Iterable[Part], depth: int) -> tuple[tuple[Section, ...], list[str]]:
        """Return sections, and all their words."""
        made: list[Section] = []
        every: list[str] = []
        for part in parts:
            self.words_of(part.heading)
            own = self.words_of(part.body)
            inner, inner_words = self.sections(part.parts, depth + 1)
            made.append(Section(part.title, part.line, depth, digest(own), inner))
            every += [*part.title.split(), *own, *inner_words]
        return tuple(made), every


def _apart(body: list[nodes.Node]) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the field list that comes first, if any, and all else."""
    for at, node in enumerate(body):
        if isinstance(node, nodes.field_list):
            return [node], body[:at] + body[at + 1 :]
        if not isinstance(node, _BEFORE_FIELDS):
            break
    return [], body


def _fields(lists: Iterable[nodes.Node]) -> Iterator[Field]:
    for listed in lists:
        for node in listed.children:
            if isinstance(node, nodes.field):
                name, body = node.children[:2]
                written = getattr(body, "rawsource", "").splitlines()
                value = "\n".join(line.strip() for line in written)
                yield Field(_single_spaced(name.astext()).lower(), value.strip(), line_of(node))


def _urls(body: Iterable[nodes.Node], places: Places) -> Iterator[tuple[str, int]]:
    for node in visible(body):
        if isinstance(node, (nodes.reference, nodes.target)) and "://" in node.get("refuri", ""):
            yield node["refuri"], places.naming(node, node["refuri"])


def _is_introduced(body: Iterable[nodes.Node]) -> bool:
    """Tell whether there is more than addresses, each with a word or two before it."""
    return any(not _is_address(node) for node in body if any(map(words, visible([node]))))


def _is_address(node: nodes.Node) -> bool:
    found = list(visible([node]))
    if not any(isinstance(inner, nodes.reference) for inner in found):
        return False
    loose = (
        inner.astext()
        for inner in found
        if isinstance(inner, nodes.Text) and not isinstance(inner.parent, nodes.reference)
    )
    return bool(_NAME_OF_ADDRESS.fullmatch(_single_spaced(" ".join(loose))))


def _leading_comments(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    for node in body:
        if not isinstance(node, nodes.comment):
            return
        yield node


def _header(source: Sequence[str]) -> str:
    return _single_spaced(" ".join(_NOT_READ.sub("", line) for line in source))


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
