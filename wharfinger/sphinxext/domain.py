# SPDX-License-Identifier: Apache-2.0
"""The domain ``driver``: what pages describe, and the roles that refer to it.

An object may be described in several places: a list, a matrix, a filtered second list. Roles
lead to an entry of its own before a table that is only about it, and then to the page that
comes first in the order of names. ``:no-index:`` takes a directive out of the contest. The
rule does not depend on the order of reading.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.nodes import Element
from docutils.parsers.rst import roles
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.problem import listed

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from wharfinger.sphinxext.answers import Question

Key = tuple[str, str]
"""Something that specs and notes may speak of: its kind, and its target."""

logger = logging.getLogger(__name__)

KINDS = {
    "group": ("driver group", 0),
    "name": ("driver", 1),
    "feature": ("driver feature", 2),
    "method": ("driver interface method", 1),
    "check": ("check", 1),
    "spec": ("spec", 1),
}
"""What each kind of object is called, and how much it matters to the search."""

GENERATED = "wharfinger_generated"
"""Marks references that a table makes by itself. Nobody is to blame if they lead nowhere."""


class Described(NamedTuple):
    """How well a page describes an object (0 is best), what it calls it, and where.

    ``note`` is a warning for whoever is about to follow a reference: that a spec is superseded.
    """

    rank: int
    display: str
    node_id: str
    note: str = ""


class DriverRole(XRefRole):
    """A role whose text is the object's short name, unless the author gives another."""

    def __init__(self) -> None:
        super().__init__(warn_dangling=True, innernodeclass=nodes.literal)


class SpecRole(DriverRole):
    """Refers to a spec, by the domain's role and by the short one. Its text is the spec's title."""

    def __init__(self) -> None:
        XRefRole.__init__(self, warn_dangling=True, innernodeclass=nodes.inline)

    def process_link(
        self,
        env: BuildEnvironment,
        refnode: Element,
        has_explicit_title: bool,
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Say which role this is, and note that the page depends on the spec."""
        refnode["refdomain"], refnode["reftype"] = DriverDomain.name, "spec"
        target = target.removesuffix(".rst")
        known = answers(env.config).specs
        driver_domain(env).note_link(env.docname, ("spec", target), known.digest("spec", target))
        return (title if has_explicit_title else known.title(target) or title), target


class DriverDomain(Domain):
    """Groups, drivers, features, methods of interfaces, checks, and specs."""

    name = "driver"
    label = "Driver"
    object_types: ClassVar[dict[str, ObjType]] = {
        kind: ObjType(title, kind) for kind, (title, _) in KINDS.items()
    }
    roles: ClassVar[dict[str, Any]] = {
        kind: SpecRole() if kind == "spec" else DriverRole() for kind in KINDS
    }
    initial_data: ClassVar[dict[str, Any]] = {"objects": {}, "shown": {}, "linked": {}}
    data_version = 2

    @property
    def objects(self) -> dict[tuple[str, str], dict[str, Described]]:
        """By kind and target, then by page."""
        return self.data["objects"]  # type: ignore[no-any-return]

    @property
    def shown(self) -> dict[str, dict[Question, str]]:
        """By page: what its directives ask, and the digest of what they show."""
        return self.data["shown"]  # type: ignore[no-any-return]

    @property
    def linked(self) -> dict[str, dict[Key, str]]:
        """By page: what it says of specs and of notes, and the digest of that."""
        return self.data["linked"]  # type: ignore[no-any-return]

    def note_link(self, docname: str, key: Key, digest: str) -> None:
        """Remember that a page depends on what specs and notes say about something."""
        self.linked.setdefault(docname, {})[key] = digest

    def note_object(self, kind: str, target: str, docname: str, described: Described) -> None:
        """Remember that a page describes an object."""
        self.objects.setdefault((kind, target), {})[docname] = described

    def described_on(self, kind: str, target: str, docname: str, rank: int) -> bool:
        """Tell whether a page already describes an object at least that well."""
        found = self.objects.get((kind, target), {}).get(docname)
        return found is not None and found.rank <= rank

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.shown.pop(docname, None)
        self.linked.pop(docname, None)
        for key, pages in list(self.objects.items()):
            pages.pop(docname, None)
            if not pages:
                del self.objects[key]

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over the pages that another process has read."""
        for part in ("shown", "linked"):
            for docname in docnames & otherdata[part].keys():
                self.data[part][docname] = otherdata[part][docname]
        for (kind, target), pages in otherdata["objects"].items():
            for docname in docnames & pages.keys():
                self.note_object(kind, target, docname, pages[docname])

    def resolve_xref(  # noqa: PLR0913, PLR0917 - the signature is Sphinx's
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> nodes.reference | None:
        """Return the reference that a role stands for."""
        found = self._find(typ, target)
        if found is None:
            return None
        docname, described = found
        if typ == "spec":
            return _to_spec(builder, fromdocname, found, node, contnode)
        if not node.get("refexplicit"):
            contnode = nodes.literal(described.display, described.display, classes=["xref"])
        return make_refnode(builder, fromdocname, docname, described.node_id, contnode)

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Return every reference that the role ``any`` may stand for."""
        found = []
        for kind in KINDS:
            arguments = (env, fromdocname, builder, kind, target, node, contnode)
            reference = self.resolve_xref(*arguments)
            if reference is not None:
                found.append((f"driver:{kind}", reference))
        return found

    def get_objects(self) -> Iterable[tuple[str, str, str, str, str, int]]:
        """Yield what goes into the search and into the inventory for other projects."""
        for kind, target in sorted(self.objects):
            docname, described = cast("tuple[str, Described]", self._find(kind, target))
            priority = KINDS[kind][1]
            yield target, described.display, kind, docname, described.node_id, priority

    def targets(self, kind: str) -> list[str]:
        """Return what a role of this kind may refer to."""
        return sorted(target for known, target in self.objects if known == kind)

    def _find(self, kind: str, target: str) -> tuple[str, Described] | None:
        pages = self.objects.get((kind, target))
        if not pages and kind == "spec":
            ending = f"/{target}"
            found = [
                pages
                for (k, name), pages in self.objects.items()
                if k == kind and f"/{name}".endswith(ending)
            ]
            pages = found[0] if len(found) == 1 else None
        if not pages:
            return None
        docname = min(pages, key=lambda name: (pages[name].rank, name))
        return docname, pages[docname]


def _to_spec(
    builder: Builder,
    fromdocname: str,
    found: tuple[str, Described],
    node: pending_xref,
    contnode: Element,
) -> nodes.reference | None:
    docname, described = found
    if docname == fromdocname and node.get(GENERATED):
        # The row of a table, which has no page to lead to.
        return None
    if not node.get("refexplicit"):
        contnode = nodes.inline(described.display, described.display, classes=["xref"])
    if described.note:
        contnode["classes"].append("wharfinger-past")
    where = described.node_id
    return make_refnode(builder, fromdocname, docname, where, contnode, described.note or None)


def connect(app: Sphinx) -> None:
    """Add the domain, the short role, and what happens to references that lead nowhere."""
    app.add_domain(DriverDomain)
    # When all other extensions and conf.py have added theirs.
    app.connect("builder-inited", _add_short_role, priority=900)
    # Behind intersphinx, which may know the object from another project.
    app.connect("missing-reference", _keep_text, priority=900)
    app.connect("warn-missing-reference", _warn)


def _add_short_role(app: Sphinx) -> None:
    known = vars(roles)["_roles"].get("spec")
    if known is None:
        app.add_role("spec", SpecRole())
    elif not isinstance(known, SpecRole):
        message = "the project has a role 'spec' of its own; ours is :driver:spec: alone"
        logger.warning(message, type="wharfinger", subtype="role")


def driver_domain(env: BuildEnvironment) -> DriverDomain:
    """Return the domain of an environment."""
    return cast("DriverDomain", env.domains["driver"])


def generated_xref(kind: str, target: str, *content: nodes.Node) -> addnodes.pending_xref:
    """Return a reference that becomes plain text if there is nothing to refer to."""
    # Sphinx resolves a reference with a single child: the text that stays if nothing is found.
    holder = content[0] if len(content) == 1 else nodes.inline("", "", *content)
    return addnodes.pending_xref(
        "",
        holder,
        refdomain="driver",
        reftype=kind,
        reftarget=target,
        refexplicit=True,
        **{GENERATED: True},
    )


def _keep_text(
    _: Sphinx, __: BuildEnvironment, node: pending_xref, contnode: Element
) -> Element | None:
    return contnode if node.get(GENERATED) else None


def _warn(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    if not isinstance(domain, DriverDomain):
        return None
    kind, target = node["reftype"], node["reftarget"]
    problem = answers(app.config).specs.problem(target) if kind == "spec" else ""
    if problem:
        logger.warning(problem, location=node, type="wharfinger", subtype="ref")
        return True
    known = domain.targets(kind)
    similar = difflib.get_close_matches(target, known, n=3)
    title = KINDS[kind][0]
    described = f"described {title}s: {listed(known, 'none')}"
    hint = f"did you mean {listed(similar, '')}?" if similar else described
    message = "no page describes a %s %r; %s"
    logger.warning(message, title, target, hint, location=node, type="wharfinger", subtype="ref")
    return True
