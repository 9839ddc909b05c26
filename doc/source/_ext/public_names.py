# SPDX-License-Identifier: Apache-2.0
"""Leads references to where a name is defined to where it is public.

Annotations name ``wharfinger.model.feature.Support``; the reference documents it as
``wharfinger.model.Support``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

DOORS = ("wharfinger.model", "wharfinger.errors")


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element
) -> Element | None:
    """Return a reference to the public name, if there is one."""
    name = str(node.get("reftarget", "")).rpartition(".")[2]
    if node.get("refdomain") != "py":
        return None
    domain = env.domains["py"]
    for door in DOORS:
        public = f"{door}.{name}"
        if public in domain.data["objects"]:
            return domain.resolve_xref(
                env, node["refdoc"], app.builder, "obj", public, node, contnode
            )
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
