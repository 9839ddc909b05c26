# SPDX-License-Identifier: Apache-2.0
"""Which pages to read again: those that show something that has changed, and no other.

Each page keeps the digest of everything that its directives show, and of what specs and notes
say of the things on it. Files and their times
play no part, so it does not matter why something changed: a driver's source, an entry
point, the policy, a distribution that was installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.domain import driver_domain
from wharfinger.sphinxext.specs import pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def connect(app: Sphinx) -> None:
    """Tell Sphinx which pages are out of date."""
    app.connect("env-get-outdated", _outdated)


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    known, domain = answers(app.config), driver_domain(env)
    found = {
        docname
        for docname, shown in domain.shown.items()
        if any(known.to(question).digest != digest for question, digest in shown.items())
    }
    found |= {
        docname
        for docname, linked in domain.linked.items()
        if any(known.specs.digest(*key) != digest for key, digest in linked.items())
    }
    return sorted(found.union(pages.outdated(env)) - added - changed - removed)
