# SPDX-License-Identifier: Apache-2.0
"""The browser, and what judges accessibility.

``AXE_CORE`` is the path of axe-core's script, ``CHROMIUM`` that of the browser. Where ``CI``
is set both must be there; elsewhere tests that lack one are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def missing(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        missing(f"there is no browser at {CHROMIUM}; set CHROMIUM")
    api = pytest.importorskip("playwright.sync_api") if not os.environ.get("CI") else None
    if api is None:
        import playwright.sync_api as api
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe() -> Path:
    script = Path(os.environ.get("AXE_CORE", "axe-core is not named"))
    if not script.is_file():
        missing(f"{script}: set AXE_CORE to axe-core's axe.min.js")
    return script
