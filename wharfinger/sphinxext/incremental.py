# SPDX-License-Identifier: Apache-2.0
"""Which pages to read again: those that show something that has changed, and no other.

Each page keeps the digest of everything that its directives show. Files and their times
play no part, so it does not matter why something changed: a driver's source, an entry
point, the policy, a distribution that was installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.domain import driver_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def connect(app: Sphinx) -> None:
    """Tell Sphinx which pages are out of date."""
    app.connect("env-get-outdated", _outdated)


def _outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    known = answers(app.config)
    return [
        docname
        for docname, shown in sorted(driver_domain(env).shown.items())
        if docname not in added | changed | removed
        and any(known.to(question).digest != digest for question, digest in shown.items())
    ]
