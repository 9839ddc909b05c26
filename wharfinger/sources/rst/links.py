# SPDX-License-Identifier: Apache-2.0
"""What a text refers to in its repository: pages, labels, and files, which are never read."""

from __future__ import annotations

import functools
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes, utils

from wharfinger.sources.rst.references import normalised

_KINDS = {"doc": "doc", "ref": "ref", "spec": "spec", "download": "file"}
_KIND = "wharfinger-kind"
_TARGET = "wharfinger-target"
_EXPLICIT = re.compile(r"^(.+?)\s*(?<!\x00)<([^<]*?)>$", re.DOTALL)
_NAMED_FILE = re.compile(
    r"^\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?(?P<name>[\w:-]+)::[ \t]*(?P<argument>.*)(?P<rest>(?:\n.*)*)"
)
_OPTION = re.compile(r"^\s+:file:[ \t]*(\S.*?)\s*$", re.MULTILINE)
_NAMED = re.compile(r":[ \t]+(\S.*?)[ \t]*$")
_BY_ARGUMENT = ("include", "literalinclude")
_BY_OPTION = ("csv-table", "raw")


def link_roles() -> dict[str, Any]:
    """Return the roles that lead to somewhere in the repository, by name."""
    return {name: functools.partial(_role, kind) for name, kind in _KINDS.items()}


def _role(
    kind: str, _name: str, raw: str, text: str, *_arguments: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    written = _EXPLICIT.match(text)
    target = utils.unescape(written[2] if written else text)
    title = utils.unescape(written[1] if written else text)
    node = nodes.inline(raw, title)
    # An exclamation mark before it asks Sphinx for no link.
    if not text.startswith("!"):
        node[_KIND] = kind
        node[_TARGET] = normalised(target) if kind == "ref" else target.strip()
    return [node], []


def links(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """Yield kind and target of what a node, without those in it, refers to."""
    if isinstance(node, nodes.inline) and _KIND in node:
        yield node[_KIND], node[_TARGET]
    elif isinstance(node, nodes.image):
        yield from _file(node["uri"])
    elif isinstance(node, nodes.literal_block) and isinstance(node.parent, nodes.system_message):
        yield from _files_of_directive(node.astext())


def _files_of_directive(text: str) -> Iterator[tuple[str, str]]:
    """Yield the file that a directive would have read."""
    written = _NAMED_FILE.match(text)
    if written and written["name"] in _BY_ARGUMENT:
        yield from _file(written["argument"].strip())
    elif written and written["name"] in _BY_OPTION:
        option = _OPTION.search(written["rest"])
        yield from _file(option[1]) if option else ()


def _file(target: str) -> Iterator[tuple[str, str]]:
    """Yield a file, unless it is elsewhere, or in the text, or one of docutils' own."""
    if target and "://" not in target and not target.startswith(("data:", "<")):
        yield "file", target


class NamedFiles:
    """Where directives of a text name files: docutils' releases do not agree on that."""

    def __init__(self, source: Sequence[str]) -> None:
        self._source = source
        self._places: dict[str, deque[tuple[int, int]]] | None = None

    def next(self, target: str) -> tuple[int, int]:
        """Return the next place where a file is named, as line and column from 1."""
        if self._places is None:
            self._places = defaultdict(deque)
            for number, line in enumerate(self._source, 1):
                if named := _NAMED.search(line):
                    self._places[named[1]].append((number, named.start(1) + 1))
        found = self._places[target]
        return found.popleft() if found else (1, 1)
