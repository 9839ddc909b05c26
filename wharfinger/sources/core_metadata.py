# SPDX-License-Identifier: Apache-2.0
"""Core metadata: what ``METADATA`` and ``PKG-INFO`` say of a distribution.

The fields are those of the *core metadata specifications* of the Python Packaging User
Guide. Old tools write ``UNKNOWN`` where they know nothing; that counts as empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wharfinger.model import Requirement

# What follows the name keeps out the addresses that pip takes in its place.
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[\[<>=!~;@(,])")
_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")
_END_OF_HEADERS = re.compile(r"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """What a distribution says of itself. Empty where it says nothing."""

    name: str = ""
    version: str = ""
    maintainers: tuple[str, ...] = ()
    licence: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    development_status: str = ""
    requires: tuple[Requirement, ...] = ()


def parse(text: str) -> CoreMetadata:
    """Read the headers of a ``METADATA`` or ``PKG-INFO`` file."""
    from email.parser import HeaderParser

    headers = HeaderParser().parsestr(_END_OF_HEADERS.split(text, maxsplit=1)[0] + "\n\n")
    values: dict[str, list[str]] = {}
    for key, header in headers.items():
        value = str(header).strip()
        if value not in ("", "UNKNOWN"):
            values.setdefault(key.lower(), []).append(value)

    def every(key: str) -> list[str]:
        return values.get(key.lower(), [])

    def first(key: str) -> str:
        return next(iter(every(key)), "")

    classifiers = every("Classifier")
    return CoreMetadata(
        name=first("Name"),
        version=first("Version"),
        maintainers=people(every("Maintainer"), every("Maintainer-email"))
        or people(every("Author"), every("Author-email")),
        licence=licence(first("License-Expression"), first("License"), classifiers),
        urls=_urls(first("Home-page"), every("Project-URL")),
        development_status=development_status(classifiers),
        requires=tuple(filter(None, map(requirement, every("Requires-Dist")))),
    )


def people(names: Iterable[str], emails: Iterable[str]) -> tuple[str, ...]:
    """Return the names of people, each once; addresses only where nobody has a name."""
    from email.utils import getaddresses

    try:
        pairs = [(name.strip(), mail) for name, mail in getaddresses(list(emails))]
    except RecursionError:
        # Its parser calls itself for each bracket.
        pairs = []
    found = [*map(str.strip, names), *(name for name, _ in pairs)]
    found = [name for name in found if name] or [mail for _, mail in pairs if mail]
    return tuple(dict.fromkeys(found))


def licence(expression: str, text: str, classifiers: Iterable[str]) -> str:
    """Return the licence in one line: its expression, its name, or its classifiers."""
    if expression:
        return expression
    # Some put the whole text of the licence here; then the classifiers say it shorter.
    if text and "\n" not in text and len(text) < 100:
        return text
    named = [
        item.rpartition("::")[2].strip() for item in classifiers if item.startswith("License ::")
    ]
    return ", ".join(named) or text.partition("\n")[0].strip()


def development_status(classifiers: Iterable[str]) -> str:
    """Return the development status that the classifiers name, e.g. ``4 - Beta``."""
    prefix = "Development Status ::"
    found = (item.removeprefix(prefix).strip() for item in classifiers if item.startswith(prefix))
    return next(found, "")


def requirement(text: str, extra: str = "") -> Requirement | None:
    """Return what one requirement asks for, None where it is no requirement.

    ``extra`` is the extra under which it is listed; a marker in the text names it too.
    """
    name = _REQUIREMENT.match(text)
    if name is None:
        return None
    marker = _EXTRA.search(text.partition(";")[2])
    return Requirement(name[1], extra or (marker[1] if marker else ""))


def requirements(lines: Sequence[str], extra: str = "") -> tuple[Requirement, ...]:
    """Return the requirements in lines of a list, without comments and pip's options."""
    return tuple(filter(None, (requirement(line.partition("#")[0], extra) for line in lines)))


def requires_txt(text: str) -> tuple[Requirement, ...]:
    """Read an egg's ``requires.txt``: sections are ``[extra]``, or ``[extra:marker]``."""
    found: list[Requirement | None] = []
    extra = ""
    for line in text.splitlines():
        if line.startswith("["):
            extra = line.strip().strip("[]").partition(":")[0].strip()
        else:
            found.append(requirement(line.partition("#")[0], extra))
    return tuple(filter(None, found))


def _urls(home_page: str, labelled: Iterable[str]) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(map(str.strip, item.partition(",")[::2])) for item in labelled]
    urls = [("Homepage", home_page)] if home_page else []
    urls += [(label, url) for label, url in pairs if url]
    return tuple(dict.fromkeys(urls))
