# SPDX-License-Identifier: Apache-2.0
"""The gallery: what its pages say in words holds for the packages."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WHARFINGER = Path(sys.executable).with_name("wharfinger")
PAGES = "doc/source/gallery"

pytestmark = pytest.mark.gallery


def ask(root: Path, site: Path, policy: str, *arguments: str) -> dict[str, Any]:
    """Return the JSON answer of a command under a policy of the gallery."""
    options = ["--env", site, "--policy", root / PAGES / policy, "--format", "json"]
    done = subprocess.run(
        [WHARFINGER, *arguments, *options], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def supports(answer: dict[str, Any], feature: str) -> dict[str, str]:
    return {name: cell["support"] for name, cell in answer["cells"][feature].items()}


def test_counts_in_words(gallery: Path) -> None:
    """Tooz has eleven entry points and nine drivers; keystone 53 entry points in 41 groups."""
    points = configparser.ConfigParser(delimiters=("=",))
    points.read(gallery / "tooz-9.1.0.dist-info/entry_points.txt")
    targets = list(points["tooz.backends"].values())
    assert (len(targets), len(set(targets))) == (11, 9)
    points = configparser.ConfigParser(delimiters=("=",))
    points.read(gallery / "keystone-30.0.0.dist-info/entry_points.txt")
    assert len(points.sections()) == 41
    assert sum(len(points[group]) for group in points.sections()) == 53


def test_every_page_shows_its_policy_and_is_listed(root: Path) -> None:
    index = (root / PAGES / "index.rst").read_text(encoding="utf-8")
    for policy in (root / PAGES).glob("*.yaml"):
        page = policy.with_suffix(".rst").read_text(encoding="utf-8")
        assert f".. literalinclude:: {policy.name}" in page
        assert f"   {policy.stem}\n" in index


def test_leader_election_of_tooz(root: Path, gallery: Path) -> None:
    """Only these drivers override both methods; redis overrides one (read in the source)."""
    answer = ask(root, gallery, "tooz.yaml", "matrix", "tooz.backends")
    found = supports(answer, "leaders")
    assert {name for name, support in found.items() if support == "yes"} >= {"memcached"}
    assert found["redis"] == "partial"
    assert {found[name] for name in ("file", "ipc", "kubernetes", "mysql", "postgresql")} == {"no"}


def test_kafka_refuses_calls(root: Path, gallery: Path) -> None:
    answer = ask(root, gallery, "oslo.messaging.yaml", "matrix", "oslo.messaging.drivers")
    assert supports(answer, "rpc_client")["kafka"] == "no"
    assert supports(answer, "rpc_server")["kafka"] == "no"
    cell = answer["cells"]["rpc_client"]["kafka"]
    assert cell["basis"] == "refused"
    source = (gallery / cell["evidence"]["path"]).read_text(encoding="utf-8").splitlines()
    assert "def send(" in source[cell["evidence"]["line"] - 1]
    assert supports(answer, "notifier")["kafka"] == "yes"


def test_what_is_said_of_keystone(root: Path, gallery: Path) -> None:
    identity = ask(root, gallery, "keystone.yaml", "matrix", "keystone.identity")
    assert identity["cells"]["write"]["ldap"]["basis"] == "declared"
    assert identity["cells"]["delete"]["ldap"]["basis"] == "refused"
    common = (gallery / "keystone/identity/backends/ldap/common.py").read_text(encoding="utf-8")
    assert "\nWRITABLE = False\n" in common
    policy = ask(root, gallery, "keystone.yaml", "matrix", "keystone.policy")
    assert supports(policy, "enforce") == {"rules": "yes", "sql": "yes"}
    assert supports(policy, "stored") == {"rules": "no", "sql": "yes"}


def test_deprecated_backends_of_tooz(root: Path, gallery: Path) -> None:
    """The two that the policy names are the two that warn in ``__init__``."""
    answer = ask(root, gallery, "tooz.yaml", "drivers", "tooz.backends")
    stated = {d["target"] for d in answer["drivers"] if d["state"] == "deprecated"}
    warning = {
        driver["target"]
        for driver in answer["drivers"]
        if "driver is deprecated and will be removed in"
        in (gallery / driver["location"]["path"]).read_text(encoding="utf-8")
    }
    assert stated == warning
    assert len(stated) == 2
