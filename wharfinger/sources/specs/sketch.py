# SPDX-License-Identifier: Apache-2.0
"""A light look at a spec that is not judged: only what others need of it to be judged.

That is title, fields, addresses and labels, found by regular expressions and not by docutils.
"""

from __future__ import annotations

import re

from wharfinger.model import Field, Outline

_MOST = 20_000
_ADORNMENT = r"([!-/:-@\[-`{{-~])\{}{{2,}}[ \t]*"
_TITLE = re.compile(
    rf"^(?:{_ADORNMENT.format(1)}\n)?[ \t]?(\S[^\n]*)\n{_ADORNMENT.format(3)}$", re.MULTILINE
)
_FIELD = re.compile(r"^:([A-Za-z][\w -]*):(?:[ \t]+|$)([^\n]*(?:\n[ \t]+\S[^\n]*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"https?://[^\s<>`]+")
# What leads to an address is no label.
_LABEL = re.compile(
    r"^[ \t]*\.\. _(?!_)(?:`([^`\n]+)`|((?:\\:|[^:`\n])+)):[ \t]*$(?!\n[ \t]+\S)", re.MULTILINE
)


def sketch(text: str) -> Outline:
    """Return the title, fields, addresses and labels of a text, and nothing else."""
    text = text.replace("\r\n", "\n")
    labels = tuple(_normalised(first or second) for first, second in _LABEL.findall(text))
    title = _TITLE.search(text, 0, _MOST)
    if title is None:
        return Outline(labels=labels)
    following = _TITLE.search(text, title.end(), title.end() + _MOST)
    end = following.start() if following else title.end() + _MOST
    return Outline(
        title=" ".join(title[2].replace("``", "").split()),
        title_line=_line(text, title.start(2)),
        fields=tuple(
            Field(found[1].lower(), found[2].strip(), _line(text, found.start()))
            for found in _FIELD.finditer(text, title.end(), end)
        ),
        urls=tuple(
            (found[0], _line(text, found.start()))
            for found in _ADDRESS.finditer(text, title.end(), end)
        ),
        labels=labels,
    )


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _normalised(label: str) -> str:
    """Return a label as docutils compares it."""
    return " ".join(label.replace("\\", "").lower().split())
