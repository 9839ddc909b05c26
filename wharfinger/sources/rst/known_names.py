# SPDX-License-Identifier: Apache-2.0
"""Roles and directives that are known although docutils alone does not know them."""

from __future__ import annotations

import difflib
import functools
from typing import Any

from docutils.parsers.rst import directives, languages, roles

from wharfinger.sources.rst.sphinx_names import DIRECTIVES, ROLES

# docutils has no other way to ask what it knows.
_ROLES: Any = roles
_DIRECTIVES: Any = directives

_NEAR = 0.8
_FEWEST_LETTERS = 4


def is_slip(name: str, known: frozenset[str]) -> bool:
    """Tell whether a name looks like a slip of the pen for a known one.

    What is no word of Sphinx may be one of the project's extensions, and one with a domain
    always is.
    """
    name = name.lower()
    if ":" in name or name in known:
        return False
    short = len(name) >= _FEWEST_LETTERS and any(other.startswith(name) for other in known)
    return short or bool(difflib.get_close_matches(name, known, 1, _NEAR))


@functools.cache
def role_names() -> frozenset[str]:
    """Return the roles of docutils and Sphinx."""
    english = languages.get_language("en", None)
    return ROLES | frozenset(_ROLES._role_registry) | frozenset(english.roles)


@functools.cache
def directive_names() -> frozenset[str]:
    """Return the directives of docutils and Sphinx."""
    english = languages.get_language("en", None)
    return DIRECTIVES | frozenset(_DIRECTIVES._directive_registry) | frozenset(english.directives)
