# SPDX-License-Identifier: Apache-2.0
"""Asking the pipeline: each distinct question once a build, and never an exception."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from sphinx.util import logging

from wharfinger import pipeline
from wharfinger.model import Block, Catalog, Page, Paragraph, Request, Table
from wharfinger.sphinxext import config as settings
from wharfinger.sphinxext.problem import Problem, listed, of_error
from wharfinger.sphinxext.specs.world import World

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


class Question(NamedTuple):
    """A view with its groups and options: what one directive asks for."""

    view: str
    groups: tuple[str, ...]
    options: tuple[tuple[str, Any], ...]


class Shown(NamedTuple):
    """What a directive shows: blocks, problems, and a digest of both."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...]
    digest: str


class Answers:
    """The answers of one build. They live as long as it does and are never stored.

    ``specs`` are those of what pages say of specs and notes by themselves.
    """

    def __init__(self, config: Config, confdir: Path) -> None:
        self._links = repr(sorted(config.wharfinger_source_links.items()))
        self._request, self._missing = settings.request(config, confdir)
        self._known: dict[Question, Shown] = {}
        self._parts: frozenset[str] = frozenset()
        self._catalog = Catalog()
        self.specs = World(self._request if config.wharfinger_specs else None, self._read)

    def to(self, question: Question) -> Shown:
        """Return what there is to show for a question."""
        if question not in self._known:
            blocks, problems = self._ask(question)
            problems = self._missing + problems
            self._known[question] = Shown(blocks, problems, self._digest(blocks, problems))
        return self._known[question]

    def data(self, view: str, options: Mapping[str, Any]) -> pipeline.Answer | None:
        """Return what a view without groups answers, None if it cannot."""
        if self._request is None:
            return None
        try:
            return pipeline.view(view, self._request, (), options, read=self._read)
        except Exception as error:  # noqa: BLE001 - a documentation build must not end here
            problem = of_error(error)
            logger.warning(
                "%s: %s", view, problem.message, type="wharfinger", subtype=problem.subtype
            )
            return None

    def _digest(self, blocks: tuple[Block, ...], problems: tuple[Problem, ...]) -> str:
        # What a dataclass shows of itself names every field, and in a fixed order.
        text = f"{blocks!r}{problems!r}{self._links}"
        return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()

    def _ask(self, question: Question) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
        if self._request is None:
            return (), ()
        view, groups, options = question
        try:
            answer = pipeline.view(view, self._request, groups, dict(options), read=self._read)
        except Exception as error:  # noqa: BLE001 - a documentation build must not end here
            return (), (of_error(error),)
        if _has_content(answer.page):
            return answer.page.blocks, ()
        return (), (Problem("empty", _found_instead(question, answer.catalog)),)

    def _read(self, request: Request, parts: Iterable[str]) -> Catalog:
        """Read all groups at once, for the next directive asks for another of them."""
        wanted = self._parts.union(parts)
        if wanted != self._parts:
            self._catalog = pipeline.read(replace(request, groups=None), wanted)
            self._parts = wanted
        return self._catalog


_BUILDS: WeakKeyDictionary[Config, Answers] = WeakKeyDictionary()


def connect(app: Sphinx) -> None:
    """Begin afresh with every build, and whenever one ends: the next may find another world."""
    app.connect("builder-inited", _begin)
    app.connect("build-finished", _begin)


def _begin(app: Sphinx, *_: object) -> None:
    _BUILDS[app.config] = Answers(app.config, Path(app.confdir))


def answers(config: Config) -> Answers:
    """Return the answers of the build that is under way, by its configuration."""
    return _BUILDS[config]


def _has_content(page: Page) -> bool:
    return any(
        bool(block.rows) and len(block.columns) > 1
        if isinstance(block, Table)
        else not isinstance(block, Paragraph) or bool(block.text)
        for block in page.blocks
    )


def _found_instead(question: Question, catalog: Catalog) -> str:
    groups = [group for group in catalog.groups if group.name in question.groups]
    found = [
        f"{group.name} has the drivers {listed([d.name for d in group.drivers], '(none)')}"
        for group in groups
    ]
    if not found:
        found = [f"groups found: {listed([group.name for group in catalog.groups], 'none')}"]
    return f"the view {question.view!r} has nothing to show; {'; '.join(found)}"
