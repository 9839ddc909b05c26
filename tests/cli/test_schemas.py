# SPDX-License-Identifier: Apache-2.0
"""Every JSON answer keeps to its published schema, and every schema has an answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wharfinger.cli import main

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "doc/source/reference/schemas"
TUTORIAL = ROOT / "doc/source/tutorial"
VERSIONS = ROOT / "doc/source/howto/interface-versions"
# A command for each schema, in the folder that holds the tutorial's project with its patch.
COMMANDS = {
    "check": ("check -C depot", 1),
    "check-each": ("check --base HEAD^ --each -C depot", 1),
    "checks": ("view checks", 0),
    "deprecations": ("deprecations -C depot", 0),
    "diff": ("diff HEAD^ -C depot -C cloud", 0),
    "doctor": ("doctor -C depot", 1),
    "drivers": ("drivers -C depot", 0),
    "explain": ("explain IFC101", 0),
    "interface": ("interface depot.stores -C depot", 0),
    "matrix": ("matrix depot.stores -C depot", 0),
    "notes-lint": ("notes lint -C depot", 1),
    "notes-list": ("notes list -C depot", 0),
    "spec-lint": ("spec lint -C depot", 1),
    "spec-list": ("spec list --delivery -C depot", 0),
    "spec-delivery": ("view spec-delivery -C depot", 0),
    "spec-index": ("view spec-index -C depot", 0),
    "upgrade": ("interface vault.stores --upgrade 1 2 -C vault", 0),
}
BAD_SPEC = "..\n Licence.\n\n=====\nTitle\n=====\n\n:adds-driver: depot.stores:tape\n:mood: good\n"
BAD_NOTE = "---\nfeature:\n  - A section that reno does not have, and *faulty markup.\n"


def git(folder: Path, *arguments: str) -> None:
    names = {f"GIT_{role}_NAME": "A" for role in ("AUTHOR", "COMMITTER")}
    addresses = {f"GIT_{role}_EMAIL": "a@example.org" for role in ("AUTHOR", "COMMITTER")}
    alone = {f"GIT_CONFIG_{name}": os.devnull for name in ("GLOBAL", "SYSTEM")}
    env = {**os.environ, **names, **addresses, **alone}
    subprocess.run(["git", "-C", folder, *arguments], env=env, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with a patch that breaks drivers and with a faulty note, and others."""
    depot = Path(shutil.copytree(TUTORIAL / "example", tmp_path / "depot"))
    shutil.copytree(TUTORIAL / "patch/cloud", tmp_path / "cloud")
    shutil.copytree(VERSIONS, tmp_path / "vault")
    notes = depot / "releasenotes/notes"
    notes.mkdir(parents=True)
    (notes / "bad-0123456789abcdef.yaml").write_text(BAD_NOTE, encoding="utf-8")
    specs = depot / "specs/2.1"
    specs.mkdir(parents=True)
    (specs / "bad.rst").write_text(BAD_SPEC, encoding="utf-8")
    (specs / "index.rst").touch()
    git(depot, "init", "-q", "-b", "main")
    git(depot, "add", ".")
    git(depot, "commit", "-q", "-m", "Depot 2.1.0")
    git(depot, "apply", str(TUTORIAL / "patch/add-keys.diff"))
    setup = depot / "setup.cfg"
    lines = setup.read_text(encoding="utf-8").splitlines(keepends=True)
    setup.write_text("".join(line for line in lines if "local =" not in line), encoding="utf-8")
    git(depot, "commit", "-q", "-a", "-m", "List the keys of parcels")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(command: str, status: int, capsysbinary: Any) -> Any:
    assert main([*command.split(), "--format", "json"]) == status
    out, err = capsysbinary.readouterr()
    assert err == b""
    return json.loads(out)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.usefixtures("folder")
def test_answers_keep_to_their_schema(name, capsysbinary):
    found = answer(*COMMANDS[name], capsysbinary)
    assert found["schema"] == f"wharfinger/{name}/1"
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)


@pytest.mark.usefixtures("folder")
def test_the_diff_has_something_of_everything(capsysbinary):
    found = answer(*COMMANDS["diff"], capsysbinary)
    assert {change["code"] for change in found["changes"]} >= {"IFC101", "IFC303"}
    assert [change for change in found["changes"] if change["affected"]]
    assert {change["change"] for change in found["drivers"]} >= {"removed"}


def test_every_schema_has_a_command_and_a_place_on_the_page():
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(COMMANDS)
    page = (SCHEMAS.parent / "schemas.rst").read_text(encoding="utf-8")
    assert all(f"<schemas/{name}.json>" in page for name in COMMANDS)
