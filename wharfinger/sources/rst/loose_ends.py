# SPDX-License-Identifier: Apache-2.0
"""References of a text to what is neither in it nor, as far as is known, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docutils import nodes

from wharfinger.sources.rst.places import Places
from wharfinger.sources.rst.references import (
    dangling,
    loose_anonymous,
    targets,
    too_many_footnotes,
    undefined,
)
from wharfinger.sources.rst.words import unparsed

_INCLUDE = re.compile(r"^\s*\.\. include::", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\s*\.\. \[#?([^\]\s]+)\]", re.MULTILINE)


def loose_ends(tree: nodes.document, source: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield what leads nowhere, with line and column from 1; ``source`` are the text's lines."""
    found = list(_found(tree, "\n".join(source)))
    if not found or any(map(_INCLUDE.match, source)):
        # What is included may define anything.
        return
    hidden, places = _hidden_names(tree), Places(source)
    for name, what, node in found:
        if name not in hidden:
            yield (what, *places.of(node))


def _found(tree: nodes.document, text: str) -> Iterator[tuple[str, str, nodes.Element]]:
    for name, kind, node in dangling(tree):
        advice = "write it, or a backslash before the underscore"
        yield name, f'the text has no {kind} "{name}"; {advice}', node
    for node in too_many_footnotes(tree):
        yield "[", "the text has fewer footnotes than references to them", node
    anonymous = loose_anonymous(tree) if "__" in text else None
    if anonymous is not None:
        yield "__", "the text has not as many anonymous targets as references to them", anonymous
    for node in tree.findall(nodes.substitution_reference) if "|" in text else ():
        if undefined(tree, node):
            name = node["refname"]
            advice = "define it, or write a backslash before the bar"
            yield f"|{name}", f'the text does not define "{name}"; {advice}', node


def _hidden_names(tree: nodes.document) -> frozenset[str]:
    """Return the names that seem to be in what docutils alone cannot parse."""
    blocks = (b for m in tree.findall(nodes.system_message) for b in unparsed(m))
    text = "\n".join(block.astext() for block in blocks)
    signs = {sign for sign in ("[", "__") if sign in text}
    footnotes = {match[1].lower() for match in _FOOTNOTE.finditer(text)}
    return targets(text) | signs | footnotes
