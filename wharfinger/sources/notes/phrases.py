# SPDX-License-Identifier: Apache-2.0
"""Text that must not be left in a note: a template's, and the mark of a draft."""

from __future__ import annotations

import re

from wharfinger.sources.yaml_nodes import NodeError, compose

DRAFT_MARK = "wharfinger: draft"
"""What ``notes draft`` leaves in a comment of the notes that it writes."""

_DRAFT = re.compile(rf"^[ \t]*(?:#|\.\.|<!--)[ \t]*{DRAFT_MARK}\b", re.MULTILINE)
# How the sentences of reno's own template begin and end.
_DEFAULT = re.compile(
    r"\b(?:List|Add)\s+[\w\s]{3,30}\s+here,\s+or\s+remove\s+this\s+section\b"
    r"|\bReplace\s+this\s+text\s+with\s+content\s+to\s+appear\b"
    r"|\bAll\s+of\s+the\s+(?:list\s+items\s+in\s+this\s+section\s+are|prelude\s+content\s+is)"
    r"\s+(?:combined|merged)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n{2,}")
_FEWEST_WORDS = 4


def of(template: str) -> tuple[str, ...]:
    """Return the sentences of a project's own template that no note may keep.

    Those of a few words, such as a placeholder for a bug's number, may well be meant.
    """
    try:
        root = compose(template)
    except NodeError:
        return ()
    texts = re.findall(r"(?:.+\n?)+", template) if root is None else _texts(root.value)
    sentences = [" ".join(part.split()) for text in texts for part in _SENTENCE.split(text)]
    long = (sentence for sentence in sentences if len(sentence.split()) >= _FEWEST_WORDS)
    return tuple(dict.fromkeys(long))


def _texts(pairs: object, depth: int = 0) -> list[str]:
    """Return the scalars below a node's value."""
    if isinstance(pairs, str):
        return [pairs]
    if not isinstance(pairs, list) or depth > 4:
        return []
    found: list[str] = []
    for item in pairs[:200]:
        nodes = item[1:] if isinstance(item, tuple) else (item,)
        inner = [text for node in nodes for text in _texts(node.value, depth + 1)]
        found += inner
        if inner and inner[-1].rstrip().endswith(":") and not isinstance(item, tuple):
            # Examples follow, which may well have been taken from a real note.
            break
    return found


def template_text(text: str, own: tuple[str, ...]) -> str:
    """Return what is left of a template in a text, with its place lost; empty if nothing is."""
    match = _DEFAULT.search(text)
    if match:
        return match[0]
    plain = " ".join(text.split())
    return next((sentence for sentence in own if sentence in plain), "")


def draft_line(text: str) -> int:
    """Return the line with the mark of a draft, 0 where there is none."""
    match = _DRAFT.search(text)
    return text.count("\n", 0, match.start()) + 1 if match else 0
