# SPDX-License-Identifier: Apache-2.0
"""References by name, and the targets that they lead to."""

from __future__ import annotations

import graphlib
import re
from collections.abc import Iterator

from docutils import nodes

_OF_SPHINX = frozenset(("release", "today", "translation progress", "version"))
"""Substitutions that Sphinx defines for every page."""

_TARGET = re.compile(
    r"\.\.[ \t]+_(`?)([^:`\n][^`\n]*?)\1:(?=\s|$)"  # .. _name: address
    r"|_`([^`]+)`"  # _`a place in the text`
    r"|`([^`<]+?)\s*<[^`>]+>`_(?!_)",  # `name <address>`_
    re.MULTILINE,
)


def targets(text: str) -> frozenset[str]:
    """Return the names of the targets that seem to be in a text, wherever they stand."""
    found = (match[2] or match[3] or match[4] for match in _TARGET.finditer(text))
    return frozenset(normalised(name) for name in found)


def normalised(name: str) -> str:
    """Return a reference's name as docutils compares it."""
    return nodes.fully_normalize_name(name.replace("\\", ""))


def embedded_names(tree: nodes.document) -> frozenset[str]:
    """Return the names of addresses within the text: those before ``<`` in `` `x <y>`_ ``."""
    inline = (node for node in tree.findall(nodes.target) if "refuri" in node)
    return frozenset(
        name
        for node in inline
        if isinstance(node.parent, nodes.TextElement)
        for name in (*node["names"], *node["dupnames"])
    )


def labels(tree: nodes.document) -> Iterator[str]:
    """Yield the names that a text gives to places in it, footnotes and addresses aside."""
    named = [name for name, explicit in tree.nametypes.items() if explicit]
    lost = any(tree.nameids.get(name) is None for name in named)
    embedded = embedded_names(tree) if lost else frozenset()
    for name in named:
        node = tree.ids.get(tree.nameids.get(name) or "")
        elsewhere = isinstance(node, (nodes.footnote, nodes.citation)) or (
            isinstance(node, nodes.Element) and "refuri" in node
        )
        if not elsewhere and name not in embedded:
            yield name


def dangling(tree: nodes.document) -> Iterator[tuple[str, str, nodes.Element]]:
    """Yield name, ``footnote`` or ``target``, and node of references to what is not there."""
    for name, node in _references(tree):
        if name not in tree.nameids:
            kind = "footnote" if isinstance(node, nodes.footnote_reference) else "target"
            yield name, kind, node


def _references(tree: nodes.document) -> Iterator[tuple[str, nodes.Element]]:
    """Yield references by name; a citation may be kept elsewhere in the pages."""
    for table in (tree.refnames, tree.footnote_refs):
        for name, references in table.items():
            for node in references:
                if not isinstance(node, nodes.citation_reference):
                    yield name, node


def undefined(tree: nodes.document, node: nodes.substitution_reference) -> bool:
    """Tell whether nothing in the text defines a substitution."""
    name = node["refname"]
    return (
        name not in tree.substitution_defs
        and name.lower() not in tree.substitution_names
        and name.lower() not in _OF_SPHINX
    )


def expands_without_end(tree: nodes.document, most: int) -> nodes.Element | None:
    """Return a substitution that stands for itself, or for more than ``most`` others."""
    inner = {
        name: [_defined(tree, ref["refname"]) for ref in node.findall(nodes.substitution_reference)]
        for name, node in tree.substitution_defs.items()
    }
    try:
        order = tuple(graphlib.TopologicalSorter(inner).static_order())
    except graphlib.CycleError as error:
        return tree.substitution_defs[error.args[1][0]]
    sizes: dict[str, int] = {}
    for name in order:
        sizes[name] = 1 + sum(sizes[other] for other in inner.get(name, ()))
        if sizes[name] > most:
            return tree.substitution_defs[name]
    return None


def _defined(tree: nodes.document, name: str) -> str:
    """Return the name under which a substitution is defined, whatever its case."""
    return name if name in tree.substitution_defs else tree.substitution_names.get(name.lower(), "")


def too_many_footnotes(tree: nodes.document) -> Iterator[nodes.Element]:
    """Yield the references to numbered or starred footnotes without name that have none left."""
    unnamed = [node for node in tree.autofootnote_refs if "refname" not in node]
    yield from unnamed[sum(not node["names"] for node in tree.autofootnotes) :]
    yield from tree.symbol_footnote_refs[len(tree.symbol_footnotes) :]


def loose_anonymous(tree: nodes.document) -> nodes.Element | None:
    """Return the first anonymous reference without a target, or target without a reference."""
    found = [node for node in tree.findall(nodes.reference) if node.get("anonymous")]
    there = [node for node in tree.findall(nodes.target) if node.get("anonymous")]
    if len(found) == len(there):
        return None
    longer, fewer = (found, there) if len(found) > len(there) else (there, found)
    return longer[len(fewer)]
