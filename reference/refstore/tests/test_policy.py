# SPDX-License-Identifier: Apache-2.0
"""The shipped policy says what the run time is told."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml
from refstore import adapters
from refstore.loading import DRIVERS


@pytest.fixture(scope="module")
def group():
    policy = yaml.safe_load(files("refstore").joinpath("driver-policy.yaml").read_text())
    return policy["groups"][DRIVERS.group]


def test_versions(group):
    told = {
        version.version: {
            "class": version.target,
            "state": version.state,
            "since": version.since,
            "removal": version.removal,
            "adapter": f"{adapters.__name__}:{version.adapter.__name__}" if version.adapter else "",
        }
        for version in DRIVERS.versions
        if version.state != "removed"
    }
    assert told == {
        str(version): {key: said.get(key, "") for key in told[str(version)]}
        for version, said in group["versions"].items()
    }


def test_deprecated_names(group):
    assert {
        old.name: {
            "state": "deprecated",
            "deprecated_since": old.since,
            "removal": old.removal,
            "replacement": old.use,
        }
        for old in DRIVERS.deprecated_names
    } == group["drivers"]
