# SPDX-License-Identifier: Apache-2.0
"""What docstrings say of exceptions and classes, in the three usual styles."""

from __future__ import annotations

import re
from collections.abc import Iterator

_DOTTED = r"[A-Za-z_]\w*(?:\.\w+)*"
_NAME = re.compile(rf"^[~!]?({_DOTTED})$")
# ``:raises KeyError: …``; Sphinx knows four spellings, and several names in one field.
_FIELD = re.compile(
    r"^[ \t]*:(?:raises?|except|exception)[ \t]+((?:[^:\n]|:(?:py:)?(?:class|exc):`[^`\n]*`)+):",
    re.MULTILINE,
)
_ROLE = re.compile(rf":(?:py:)?(?:class|exc):`[^`<]*?<?[~!]?({_DOTTED})>?`")
_HEADING = re.compile(r"^(?P<indent>[ \t]*)Raises(?P<colon>:?)[ \t]*$")
_UNDERLINE = re.compile(r"^[ \t]*-{3,}[ \t]*$")
_SECTION = re.compile(r"^[ \t]*[A-Z][A-Za-z ]*:?[ \t]*$")


def documented_raises(doc: str) -> tuple[str, ...]:
    """Return the exceptions that a docstring documents, as it spells them, each once.

    Understood are the fields of reStructuredText (``:raises KeyError: why``), Google's section
    ``Raises:`` and numpy's underlined one.
    """
    if "aise" not in doc and "except" not in doc:
        return ()
    found = [name for match in _FIELD.finditer(doc) for name in _names(match[1])]
    return tuple(dict.fromkeys([*found, *_from_sections(doc.splitlines())]))


def mentioned_classes(doc: str) -> tuple[str, ...]:
    """Return the classes that a docstring names by the roles ``class`` and ``exc``."""
    return tuple(dict.fromkeys(_ROLE.findall(doc))) if "`" in doc else ()


def _names(text: str) -> Iterator[str]:
    """Yield the names in ``KeyError, :class:`a.B` or C``."""
    for part in re.split(r",|\bor\b|\|", text):
        role = _ROLE.search(part)
        plain = _NAME.match(part.strip().strip("`"))
        if role or plain:
            yield (role or plain)[1]  # type: ignore[index]


def _from_sections(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        heading = _HEADING.match(line)
        if heading is None:
            continue
        if heading["colon"]:
            yield from _google(lines[number + 1 :], len(heading["indent"]))
        elif number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]):
            yield from _numpy(lines[number + 2 :], len(heading["indent"]))


def _google(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the names of a section whose entries are indented deeper than its heading."""
    inner = 0
    for line in lines:
        depth = _depth(line)
        if not line.strip():
            continue
        if depth <= indent:
            return
        inner = inner or depth
        if depth == inner:
            yield from _names(re.split(r":(?![a-z:]*`)", line.strip(), maxsplit=1)[0] or line)


def _numpy(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the names of a section whose entries stand below its heading, up to the next."""
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if _UNDERLINE.match(following) and _SECTION.match(line):
            return
        if line.strip() and _depth(line) < indent:
            return
        if line.strip() and _depth(line) == indent:
            yield from _names(line.partition(" : ")[0])


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
