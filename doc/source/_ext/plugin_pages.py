# SPDX-License-Identifier: Apache-2.0
"""Brings the pages of checks and views from their own folders into the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import wharfinger

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
            text = page.read_text(encoding="utf-8")
            _write_if_changed(target / f"{slug}.rst", _entry(text) if family == "checks" else text)


def _entry(text: str) -> str:
    """Make the page of a check what roles lead to. Its title begins with the check's code."""
    title, line, rest = text.split("\n", 2)
    code = title.partition(":")[0]
    return f"{title}\n{line}\n\n.. driver:check:: {code}\n{rest}"


def _write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("config-inited", collect)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
