# SPDX-License-Identifier: Apache-2.0
"""What docutils says of a text, without what only Sphinx would know.

Its releases say some things in other words, at another line, or not at all. Here they are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from docutils import nodes

from wharfinger.sources.rst.known_names import directive_names, is_slip, role_names
from wharfinger.sources.rst.places import Places
from wharfinger.sources.rst.reading import Document
from wharfinger.sources.rst.references import embedded_names
from wharfinger.sources.rst.settings import WARNING
from wharfinger.sources.rst.words import unparsed

_UNKNOWN = re.compile(r'^Unknown (directive type|interpreted text role) "([^"]*)"')
_TOLERATED = re.compile(
    r'" directive disabled\.$|^File and URL access deactivated|^No (?:role|directive) entry for '
    r"|^raw \(and derived\) roles disabled"
    # Options of Sphinx.
    r'|^Error in "(?:code|code-block|sourcecode)" directive: unknown option: '
    r'"(?:caption|dedent|emphasize-lines|force|lineno-start|linenos)"'
    r'|^Error in "math" directive: unknown option: "(?:label|no-?wrap|number)"'
    # docutils 0.22 and later ask for it.
    r"|^(?:Footnote|Citation) content expected"
)
# "Title level inconsistent" until docutils 0.21.
_INCONSISTENT = re.compile(r"^Title level inconsistent|^Inconsistent title style")
_DUPLICATE = re.compile(r'Duplicate explicit target name: "(.*)"$')
_IN_ONE_FORM = (
    (_INCONSISTENT, "the adornment of the title is that of a level further down"),
    (re.compile(r"^Malformed table\."), "Malformed table"),
    (
        re.compile(
            r"^Substitution definition contains illegal element|^Problematic content in substitut"
            r"|are not supported in a substitution definition"
        ),
        "the substitution definition has what may not be in one",
    ),
)


def messages(document: Document, source: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield what is wrong with a text, with line and column from 1; ``source`` are its lines."""
    found = [(message, text) for message in document.messages if (text := _fault(message))]
    found = list(_without_embedded(_without_echoes(found), document.tree))
    marked = _marked(document.tree) if found else {}
    places = Places(source)
    for message, text in found:
        node = next((marked[i] for i in message["ids"] if i in marked), None)
        line = _start_of_table(message, source) if text == "Malformed table" else None
        yield (text, *places.of(node, line or message.get("line", 1)))


def is_inconsistent_title(message: nodes.system_message) -> bool:
    """Tell whether a message is about a title of which docutils makes no section."""
    return bool(_INCONSISTENT.match(_text(message)))


def _fault(message: nodes.system_message) -> str:
    """Return what a message says, empty if it is none of a fault."""
    if message["level"] < WARNING:
        return ""
    text = _text(message)
    if _is_known(text) or _is_accented_table(message, text):
        return ""
    forms = (ours for theirs, ours in _IN_ONE_FORM if theirs.search(text))
    return next(forms, text.rstrip("."))


def _without_echoes(
    found: list[tuple[nodes.system_message, str]],
) -> Iterator[tuple[nodes.system_message, str]]:
    """Leave out what some releases say after a table that they could not read."""
    before = ""
    for message, text in found:
        if not (text == "Blank line required after table" and before == "Malformed table"):
            yield message, text
        before = text


def _without_embedded(
    found: Iterator[tuple[nodes.system_message, str]], tree: nodes.document
) -> Iterator[tuple[nodes.system_message, str]]:
    """Leave out names that are there twice, once for an address in the text.

    docutils 0.22 and later allow that.
    """
    embedded: frozenset[str] | None = None
    for message, text in found:
        twice = _DUPLICATE.match(text)
        if twice and embedded is None:
            embedded = embedded_names(tree)
        if not (twice and embedded and twice[1] in embedded):
            yield message, text


def _text(message: nodes.system_message) -> str:
    return " ".join(message.children[0].astext().split()) if message.children else ""


def _marked(tree: nodes.document) -> dict[str, nodes.Element]:
    return {node.get("refid"): node for node in tree.findall(nodes.problematic)}


def _is_known(message: str) -> bool:
    """Tell whether a message is about something that docutils alone does not know."""
    unknown = _UNKNOWN.match(message)
    if not unknown:
        return bool(_TOLERATED.search(message))
    known = directive_names() if unknown[1] == "directive type" else role_names()
    return not is_slip(unknown[2], known)


def _is_accented_table(message: nodes.system_message, text: str) -> bool:
    """Tell whether a table has combining signs, which docutils counts since 0.22 only."""
    return text.startswith("Malformed table") and any(
        unicodedata.combining(sign) for block in unparsed(message) for sign in block.astext()
    )


def _start_of_table(message: nodes.system_message, source: Sequence[str]) -> int | None:
    first = next((block.astext().split("\n")[0].strip() for block in unparsed(message)), "")
    last = min(message.get("line", 1), len(source))
    return next((n for n in range(last, 0, -1) if source[n - 1].strip() == first), None)
