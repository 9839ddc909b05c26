# SPDX-License-Identifier: Apache-2.0
"""What the pages of a build show of specs and of notes: read once, and only as far as needed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import cached_property

from sphinx.util import logging

from wharfinger import pipeline
from wharfinger.contract.specs.delivery.claims import target as claimed
from wharfinger.contract.specs.delivery.known import Known
from wharfinger.contract.specs.delivery.verdicts import SpecDelivery
from wharfinger.contract.specs.names import Names
from wharfinger.model import Anchor, Catalog, Claim, Request, Spec, StatusChange
from wharfinger.sphinxext.problem import of_error
from wharfinger.sphinxext.specs.entries import anchors
from wharfinger.sphinxext.specs.mentions import Mentions
from wharfinger.sphinxext.specs.shown import Backlinks, SpecLink, Summary, summary

logger = logging.getLogger(__name__)

_FOLDER = "specs"
_FOR_CLAIMS = ("distributions", "groups", "policy", "specs")


class World:
    """The specs of a project, what they claim and what came of it, and the notes.

    Without a request it is empty. ``read`` remembers what it has read for one build.
    """

    def __init__(
        self, request: Request | None, read: Callable[[Request, Iterable[str]], Catalog]
    ) -> None:
        self._request, self._read = request, read

    @cached_property
    def catalog(self) -> Catalog:
        """The specs, the redirects and the policy, and nothing else."""
        return self._asked(pipeline.read, ("specs", "policy"))

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The specs, in the order of their paths."""
        return self.catalog.specs

    @cached_property
    def names(self) -> Names:
        """The specs by their names."""
        return Names(self.specs)

    @cached_property
    def files(self) -> dict[str, Spec]:
        """The specs by the real paths of their files."""
        if not self._request or not self._request.trees:
            return {}
        tree = self._request.trees[0]
        return {os.path.realpath(tree / spec.path): spec for spec in self.specs}

    @cached_property
    def status_changes(self) -> tuple[StatusChange, ...]:
        """When specs came to their statuses."""
        if not self.specs:
            return ()
        return self._asked(pipeline.read, ("status_changes",)).status_changes

    def key(self, spec: Spec) -> str:
        """Return what refers to a spec and to no other: its path below their folder."""
        folder = self.catalog.policy.specs.folder or _FOLDER
        return spec.path.removeprefix(f"{folder.strip('/')}/").removesuffix(".rst")

    def full(self, name: str) -> str:
        """Return the key of a spec that a name fits, the name itself if that is none."""
        spec = self.names.one(name)
        return self.key(spec) if spec else name

    def title(self, name: str) -> str:
        """Return the title of the spec that a name fits, empty if that is none."""
        spec = self.names.one(name)
        return spec.title if spec else ""

    def problem(self, name: str) -> str:
        """Return what is wrong with the name of a spec, empty for a good one."""
        if not self.specs:
            return ""
        problem = self.names.problem(name)
        return f"{problem[0]}. {problem[1]}" if problem else ""

    def link(self, spec: Spec) -> SpecLink:
        """Return what leads to a spec."""
        return SpecLink(self.key(spec), spec.title or spec.slug, str(spec.status or ""))

    def summary(self, path: str) -> Summary | None:
        """Return what the page of a spec says of it, None if that is nothing."""
        spec = next((spec for spec in self.specs if spec.path == path), None)
        return summary(self, spec) if spec else None

    def backlinks(self, kind: str, target: str) -> Backlinks:
        """Return which specs claim something, and which notes speak of it."""
        specs = self._claims.get((kind, target), ())
        return Backlinks(specs, self._mentions.of(kind, target))

    def digest(self, kind: str, target: str) -> str:
        """Return what differs whenever a page has to say something else of a thing."""
        said: object
        if kind == "spec":
            said = [self.link(spec) for spec in self.names.find(target)]
        elif kind == "page":
            said = self.summary(target)
        else:
            said = self.backlinks(kind, target)
        return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()

    def anchors(self, claim: Claim) -> tuple[Anchor, ...]:
        """Return the entries of the things that a claim names."""
        found = claimed(claim)
        return tuple(anchors(self._known, found)) if found else ()

    @cached_property
    def deliveries(self) -> dict[str, SpecDelivery]:
        """What became of the claims of each spec that is to come true, by its path."""
        if not any(spec.claims for spec in self.specs):
            return {}
        from wharfinger.contract.specs.delivery import PARTS, deliveries

        catalog = self._asked(self._read, PARTS)
        return {item.spec.path: item for item in deliveries(catalog)}

    @cached_property
    def _known(self) -> Known:
        return Known(self._asked(self._read, _FOR_CLAIMS))

    @cached_property
    def _claims(self) -> dict[tuple[str, str], tuple[SpecLink, ...]]:
        found: dict[tuple[str, str], dict[SpecLink, None]] = {}
        for spec in self.specs:
            for claim in spec.claims:
                for anchor in self.anchors(claim):
                    found.setdefault((anchor.kind, anchor.target), {})[self.link(spec)] = None
        return {key: tuple(links) for key, links in found.items()}

    @cached_property
    def _mentions(self) -> Mentions:
        tree = self._request.trees[0] if self._request and self._request.trees else None
        return Mentions(tree, self.catalog.policy.notes.folder, lambda: self._known)

    def _asked(
        self, read: Callable[[Request, Iterable[str]], Catalog], parts: Iterable[str]
    ) -> Catalog:
        if self._request is None or not self._request.trees:
            return Catalog()
        try:
            return read(self._request, parts)
        except Exception as error:  # noqa: BLE001 - a documentation build must not end here
            problem = of_error(error)
            logger.warning("specs: %s", problem.message, type="wharfinger", subtype=problem.subtype)
            return Catalog()
