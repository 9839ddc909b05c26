# SPDX-License-Identifier: Apache-2.0
"""Writes the table of the rules by which two states of an interface are compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from sphinx.util.docutils import SphinxDirective

from wharfinger.contract.comparison import RULES

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

    from wharfinger.model import ContractRule

HEAD = ("Code", "What changes", "Implementers", "Callers", "Section")


class RuleTable(SphinxDirective):
    """``.. contract-rules:: IFC1``: the rules whose codes begin so."""

    required_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[Node]:
        """Return the table."""
        prefix = self.arguments[0]
        chosen = [rule for rule in RULES.values() if rule.code.startswith(prefix)]
        if not chosen:
            raise self.error(f"no rule has a code that begins with {prefix}")
        lines = [".. list-table::", "   :header-rows: 1", "   :widths: 10 40 20 20 10", ""]
        for row in (HEAD, *map(cells, chosen)):
            lines += marked(row)
        return self.parse_text_to_nodes("\n".join(lines))


def cells(rule: ContractRule) -> tuple[str, ...]:
    """Return the row of one rule in reStructuredText."""
    return (
        f":driver:check:`{rule.code}`",
        escaped(rule.summary),
        verdict(rule.implementer, rule.implementer_condition),
        verdict(rule.caller, rule.caller_condition),
        ", ".join(rule.sections) or "none",
    )


def verdict(said: str, condition: str) -> str:
    """Return a verdict with its condition, if it depends on something."""
    return f"{said}: {escaped(condition)}" if condition else str(said)


def escaped(text: str) -> str:
    """Return text without markup: some of it speaks of ``*args``."""
    return "".join(f"\\{sign}" if sign in "*`|_\\" else sign for sign in text)


def marked(row: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a row of a list-table."""
    for index, cell in enumerate(row):
        yield f"   {'*' if index == 0 else ' '} - {cell}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.add_directive("contract-rules", RuleTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
