# SPDX-License-Identifier: Apache-2.0
"""Whether a text names something: as a word of its own, or as code where the name is a plain word.

Of ``get_all`` or ``RabbitDriver`` nobody writes by chance. ``put`` and ``driver`` are words of
prose too: they count in a literal, in a call or a dotted name, and beside a word for what
they are, as in "the put method".
"""

from __future__ import annotations

import functools
import re

from wharfinger.contract.notes.phrases import KINDS

OF_KIND: dict[str, frozenset[str]] = {
    "interface": frozenset({"method", "function", "call", "property", "attribute", "operation"}),
    "driver": KINDS,
    "option": frozenset({"option", "setting", "parameter"}),
    # One that goes with its driver may be told by the name of that.
    "function": KINDS | {"function", "helper"},
}
"""What people call the things of each family of triggers, in lower case."""

_PLAIN = re.compile(r"[a-z]+")
# Literals and roles of reStructuredText, code of Markdown, and a single word in quotes.
_CODE = re.compile(
    r"``(?P<literal>.+?)``|`(?P<role>[^`]+)`|(?<!\w)\"(?P<double>[^\s\"]+)\"(?!\w)"
    r"|(?<!\w)'(?P<single>[^\s']+)'(?!\w)",
    re.DOTALL,
)
_LISTED = r"(?:(?:`*[\w.]+`*(?:, and|, or|,| and| or| &)\s+){0,8})"


def is_plain(name: str) -> bool:
    """Tell whether a name is one word in lower case, which prose may have by chance."""
    return _PLAIN.fullmatch(name) is not None


def tells(text: str, names: tuple[str, ...], family: str = "") -> bool:
    """Tell whether a text has one of the names, any text if there are none.

    Names in lower case are found in any case, with ``-``, ``_`` or a space between their parts;
    others, such as those of classes, as they are. ``family`` says what a plain word is to be.
    """
    return not names or any(_is_named(text, name, family) for name in names)


def mentions(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether a text has one of the names as a word of its own, be it plain or not."""
    return any(_word(name).search(text) for name in names)


def _is_named(text: str, name: str, family: str) -> bool:
    if not _word(name).search(text):
        return False
    if not is_plain(name):
        return True
    return _in_code(text, name) or _said(name, family).search(text) is not None


def _in_code(text: str, name: str) -> bool:
    """Tell whether a plain word is in something that is marked as code."""
    word = _word(name)
    return any(word.search(match[match.lastgroup or 0]) for match in _CODE.finditer(text))


@functools.lru_cache(maxsize=4096)
def _word(name: str) -> re.Pattern[str]:
    word = re.escape(name)
    flags = re.NOFLAG
    if name == name.lower():
        word = re.sub(r"_|\\-", lambda _: r"[-_\s]", word)
        flags = re.IGNORECASE
    return re.compile(rf"(?<!\w){word}(?!\w)", flags)


@functools.lru_cache(maxsize=4096)
def _said(name: str, family: str) -> re.Pattern[str]:
    """Return what a plain word looks like as code, or with what it is before or behind it."""
    word = rf"(?<!\w){re.escape(name)}"
    forms = [rf"{word}\(", rf"(?<=\w\.){re.escape(name)}(?!\w)", rf"{word}\s?=(?!=)"]
    kinds = "|".join(sorted(OF_KIND.get(family, ())))
    if kinds:
        behind = rf"(?:(?:,? and|,? or|,|/)\s*`*[\w.]+`*){{0,8}}\s+(?:{kinds})s?(?!\w)"
        forms += [rf"{word}{behind}", rf"(?<!\w)(?:{kinds})s?:?\s+{_LISTED}{re.escape(name)}(?!\w)"]
    return re.compile("|".join(forms), re.IGNORECASE)
