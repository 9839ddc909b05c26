# SPDX-License-Identifier: Apache-2.0
"""Feeds have what RFC 4287 requires, whatever is in the titles; each rule with its section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.sphinxext.specs import atom

ATOM = f"{{{atom.NAMESPACE}}}"
# RFC 3339, as section 3.3 restricts it.
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with a feed, by the sections of RFC 4287."""
    root = ET.fromstring(data)
    if root.tag != f"{ATOM}feed":
        yield "2: the document element is no atom:feed"
    yield from once(root, "4.1.1", "id", "title", "updated")
    entries = root.findall(f"{ATOM}entry")
    if root.find(f"{ATOM}author") is None and any(
        entry.find(f"{ATOM}author") is None for entry in entries
    ):
        yield "4.1.1: no atom:author, and entries without one"
    yield from links(root, "4.1.1")
    for entry in entries:
        yield from faults_of_entry(entry)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(ids) != len({*ids}):
        yield "4.1.1: entries with one atom:id"
    yield from faults_of_parts(root)


def faults_of_entry(entry: ET.Element) -> Iterator[str]:
    yield from once(entry, "4.1.2", "id", "title", "updated")
    yield from links(entry, "4.1.2")
    alternates = [e for e in entry.findall(f"{ATOM}link") if e.get("rel") == "alternate"]
    if entry.find(f"{ATOM}content") is None and not alternates:
        yield "4.1.2: neither atom:content nor an alternate link"
    if len(entry.findall(f"{ATOM}published")) > 1:
        yield "4.1.2: more than one atom:published"


def faults_of_parts(root: ET.Element) -> Iterator[str]:
    for element in root.iter(f"{ATOM}id"):
        if not urlsplit(element.text or "").scheme:
            yield f"4.2.6: {element.text!r} is no absolute IRI"
    for name in ("updated", "published"):
        for element in root.iter(f"{ATOM}{name}"):
            if not TIME.fullmatch(element.text or ""):
                yield f"3.3: {element.text!r} is no time"
    for element in root.iter(f"{ATOM}author"):
        yield from once(element, "3.2.1", "name")
    for element in root.iter(f"{ATOM}category"):
        if not element.get("term"):
            yield "4.2.2.1: a category without a term"


def once(parent: ET.Element, section: str, *names: str) -> Iterator[str]:
    for name in names:
        if len(parent.findall(f"{ATOM}{name}")) != 1:
            yield f"{section}: {parent.tag} has not exactly one {name}"


def links(parent: ET.Element, section: str) -> Iterator[str]:
    found = parent.findall(f"{ATOM}link")
    if any(not link.get("href") for link in found):
        yield "4.2.7.1: a link without href"
    kinds = [(e.get("type"), e.get("hreflang")) for e in found if e.get("rel") == "alternate"]
    if len(kinds) != len({*kinds}):
        yield f"{section}: two alternate links of one type"


def entry(title: str = "A title", at: int = 1_700_000_000, **more: object) -> atom.Entry:
    name = atom.stable_id("demo", title, str(at))
    return atom.Entry(name, title, at, at, "Said.", **more)  # type: ignore[arg-type]


def feed(*entries: atom.Entry, page: str = "") -> bytes:
    made = atom.Feed(atom.stable_id("demo"), "Demo", "Nobody", "specs.atom", entries, page)
    return atom.written(made)


@given(
    st.lists(
        st.builds(
            entry,
            st.text(),
            st.integers(0, 2**62),
            link=st.sampled_from(["", "a.html", "https://example.org/a/?b=1&c=%20"]),
            authors=st.lists(st.text(min_size=1), max_size=2).map(tuple),
            categories=st.lists(st.text(min_size=1), max_size=2).map(tuple),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda item: item.id,
    )
)
def test_a_feed_has_what_is_required(entries: list[atom.Entry]) -> None:
    data = feed(*entries, page="all.html")
    assert not list(faults(data))
    parsed = feedparser.parse(data)
    assert parsed.version == "atom10"
    assert len(parsed.entries) == len(entries)


@pytest.mark.parametrize(
    ("old", "new", "section"),
    [
        (b"<title>Demo</title>", b"", "4.1.1"),
        (b"<author>", b"<contributor>", "4.1.1"),
        (b"<updated>2023-11-14T22:13:20Z</updated>", b"<updated>yesterday</updated>", "3.3"),
        (b"urn:uuid:", b"", "4.2.6"),
        (b"<content>Said.</content>", b"", "4.1.2"),
        (b'href="specs.atom"', b"", "4.2.7.1"),
    ],
)
def test_the_rules_find_faults(old: bytes, new: bytes, section: str) -> None:
    data = feed(entry()).replace(old, new).replace(b"</author>", b"</author>")
    if new == b"<contributor>":
        data = data.replace(b"</author>", b"</contributor>")
    assert any(fault.startswith(f"{section}:") for fault in faults(data))


def test_the_newest_come_first_and_no_more_than_asked_for() -> None:
    entries = [entry("a", 1), entry("c", 3), entry("b", 3), entry("d", 2)]
    assert [item.title for item in atom.newest(entries, 3)] == ["b", "c", "d"]


def test_identifiers_depend_on_names_alone() -> None:
    assert atom.stable_id("a", "b") == atom.stable_id("a", "b")
    assert atom.stable_id("a", "b") != atom.stable_id("ab")
    assert atom.stable_id("\udcff").startswith("urn:uuid:")
