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
# Several checks may share a folder, each with a page of its own.
FAMILIES = {"checks": "checks/**/*.rst", "views": "views/*/page.rst"}


def collect(app: Sphinx, _: Config) -> None:
    """Copy every page that has changed, and remove those whose plugin is gone."""
    for family, pattern in FAMILIES.items():
        target = Path(app.srcdir, "reference", family)
        target.mkdir(exist_ok=True)
        pages = dict(map(_page, sorted(PACKAGE.glob(pattern))))
        for stale in set(target.glob("*.rst")) - {target / name for name in pages}:
            stale.unlink()
        for name, text in pages.items():
            _write_if_changed(target / name, text)


def _page(path: Path) -> tuple[str, str]:
    """Return a page's name and text; that of a check is named by its code, and sorted by it."""
    text = path.read_text(encoding="utf-8")
    if not path.is_relative_to(PACKAGE / "checks"):
        return f"{path.parent.name}.rst", text
    return f"{text.partition(':')[0]}.rst", _entry(text)


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
