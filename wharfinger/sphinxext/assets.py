# SPDX-License-Identifier: Apache-2.0
"""The style sheet and the script: added to the pages that have something to style."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from wharfinger.sphinxext.domain import driver_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

STATIC = Path(__file__).parent / "static"


def connect(app: Sphinx) -> None:
    """Copy the files once, and name them page by page."""
    app.connect("config-inited", _add_folder)
    app.connect("html-page-context", _add_to_page)


def _add_folder(_: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(STATIC))


def _add_to_page(
    app: Sphinx, pagename: str, _: str, __: dict[str, Any], doctree: object | None
) -> None:
    domain = driver_domain(app.env)
    shown = domain.shown.keys() | domain.linked.keys()
    whole = app.builder.name == "singlehtml" and doctree is not None and bool(shown)
    if not whole and pagename not in shown:
        return
    app.add_css_file("wharfinger.css")
    # Reading systems for EPUB run no scripts unless the package says that it has some.
    if app.builder.name != "epub":
        app.add_js_file("wharfinger.js", loading_method="defer")
