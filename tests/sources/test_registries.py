# SPDX-License-Identifier: Apache-2.0
"""Registries that are offered where no group looks like drivers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from wharfinger import pipeline
from wharfinger.testing import project

DRIVERS = "".join(f"class D{i}:\n    pass\n" for i in range(4))
REGISTRIES = {
    "mapping": "known = {" + ", ".join(f"'d{i}': 'demo.drivers.D{i}'" for i in range(4)) + "}\n",
    "calls": "def register(*a): ...\n"
    + "".join(f"register('d{i}', 'demo.drivers', 'D{i}')\n" for i in range(4)),
}
SETUP = "[metadata]\nname = demo\nversion = 1\n"


@pytest.mark.parametrize("kind", REGISTRIES)
def test_registry_is_offered_and_its_policy_works(kind: str, tmp_path: Path) -> None:
    files = {"setup.cfg": SETUP, "demo/__init__.py": "", "demo/drivers.py": DRIVERS}
    request = project(
        {**files, "demo/registry.py": REGISTRIES[kind], "demo/bad.py": "x = (\n"}, tmp_path
    )
    (found,) = pipeline.read(request, ["registries"]).registries
    assert found.count == 4
    ((group, policy),) = yaml.safe_load(found.policy)["groups"].items()
    assert kind in policy["origin"]
    (tmp_path / "driver-policy.yaml").write_text(found.policy)
    (built,) = pipeline.read(request, ["groups"]).groups
    assert (built.name, len(built.drivers)) == (group, 4)


def test_nothing_is_offered_where_there_is_nothing(tmp_path: Path) -> None:
    renamed = (
        "old = {" + ", ".join(f"'demo.old.D{i}': 'demo.drivers.D{i}'" for i in range(4)) + "}\n"
    )
    files = {
        "setup.cfg": SETUP,
        "demo/__init__.py": "",
        "demo/drivers.py": DRIVERS,
        "demo/old.py": renamed,
    }
    assert pipeline.read(project(files, tmp_path), ["registries"]).registries == ()
