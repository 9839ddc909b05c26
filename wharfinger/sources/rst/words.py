# SPDX-License-Identifier: Apache-2.0
"""The words of a text, as a reader of the page sees them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from docutils import nodes

_WORD = re.compile(r"[^\W_]+")
_SIGNS = {sign: " " for sign in range(128) if not chr(sign).isalnum()}
_UNSEEN = (nodes.comment, nodes.section)


def visible(parents: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Yield nodes and those in them, without comments and sections.

    Of a message of docutils that is the text that it could not make anything of.
    """
    pending = list(parents)
    pending.reverse()
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.system_message):
            pending.extend(unparsed(node))
        elif not isinstance(node, _UNSEEN):
            yield node
            pending.extend(reversed(node.children))


def unparsed(message: nodes.system_message) -> list[nodes.literal_block]:
    """Return the text, at most one, that a message is about."""
    return [child for child in message.children if isinstance(child, nodes.literal_block)][-1:]


def words(node: nodes.Node) -> list[str]:
    """Return the words of a node, without those in it; an image counts by its address.

    Signs do not count: a thin tree still has those of the markup.
    """
    if isinstance(node, nodes.Text):
        # The quick way, for most texts.
        return node.translate(_SIGNS).split() if node.isascii() else _WORD.findall(node)
    return [node["uri"]] if isinstance(node, nodes.image) else []


def digest(found: list[str]) -> str:
    """Return what stands for words; empty for none."""
    text = " ".join(found).encode("utf-8", "replace")
    return hashlib.sha256(text).hexdigest()[:16] if text else ""
