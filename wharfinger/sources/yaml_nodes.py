# SPDX-License-Identifier: Apache-2.0
"""YAML to nodes that know their places, within bounds, and without making any object."""

from __future__ import annotations

from typing import Any

import yaml

from wharfinger.sources.policy.document import excerpt

MOST_LEVELS = 32
"""No honest file of a project nests deeper."""

MOST_NODES = 200_000
"""Far more than fit into any file that a person writes; aliases do not count."""


class NodeError(Exception):
    """A text is not acceptable YAML. ``line`` and ``column`` count from 1, 0 for nowhere."""

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        self.line, self.message, self.column = line, message, column
        super().__init__(message)


class BoundedLoader(yaml.SafeLoader):
    """Composes nodes: not too many, and none too deep."""

    levels = 0
    nodes = 0
    most_nodes = MOST_NODES

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose a node. Raises :class:`NodeError` for one beyond the bounds."""
        self.levels += 1
        self.nodes += 1
        if self.levels > MOST_LEVELS:
            raise NodeError(self.line + 1, f"more than {MOST_LEVELS} levels deep")
        if self.nodes > self.most_nodes:
            raise NodeError(self.line + 1, f"more than {self.most_nodes} values")
        node: yaml.Node | None = super().compose_node(parent, index)
        self.levels -= 1
        return node


def compose(text: str, loader_class: type[BoundedLoader] = BoundedLoader) -> yaml.Node | None:
    """Return the root node of a text with one document, None for an empty one.

    Raises :class:`NodeError` for what is not YAML or beyond the bounds.
    """
    try:
        loader = loader_class(text)
        try:
            return loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        raise _unreadable(text, error) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise NodeError(place[0], _problem(error), place[1]) from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        # A few malformed escapes and directives are beyond PyYAML's own messages.
        raise NodeError(0, f"not valid YAML: {error}") from None


def line_of(node: yaml.Node) -> int:
    """Return the line on which a node begins, from 1."""
    line: int = node.start_mark.line
    return line + 1


def _unreadable(text: str, error: yaml.reader.ReaderError) -> NodeError:
    line = text.count("\n", 0, error.position) + 1
    column = error.position - text.rfind("\n", 0, error.position)
    character = f"U+{ord(text[error.position]):04X}"
    return NodeError(line, f"the character {character} is not allowed; remove it", column)


def _problem(error: yaml.MarkedYAMLError) -> str:
    problem = error.problem or error.context or "the document cannot be understood"
    if "\\t" in problem:
        return "YAML does not allow a tab here; use spaces"
    return f"not valid YAML: {excerpt(problem)}"
