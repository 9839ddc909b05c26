# SPDX-License-Identifier: Apache-2.0
"""The pages of specs: documents of the project whose files are specs, often by a link.

Each is the entry of its spec for roles, and says below its fields what its author need not
write: the status, what became of the claims, what leads on. The author's text stays as it is.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from docutils import nodes

from wharfinger.model import Spec
from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.domain import Described, driver_domain
from wharfinger.sphinxext.specs.box import summary_box

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from wharfinger.sphinxext.specs.world import World

_PAST = frozenset({"superseded", "withdrawn", "rejected"})
PAGE = "page"
"""The kind of key under which a page depends on what is said of its spec."""


def connect(app: Sphinx) -> None:
    """Look at each page when it has been read."""
    app.connect("doctree-read", _describe)


def spec_of(env: BuildEnvironment, docname: str) -> Spec | None:
    """Return the spec that a page shows, None for any other page."""
    files = answers(env.config).specs.files
    return files.get(os.path.realpath(env.doc2path(docname))) if files else None


def spec_pages(env: BuildEnvironment) -> dict[str, str]:
    """Return the pages of specs that were read, by the path of the spec."""
    found: dict[str, str] = {}
    for docname, keys in sorted(driver_domain(env).linked.items()):
        for kind, path in keys:
            if kind == PAGE:
                found.setdefault(path, docname)
    return found


def outdated(env: BuildEnvironment) -> list[str]:
    """Return the pages that begin or cease to be those of specs."""
    was = {
        name: path
        for name, keys in driver_domain(env).linked.items()
        for kind, path in keys
        if kind == PAGE
    }
    now = {name: spec.path for name in env.found_docs if (spec := spec_of(env, name))}
    return [name for name in sorted(env.found_docs) if was.get(name) != now.get(name)]


def _describe(app: Sphinx, document: nodes.document) -> None:
    docname = app.env.docname
    spec = spec_of(app.env, docname)
    if spec is None:
        return
    known, domain = answers(app.config).specs, driver_domain(app.env)
    domain.note_link(docname, (PAGE, spec.path), known.digest(PAGE, spec.path))
    described = Described(0, spec.title or spec.slug, "", _warning(known, spec))
    domain.note_object("spec", known.key(spec), docname, described)
    shown = known.summary(spec.path)
    if shown:
        _insert(document, summary_box(shown))


def _warning(known: World, spec: Spec) -> str:
    """Return what whoever follows a reference to a spec should know."""
    status = str(spec.status or "")
    if status not in _PAST:
        return ""
    by = ", ".join(known.title(name) or name for name in spec.superseded_by)
    return f"{status} by {by}" if by and status == "superseded" else status


def _insert(document: nodes.document, shown: nodes.Node) -> None:
    """Put a node below the title and the field list behind it."""
    section = next(document.findall(nodes.section), None)
    where: nodes.Element = document if section is None else section
    place = where.first_child_matching_class(nodes.title)
    at = 0 if place is None else place + 1
    while at < len(where) and isinstance(where[at], (nodes.subtitle, nodes.Invisible)):
        at += 1
    if at < len(where) and isinstance(where[at], nodes.field_list):
        at += 1
    where.insert(at, shown)
