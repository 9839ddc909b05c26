# SPDX-License-Identifier: Apache-2.0
"""The roles that are known while a text is parsed: those of docutils, of Sphinx, and its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from docutils import nodes, utils
from docutils.parsers.rst import languages, roles

from wharfinger.sources.rst.sphinx_names import ROLES

# docutils has no other way to forget what a text defined.
_ROLES: Any = roles


class _Known(dict[str, Any]):
    """Roles by name; one with a domain, such as ``c:func``, may come from any extension."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (isinstance(name, str) and ":" in name)

    def __missing__(self, name: str) -> Any:
        return plain_role


def plain_role(
    _name: str, raw: str, text: str, *_arguments: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Stand in for a role of Sphinx: its text, as it is written."""
    return [nodes.inline(raw, utils.unescape(text))], []


@contextmanager
def own_roles(extra: Mapping[str, Any]) -> Iterator[None]:
    """Keep the roles that a text defines from the next text, and those of Sphinx from this.

    The ``extra`` ones are known to it, by name.
    """
    english = languages.get_language("en", None).roles
    before = _ROLES._roles
    known = {name: plain_role for name in ROLES if name not in english}
    _ROLES._roles = _Known({**known, **extra})
    try:
        yield
    finally:
        _ROLES._roles = before
