# SPDX-License-Identifier: Apache-2.0
"""Writes the table of what every driver of refstore has to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refstore.conformance import REQUIREMENTS
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx


class StoreRequirements(SphinxDirective):
    """``.. store-requirements::``: all requirements of the interface's conformance tests."""

    def run(self) -> list[Node]:
        """Return the table."""
        lines = [".. list-table::", "   :header-rows: 1", ""]
        rows = [(f"``{each.id}``", each.text, str(each.level)) for each in REQUIREMENTS.values()]
        for first, *others in (("Requirement", "What it asks", "Level"), *rows):
            lines += [f"   * - {first}", *(f"     - {cell}" for cell in others)]
        return self.parse_text_to_nodes("\n".join(lines))


def setup(app: Sphinx) -> dict[str, bool]:
    """Announce the directive to Sphinx."""
    app.add_directive("store-requirements", StoreRequirements)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
