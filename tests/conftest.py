# SPDX-License-Identifier: Apache-2.0
"""What all tests share: where the sources are, and real packages to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the source tree."""
    return ROOT


@pytest.fixture(scope="session")
def gallery() -> Path:
    """Return a folder with tooz, oslo.messaging and keystone, without their dependencies.

    ``tools/gallery`` makes it, and tox names it in ``WHARFINGER_GALLERY``.
    """
    named = os.environ.get("WHARFINGER_GALLERY")
    folder = Path(named) if named else ROOT / ".tox/gallery"
    if (folder / "ready").is_file():
        return folder
    if named:
        pytest.fail(f"WHARFINGER_GALLERY names {folder}, which tools/gallery has not finished")
    pytest.skip("needs the packages of the gallery; run the tests with tools/tox")


@pytest.fixture(autouse=True)
def _no_surprises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's settings out of the tests."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONWARNINGS", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
