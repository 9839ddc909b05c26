# SPDX-License-Identifier: Apache-2.0
"""Parsing a text with docutils. Nothing is read or run on its behalf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docutils import nodes, utils
from docutils.parsers.rst import Parser

from wharfinger.errors import ToolkitError
from wharfinger.sources.rst.roles import own_roles
from wharfinger.sources.rst.settings import settings


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text: the tree, on which no transform has run, and what docutils said of it."""

    tree: nodes.document
    messages: tuple[nodes.system_message, ...]


class UnparsableError(ToolkitError):
    """docutils cannot parse a text. ``too_deep`` tells that it is nested too deeply."""

    def __init__(self, reason: str, too_deep: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.too_deep = reason, too_deep


def load_directives() -> None:
    """Import what docutils does at the first directive of a kind; copies of the process have it."""
    from docutils.parsers.rst.directives import images, tables  # noqa: F401


def read(
    text: str, extra_roles: dict[str, Any] | None = None, parser: Parser | None = None
) -> Document:
    """Parse a text, with roles of our own by name, with docutils' own parser or another.

    Raises :class:`UnparsableError`, and nothing else.
    """
    try:
        return _read(text, extra_roles or {}, parser or Parser())
    except RecursionError as error:
        raise UnparsableError("the markup is nested too deeply", too_deep=True) from error
    except Exception as error:  # docutils fails in many ways on odd markup
        what = f"docutils cannot read the text: {type(error).__name__}: {error}"
        raise UnparsableError(" ".join(what.split())) from error


def _read(text: str, extra_roles: dict[str, Any], parser: Parser) -> Document:
    document = utils.new_document("text", settings())
    found: list[nodes.system_message] = []
    document.reporter.attach_observer(found.append)
    with own_roles(extra_roles):
        parser.parse(text, document)
    return Document(document, tuple(found))
