# SPDX-License-Identifier: Apache-2.0
"""What is written beside the pages for machines: an index of the specs, and a feed.

The feed has a spec once, dated by when it came to its status. No edit of its text changes that.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from wharfinger.model import Spec, StatusChange
from wharfinger.reporters import json_text
from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.domain import driver_domain
from wharfinger.sphinxext.specs import atom
from wharfinger.sphinxext.specs.pages import spec_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from wharfinger.sphinxext.specs.world import World

logger = logging.getLogger(__name__)

FEED = "specs.atom"
INDEX = "specs.json"
VIEW = "spec-index"
# What Sphinx has where a project does not say.
_NO_AUTHOR = ("Author name not set", "unknown")
_MARKS = {FEED: f">{atom.GENERATOR}</generator>", INDEX: f'"schema": "wharfinger/{VIEW}/'}
_BEGINNING = 2000
BUILDERS = frozenset({"html", "dirhtml"})
"""Those whose output is published as it is, page by page."""


def connect(app: Sphinx) -> None:
    """Write the files when all pages are written, and name the feed in the head of pages."""
    app.connect("html-page-context", _add_link)
    # Before the answers of the build are dropped.
    app.connect("build-finished", _write, priority=400)


def _write(app: Sphinx, failure: Exception | None) -> None:
    known = answers(app.config).specs
    if failure or app.builder.name not in BUILDERS or not known.specs:
        return
    answer = answers(app.config).data(VIEW, {"delivery": any(s.claims for s in known.specs)})
    if answer is not None:
        text = json_text(VIEW, answer.catalog.examined, answer.page.data)
        _put(app, INDEX, text)
    feed = _feed(app, known) if _has_feed(app) else None
    if feed is not None:
        _put(app, FEED, atom.written(feed).decode())


def _put(app: Sphinx, name: str, text: str) -> None:
    """Write a file in the place of the one of an earlier build, but of no other."""
    path = Path(app.outdir, name)
    if path.exists():
        beginning = path.read_text(encoding="utf-8", errors="replace")[:_BEGINNING]
        if _MARKS[name] not in beginning:
            message = "%s is left out: the project has a file of that name (html_extra_path?)"
            logger.warning(message, name, type="wharfinger", subtype="specs")
            return
    path.write_text(text, encoding="utf-8", newline="\n")


def _has_feed(app: Sphinx) -> bool:
    return bool(app.config.wharfinger_spec_feed > 0 and answers(app.config).specs.status_changes)


def _add_link(app: Sphinx, pagename: str, _: str, context: dict[str, Any], __: object) -> None:
    """Name the feed in the head of a page with an index of specs."""
    if app.builder.name not in BUILDERS or pagename not in _index_pages(app):
        return
    if not _has_feed(app):
        return
    title = escape(f"{app.config.project}: specs")
    href = escape(context["pathto"](FEED, 1))
    link = f'<link rel="alternate" type="{atom.TYPE}" title="{title}" href="{href}" />'
    context["metatags"] = f"{context.get('metatags', '')}\n    {link}"


def _index_pages(app: Sphinx) -> list[str]:
    shown = driver_domain(app.env).shown
    return sorted(n for n, asked in shown.items() if any(q.view == VIEW for q in asked))


def _feed(app: Sphinx, known: World) -> atom.Feed | None:
    base = base_url(app)
    pages = spec_pages(app.env)
    changes: dict[str, list[StatusChange]] = {}
    for change in known.status_changes:
        changes.setdefault(change.path, []).append(change)
    entries = [
        _entry(app, known, spec, changes[spec.path], pages.get(spec.path, ""))
        for spec in known.specs
        if spec.path in changes
    ]
    kept = atom.newest(entries, app.config.wharfinger_spec_feed)
    if not kept:
        return None
    project = str(app.config.project)
    index = next(iter(_index_pages(app)), "")
    return atom.Feed(
        id=f"{base}{FEED}" if base else atom.stable_id(project),
        title=f"{project}: specs",
        author=_author(app) or project,
        link=f"{base}{FEED}",
        entries=kept,
        page=page_url(app.builder, base, index) if index else "",
    )


def _author(app: Sphinx) -> str:
    """Return who the project says its authors are, empty where it does not."""
    said = str(app.config.author or "")
    return "" if said in _NO_AUTHOR else said


def _entry(
    app: Sphinx, known: World, spec: Spec, changes: list[StatusChange], docname: str
) -> atom.Entry:
    last = changes[-1]
    return atom.Entry(
        id=atom.stable_id(str(app.config.project), _name(known, spec)),
        title=spec.title or spec.slug,
        updated=last.time,
        published=changes[0].time,
        text=" ".join(_sentences(spec, last)),
        link=page_url(app.builder, base_url(app), docname) if docname else "",
        authors=spec.authors or tuple(filter(None, (last.author,))),
        categories=tuple(filter(None, (str(spec.status or ""), spec.cycle, spec.project))),
    )


def _name(known: World, spec: Spec) -> str:
    """Return what a spec is called wherever it is moved to, as far as no other is called so."""
    same = known.names.find(spec.slug)
    if len(same) == 1:
        return spec.slug
    own = (spec.project, spec.cycle, spec.slug)
    alike = [item for item in same if (item.project, item.cycle, item.slug) == own]
    return "/".join(own) if len(alike) == 1 else known.key(spec)


def _sentences(spec: Spec, last: StatusChange) -> Iterator[str]:
    cycle = f" for {spec.cycle}" if spec.cycle else ""
    if last.status is None:
        yield f"A spec{cycle}."
    elif last.status == spec.status:
        yield f"The spec{cycle} is {last.status}."
    else:
        yield f"The spec{cycle} was {last.status}."
    if spec.superseded_by:
        yield f"It is superseded by {', '.join(spec.superseded_by)}."


def base_url(app: Sphinx) -> str:
    """Return where the pages are published, with a slash at the end, empty if nothing says."""
    base = str(getattr(app.config, "html_baseurl", "") or "")
    return f"{base.rstrip('/')}/" if base else ""


def page_url(builder: Builder, base: str, docname: str) -> str:
    """Return the address of a page, relative to the top of the pages without a base."""
    return f"{base}{builder.get_target_uri(docname)}" or "./"
