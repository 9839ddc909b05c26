# SPDX-License-Identifier: Apache-2.0
"""A copy of the sample project that tests build and change."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from wharfinger import pipeline, plugins

SAMPLE = Path(__file__).parent / "sample"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Site:
    """A project, its builds, and what they said."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "source"
        self.output = folder / "build"
        self.warnings = ""
        self.read: list[str] = []
        self.written: list[str] = []

    def page(self, name: str, text: str) -> None:
        self.source.joinpath(f"{name}.rst").write_text(
            f"Title\n=====\n\n{text}\n", encoding="utf-8"
        )

    @property
    def world(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.source.joinpath("world.json").read_text("utf-8"))
        return found

    @world.setter
    def world(self, world: dict[str, Any]) -> None:
        self.source.joinpath("world.json").write_text(json.dumps(world), encoding="utf-8")

    def build(
        self, builder: str = "html", jobs: int = 1, again_after: Any = None, **conf: Any
    ) -> Sphinx:
        """Build, and return the application. What was built before is kept.

        ``again_after`` is called when the build is done, and the same application then
        builds again, as servers do that watch for changes.
        """
        said = io.StringIO()
        self.read, self.written = [], []
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                self.output / builder,
                self.output / "doctrees",
                builder,
                confoverrides={"html_theme": "basic", **conf},
                status=None,
                warning=said,
                parallel=jobs,
            )
            app.connect("env-before-read-docs", lambda _, __, names: self.read.extend(names))
            app.connect("html-page-context", lambda _, name, *__: self.written.append(name))
            app.build()
            if again_after:
                again_after(app, None)
                app.build()
        self.warnings = COLOUR.sub("", said.getvalue())
        return app

    def text(self, name: str, builder: str = "html") -> str:
        return self.output.joinpath(builder, name).read_text(encoding="utf-8")


@pytest.fixture
def empty_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The sample without pages. The views that it fakes are gone after the test."""
    for module, name in ((pipeline, "view"), (plugins, "load_one"), (plugins, "names")):
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(sys, "path", list(sys.path))
    site = Site(tmp_path)
    shutil.copytree(SAMPLE, site.source, ignore=shutil.ignore_patterns("__pycache__", "*.rst"))
    site.page("index", "")
    yield site
    sys.modules.pop("fake_views", None)


@pytest.fixture
def site(empty_site: Site) -> Site:
    """The sample with all its pages."""
    shutil.copytree(SAMPLE, empty_site.source, dirs_exist_ok=True)
    return empty_site
