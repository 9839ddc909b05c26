# SPDX-License-Identifier: Apache-2.0
"""``driver:check``: makes a page, or a part of one, the entry of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from wharfinger.model import Anchor
from wharfinger.sphinxext.domain import DriverDomain
from wharfinger.sphinxext.render import Rendering

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class CheckDirective(SphinxDirective):
    """Marks the place where a check is documented. Shows nothing itself."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a target and an entry for the index."""
        code = self.arguments[0]
        rendering = Rendering(self.env, self.state.document, self.get_source_info())
        announced = rendering.announce(Anchor("check", code), code)
        return [announced.index, announced.target(rendering)] if announced else []


def connect(app: Sphinx) -> None:
    """Add the directive to the domain."""
    app.add_directive_to_domain(DriverDomain.name, "check", CheckDirective)
