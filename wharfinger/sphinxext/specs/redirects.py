# SPDX-License-Identifier: Apache-2.0
"""Pages in the place of those that moved, each of which leads to the new one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.util import logging

from wharfinger.model import Redirect
from wharfinger.sphinxext.answers import answers
from wharfinger.sphinxext.specs.feed import BUILDERS, base_url, page_url
from wharfinger.sphinxext.specs.pages import spec_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

logger = logging.getLogger(__name__)

MARK = '<meta name="generator" content="wharfinger">'
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
{mark}
<meta name="robots" content="noindex">
<title>{title}</title>
<meta http-equiv="refresh" content="0; url={new}">
<link rel="canonical" href="{canonical}">
</head>
<body>
<p>This page has moved to <a href="{new}">{title}</a>.</p>
</body>
</html>
"""


def connect(app: Sphinx) -> None:
    """Write the pages when all others are written."""
    app.connect("build-finished", _write, priority=400)


def _write(app: Sphinx, failure: Exception | None) -> None:
    if failure or app.builder.name not in BUILDERS:
        return
    redirects = answers(app.config).specs.catalog.redirects
    if not redirects:
        return
    pages = spec_pages(app.env)
    places = Places(pages)
    for redirect in ends(redirects):
        old = places.page(redirect.old)
        if old and old not in app.env.found_docs:
            _lead_on(app, redirect, old, pages.get(redirect.new) or places.page(redirect.new))


def ends(redirects: Iterable[Redirect]) -> Iterator[Redirect]:
    """Yield redirects that lead to where theirs end. Of one that leads round a warning is told."""
    known: dict[str, Redirect] = {}
    for redirect in redirects:
        if redirect.old and redirect.new:
            known.setdefault(redirect.old, redirect)
    for redirect in known.values():
        new, seen = redirect.new, {redirect.old}
        while new in known and new not in seen:
            seen.add(new)
            new = known[new].new
        if new in seen:
            _warn(redirect, "it leads round to itself")
        else:
            yield Redirect(redirect.old, new, redirect.location)


class Places:
    """Which page a path belongs to, known from where the pages of specs are."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self._folders: dict[str, str] = {}
        for path, docname in sorted(pages.items()):
            theirs, ours = path.removesuffix(".rst").split("/"), docname.split("/")
            while theirs and ours and theirs[-1] == ours[-1]:
                theirs.pop()
                ours.pop()
                self._folders.setdefault("/".join(theirs), "/".join(ours))

    def page(self, path: str) -> str:
        """Return the page of a path, empty where no page of a spec is near it."""
        steps = path.removesuffix(".rst").split("/")
        if any(step in ("", ".", "..") for step in steps):
            return ""
        for length in range(len(steps) - 1, -1, -1):
            ours = self._folders.get("/".join(steps[:length]))
            if ours is not None:
                return "/".join(filter(None, (ours, *steps[length:])))
        return ""


def _lead_on(app: Sphinx, redirect: Redirect, old: str, new: str) -> None:
    if "://" in redirect.new:
        address = canonical = redirect.new
        if not address.startswith(("https://", "http://")):
            _warn(redirect, "its address is neither of http nor of https")
            return
    elif new in app.env.found_docs:
        address = app.builder.get_relative_uri(old, new) or "./"
        base = base_url(app)
        canonical = page_url(app.builder, base, new) if base else address
    else:
        _warn(redirect, f"no page shows {redirect.new}")
        return
    title = app.env.titles[new].astext() if new in app.env.titles else redirect.new
    language = str(app.config.language or "en").replace("_", "-")
    words = {"new": address, "canonical": canonical, "title": title, "language": language}
    quoted = {name: escape(text, quote=True) for name, text in words.items()}
    _put(app, redirect, old, _PAGE.format(mark=MARK, **quoted))


def _put(app: Sphinx, redirect: Redirect, old: str, text: str) -> None:
    path = Path(cast("StandaloneHTMLBuilder", app.builder).get_outfilename(old))
    top = os.path.realpath(app.outdir)
    if not os.path.realpath(path).startswith(top + os.sep):
        _warn(redirect, "its page would be outside the output folder")
        return
    try:
        if path.exists() and not _is_ours(path):
            place = path.relative_to(app.outdir)
            _warn(redirect, f"there is a page in its place already: {place}")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        # A name that is too long, or a file where a folder has to be.
        _warn(redirect, f"its page cannot be written: {error.strerror or error}")


def _is_ours(path: Path) -> bool:
    return MARK in path.read_text(encoding="utf-8", errors="replace")[:400]


def _warn(redirect: Redirect, reason: str) -> None:
    message = "%s: the redirect from %s is left out: %s"
    logger.warning(
        message, redirect.location, redirect.old, reason, type="wharfinger", subtype="redirect"
    )
