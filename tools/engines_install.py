# SPDX-License-Identifier: Apache-2.0
"""Install, once, the engines that no Debian package has: each in a folder of its own.

A folder holds a file ``ready`` when it is whole; one without it, which an interrupted installation
left, is made again. (It cannot be made aside and moved: a virtual environment knows its path.)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from engines_errors import EngineMissing
from engines_folder import locked
from engines_plan import find

PATIENCE = 240
"""Seconds that one installation may take."""

MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1"


def from_pypi(cache: Path, package: str, version: str) -> Path:
    """Return the folder of the commands of a Python package in a virtual environment of its own."""

    def install(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", str(folder))
        _run(
            *(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"),
            *("--disable-pip-version-check", f"{package}=={version}"),
        )

    return _once(cache, f"{package}-{version}", install) / "bin"


def from_npm(cache: Path, package: str, version: str) -> Path:
    """Return the folder of a package of npm; no script of any package is run."""
    npm = find("npm", "the Debian package npm")

    def install(folder: Path) -> None:
        _run(
            *(npm, "install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund"),
            *("--ignore-scripts", "--loglevel=error", f"{package}@{version}"),
        )

    return _once(cache, f"{package}-{version}", install) / "node_modules" / package


def from_maven(cache: Path, coordinates: str) -> Path:
    """Return the folder with the jars of a Maven artefact and all that it needs, native too."""
    maven = find("mvn", "the Debian package maven")
    group, artifact, version = coordinates.split(":")

    def install(folder: Path) -> None:
        pom = folder / "pom.xml"
        pom.write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>engines</groupId><artifactId>engines</artifactId><version>1</version>"
            f"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}"
            f"</artifactId><version>{version}</version></dependency></dependencies></project>\n",
            encoding="ascii",
        )
        _run(
            *(maven, "--quiet", "--batch-mode", "--file", str(pom)),
            *(f"{MAVEN_PLUGIN}:copy-dependencies", "-DincludeScope=runtime"),
            f"-DoutputDirectory={folder / 'jars'}",
        )

    return _once(cache, f"{artifact}-{version}", install) / "jars"


def _once(cache: Path, name: str, install: Callable[[Path], None]) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / name
    with locked(cache):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            (folder / "ready").touch()
    return folder


def _run(*command: str) -> None:
    try:
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        raise EngineMissing(
            f"gave up on {' '.join(command)} after {PATIENCE} seconds: is the registry in reach?"
        ) from None
    if done.returncode:
        told = (done.stdout + done.stderr).strip()
        raise EngineMissing(f"could not install by {' '.join(command)}:\n{told}")
