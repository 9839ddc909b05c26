# SPDX-License-Identifier: Apache-2.0
"""Brings the pages of checks and views from their own folders into the documentation.

The page of a check is what ``:driver:check:`` leads to.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from docutils import nodes

import wharfinger
from wharfinger.sphinxext.domain import Described, DriverDomain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PACKAGE = Path(wharfinger.__file__).parent
FAMILIES = ("checks", "views")


def collect(app: Sphinx, _: Config) -> None:
    """Copy every page that has changed, and remove those whose plugin is gone."""
    for family in FAMILIES:
        target = Path(app.srcdir, "reference", family)
        target.mkdir(exist_ok=True)
        pages = {path.parent.name: path for path in PACKAGE.glob(f"{family}/*/page.rst")}
        for stale in set(target.glob("*.rst")) - {target / f"{slug}.rst" for slug in pages}:
            stale.unlink()
        for slug, page in pages.items():
            _write_if_changed(target / f"{slug}.rst", page.read_text(encoding="utf-8"))


def _write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def describe(app: Sphinx, document: nodes.document) -> None:
    """Make the page of a check the goal of references to it: its title begins with the code."""
    docname = app.env.current_document.docname
    if not docname.startswith("reference/checks/"):
        return
    section = next(document.findall(nodes.section))
    code = section[0].astext().partition(":")[0]
    domain = cast("DriverDomain", app.env.get_domain("driver"))
    domain.note_object("check", code, docname, Described(0, code, section["ids"][0]))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("config-inited", collect)
    app.connect("doctree-read", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
