# SPDX-License-Identifier: Apache-2.0
"""A feed in the Atom Syndication Format, RFC 4287."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2005/Atom"
TYPE = "application/atom+xml"
GENERATOR = "wharfinger"

_LAST = 253_402_300_799

# What XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: ``id`` never changes, ``updated`` is in seconds since 1970.

    ``link`` is the address of its page, empty for none. ``categories`` are single words.
    """

    id: str
    title: str
    updated: int
    published: int
    text: str
    link: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: ``link`` is its own address, ``page`` that of the page for people, empty for none."""

    id: str
    title: str
    author: str
    link: str
    entries: tuple[Entry, ...]
    page: str = ""


def stable_id(*names: str) -> str:
    """Return an identifier that is the same for the same names, wherever pages are published."""
    name = "\n".join(("wharfinger", *names)).encode("utf-8", "surrogatepass")
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, name.hex())}"


def written(feed: Feed) -> bytes:
    """Return the text of a feed that has at least one entry."""
    root = ET.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "generator", GENERATOR)
    _add(root, "updated", _time(max(entry.updated for entry in feed.entries)))
    _person(root, feed.author)
    ET.SubElement(root, "link", rel="self", type=TYPE, href=feed.link)
    if feed.page:
        _page(root, feed.page)
    for entry in feed.entries:
        _entry(root, entry)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _time(entry.updated))
    _add(element, "published", _time(entry.published))
    for author in entry.authors:
        _person(element, author)
    if entry.link:
        _page(element, entry.link)
    for category in entry.categories:
        ET.SubElement(element, "category", term=_clean(category))
    # An entry without a page must have content, and one with a page may.
    _add(element, "content", entry.text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _person(parent: ET.Element, name: str) -> None:
    _add(ET.SubElement(parent, "author"), "name", name)


def _page(parent: ET.Element, address: str) -> None:
    ET.SubElement(parent, "link", rel="alternate", type="text/html", href=_clean(address))


def _time(seconds: int) -> str:
    # Commits can have any time, a date of RFC 3339 has a year of four digits.
    return datetime.fromtimestamp(min(seconds, _LAST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def newest(entries: Iterable[Entry], most: int) -> tuple[Entry, ...]:
    """Return the newest entries, the newest first, and by their titles where that is the same."""
    return tuple(sorted(entries, key=lambda entry: (-entry.updated, entry.title, entry.id))[:most])
