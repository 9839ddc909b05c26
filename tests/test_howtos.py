# SPDX-License-Identifier: Apache-2.0
"""The how-to guides: what their pages show is what the commands answer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wharfinger.contract.comparison import RULES
from wharfinger.contract.notes.kinds import SECTIONS

WHARFINGER = Path(sys.executable).with_name("wharfinger")
PAGES = "doc/source/howto"
ADAPTED = (
    "        class: vault.store:StoreV1\n",
    "        class: vault.store:StoreV1\n        adapter: vault.adapters:V1ToV2\n",
)


@pytest.fixture
def vault(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the project of the page about versions, outside of git."""
    vault = Path(shutil.copytree(root / PAGES / "interface-versions", tmp_path / "vault"))
    shutil.rmtree(vault / "output")
    return vault


def shown(root: Path, name: str, command: str, folder: Path, status: int = 0) -> None:
    """Hold an answer against the file of the page, or renew it if that is asked for."""
    done = subprocess.run(
        [WHARFINGER, *command.split()[1:]],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, "")
    text = f"$ {command}\n{done.stdout}"
    page = root / PAGES / name
    if os.environ.get("WHARFINGER_RENEW_OUTPUT"):
        page.write_text(text, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == text


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_upgrade_between_versions(root: Path, vault: Path) -> None:
    command = "wharfinger -C . interface vault.stores --upgrade 1 2"
    shown(root, "interface-versions/output/upgrade.out", command, vault)


def test_adapter(root: Path, vault: Path) -> None:
    command = "wharfinger -C . shim vault.stores 1 2"
    shown(root, "interface-versions/output/shim.out", command, vault)


def test_a_good_and_a_broken_adapter(root: Path, vault: Path) -> None:
    replace(vault / "driver-policy.yaml", *ADAPTED)
    done = subprocess.run([WHARFINGER, "-C", ".", "check"], cwd=vault, capture_output=True)
    assert (done.returncode, done.stdout.partition(b";")[0]) == (0, b"findings: none")
    adapters = vault / "vault/adapters.py"
    text = adapters.read_text(encoding="utf-8")
    adapters.write_text(text[: text.index("    def keys")], encoding="utf-8")
    name = "interface-versions/output/broken-adapter.out"
    shown(root, name, "wharfinger -C . check --select LIF105", vault, status=1)


def test_every_trigger_of_notes_is_in_the_table(root: Path) -> None:
    rows = (root / PAGES / "release-notes.rst").read_text(encoding="utf-8").split("   * - ")
    told = {}
    for row in rows[2:]:
        trigger, _, sections = (cell.strip() for cell in row.split("\n     - "))
        text = sections.partition("\n\n")[0]
        told[trigger.strip("`")] = () if text == "none" else tuple(text.split("``")[1::2])
    assert told == dict(SECTIONS)


def test_every_rule_is_in_a_table_of_the_page_about_verdicts(root: Path) -> None:
    page = (root / "doc/source/explanation/verdicts.rst").read_text(encoding="utf-8")
    prefixes = tuple(re.findall(r"^\.\. contract-rules:: (\S+)$", page, re.MULTILINE))
    assert [rule.code for rule in RULES.values() if not rule.code.startswith(prefixes)] == []
