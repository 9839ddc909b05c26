# SPDX-License-Identifier: Apache-2.0
"""The built-in reporters: one file a format, announced in ``setup.cfg`` like any other plugin.

Here is what everything that writes for people or for machines shares.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

# The module, were it bound here, would be replaced by the reporter of that name.
from json import dumps

from wharfinger.model import Examined

# Control, format and line-separating characters can move the cursor, reverse the text or
# break a line.
_UNSAFE = frozenset({"Cc", "Cf", "Zl", "Zp"})


def encodable(text: str) -> str:
    """Return text that can be written as UTF-8; ``?`` stands for what cannot.

    That is how all reports spell a file's name that is no UTF-8, as messages do.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def visible(text: str) -> str:
    """Return untrusted text on one line, with everything a terminal could act on escaped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ascii(character)[1:-1] if unicodedata.category(character) in _UNSAFE else character
        for character in encodable(text)
    )


def counted(count: int, word: str) -> str:
    """Return a number with its word, in the plural where it is due."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def examined_line(examined: Examined) -> str:
    """Return what was examined as people read it: what is not zero, and the first two together.

    They are left out where nothing but other things was looked at, such as notes or specs.
    """
    counts = examined.as_dict()
    first = {"distributions", "entry_points"}
    is_of_drivers = any(counts[key] for key in first) or not any(counts.values())
    shown = [key for key in counts if counts[key] or (is_of_drivers and key in first)]
    words = (counted(counts[key], key.removesuffix("s").replace("_", " ")) for key in shown)
    return f"examined: {', '.join(words)}"


def json_text(what: str, examined: Examined, data: Mapping[str, object]) -> str:
    """Return a JSON answer: its schema, what was examined, and the data."""
    answer = {"schema": f"wharfinger/{what}/1", "examined": examined.as_dict(), **data}
    return dumped(answer)


def dumped(data: Mapping[str, object]) -> str:
    """Return data as JSON that ends with a newline and can be written as UTF-8."""
    return encodable(dumps(data, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"
