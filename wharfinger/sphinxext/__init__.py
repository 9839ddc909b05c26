# SPDX-License-Identifier: Apache-2.0
"""The Sphinx extension: pages of drivers, from views.

Views make neutral tables and definitions; this package turns them into docutils nodes
and knows nothing of what they show. A new view therefore needs no code here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wharfinger import __version__
from wharfinger.sphinxext import (
    answers,
    assets,
    checkdirective,
    config,
    directives,
    domain,
    incremental,
    nodes,
    transforms,
)
from wharfinger.sphinxext.specs import feed, pages, redirects

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add everything to Sphinx; called by Sphinx itself."""
    for part in (
        config,
        nodes,
        domain,
        directives,
        checkdirective,
        transforms,
        answers,
        incremental,
        assets,
        pages,
        feed,
        redirects,
    ):
        part.connect(app)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
