# SPDX-License-Identifier: Apache-2.0
"""What all tests share: where the sources are, and real packages to read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run; HYPOTHESIS_PROFILE=default looks for new ones.
settings.register_profile("fixed", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the source tree."""
    return ROOT


def real_packages(variable: str, name: str) -> Path:
    """Return a folder that tools/gallery has filled, as tox names it in the environment."""
    named = os.environ.get(variable)
    folder = Path(named) if named else ROOT / ".tox" / name
    if (folder / "ready").is_file():
        return folder
    if named:
        pytest.fail(f"{variable} names {folder}, which tools/gallery has not finished")
    pytest.skip("needs real packages; run the tests with tools/tox")


@pytest.fixture(scope="session")
def gallery() -> Path:
    """Return a folder with tooz, oslo.messaging and keystone, without their dependencies."""
    return real_packages("WHARFINGER_GALLERY", "gallery")


@pytest.fixture(scope="session")
def before() -> Path:
    """Return a folder with older releases, those of ``doc/source/gallery/before.txt``."""
    return real_packages("WHARFINGER_BEFORE", "before")


@pytest.fixture(scope="session")
def origins() -> Path:
    """Return a folder with the packages of ``tests/real/packages.txt``, likewise."""
    return real_packages("WHARFINGER_REAL_PACKAGES", "real")


@pytest.fixture(autouse=True)
def _no_surprises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the user's settings and cache out of the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user-cache"))
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONWARNINGS", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
