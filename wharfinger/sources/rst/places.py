# SPDX-License-Identifier: Apache-2.0
"""Where a node of docutils stands in the text: docutils itself knows blocks only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes

_FARTHEST = 4


def line_of(node: nodes.Node) -> int:
    """Return the line of a node, or of the nearest one around it."""
    current: nodes.Node | None = node
    while current is not None:
        if current.line:
            return int(current.line)
        current = current.parent
    return 1


class Places:
    """The places of the inline nodes of one text, given by its lines."""

    def __init__(self, source: Sequence[str]) -> None:
        self._source = source or [""]
        self._parent: nodes.Element | None = None
        self._starts: dict[int, tuple[int, int]] = {}

    def of(self, node: nodes.Element | None, line: int = 0) -> tuple[int, int]:
        """Return line and column, from 1, of an inline node.

        Of one that is not in the tree it is the place where the text of a ``line`` begins.
        """
        if node is None or node.parent is None:
            return self._begin(line)
        if not node.parent.line:
            # It is not known where the parent itself is.
            return self._begin(line or line_of(node))
        if node.parent is not self._parent:
            self._parent, self._starts = node.parent, dict(_starts(node.parent))
        row, column = self._starts[id(node)]
        raw = getattr(node.parent, "rawsource", "")
        written = raw.split("\n", row + 1)[row] if raw else ""
        at, shift = self._found(written, line_of(node) + row)
        return at, shift + column + 1

    def naming(self, node: nodes.Element, name: str) -> int:
        """Return the line of an address: of a block, docutils' releases do not agree on it."""
        if isinstance(node.parent, nodes.TextElement):
            return self.of(node)[0]
        named = (number for number, line in enumerate(self._source, 1) if name in line)
        return next(named, line_of(node))

    def _found(self, written: str, line: int) -> tuple[int, int]:
        """Return where a line is that docutils has at or, if it is a title, after its place."""
        last = min(max(line, 1), len(self._source))
        for at in range(last, max(last - _FARTHEST, 0), -1):
            shift = self._source[at - 1].find(written)
            if shift >= 0:
                return at, shift
        return last, 0

    def _begin(self, line: int) -> tuple[int, int]:
        line = min(max(line, 1), len(self._source))
        text = self._source[line - 1]
        return line, len(text) - len(text.lstrip()) + 1


def _starts(parent: nodes.Element) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the identity of each child, and its row and column in the text of the parent."""
    raw = getattr(parent, "rawsource", "")
    cursor = row = beginning = counted = 0
    for child in parent.children:
        written = (
            child.astext() if isinstance(child, nodes.Text) else getattr(child, "rawsource", "")
        )
        found = raw.find(written or child.astext(), cursor)
        start = max(found, cursor)
        row += raw.count("\n", counted, start)
        beginning = raw.rfind("\n", 0, start) + 1
        counted = start
        yield id(child), (row, start - beginning)
        cursor = start + len(written) if found >= 0 else cursor
