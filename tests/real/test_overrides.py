# SPDX-License-Identifier: Apache-2.0
"""Overrides and calls in released packages that do not fit, each checked in the source by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import pipeline, plugins
from wharfinger.model import Catalog, Request
from wharfinger.testing import run_check

pytestmark = pytest.mark.real

CINDER = """
groups:
  cinder.volume:
    origin: {decorated: cinder.interface.volumedriver, below: cinder/volume/drivers}
    conformance: structural
    interface: cinder.interface.volume_driver:VolumeDriverCore
"""

# What the check is called, and the findings in packages where all of them are known.
EXPECTED = {
    "extra_parameter": {
        "cinder/volume/drivers/sandstone/sds_driver.py:333",
        "cinder/volume/drivers/solidfire.py:2225",
        "ironic/drivers/modules/fake.py:202",
        "ironic/drivers/modules/inspector/agent.py:80",
        "ironic/drivers/modules/ipmitool.py:1541",
        "ironic/drivers/modules/redfish/vendor.py:43",
        "keystone/application_credential/backends/sql.py:294",
        "keystone/catalog/backends/sql.py:442",
    },
    "lacking_parameter": {
        "cinder/volume/drivers/nexenta/ns5/nfs.py:199",
        "cinder/volume/drivers/toyou/tyds/tyds.py:509",
        "ironic/drivers/modules/fake.py:378",
        "keystone/policy/backends/rules.py:28",
    },
    "renamed_parameter": {
        "keystone/assignment/role_backends/sql.py:51",
        "keystone/catalog/backends/sql.py:236",
        "keystone/resource/backends/sql.py:114",
        "keystone/trust/backends/sql.py:185",
        "keystone/trust/backends/sql.py:194",
        "oslo_messaging/notify/_impl_log.py:37",
        "oslo_messaging/notify/_impl_noop.py:22",
        "oslo_messaging/notify/_impl_routing.py:120",
        "oslo_messaging/notify/_impl_test.py:32",
        "oslo_messaging/notify/messaging.py:72",
    },
    "other_concurrency": set(),
    "other_form": {"cinder/volume/driver.py:621", "cinder/volume/driver.py:625"},
    "override_of_nothing": set(),
    "rejected_call": {
        "ironic/drivers/base.py:1746",
        "keystone/application_credential/core.py:144",
        "keystone/application_credential/core.py:200",
        "keystone/application_credential/core.py:285",
        "keystone/credential/backends/base.py:110",
    },
}


@pytest.fixture(scope="module")
def catalog(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    policy = tmp_path_factory.mktemp("policy") / "driver-policy.yaml"
    policy.write_text(CINDER, encoding="utf-8")
    request = Request(environments=(site,), policies=(policy,))
    return pipeline.read(request, ("groups", "contracts", "host_calls"))


@pytest.mark.parametrize(("name", "places"), EXPECTED.items(), ids=EXPECTED)
def test_findings(catalog: Catalog, name: str, places: set[str]) -> None:
    found = run_check(plugins.load_one(plugins.CHECKS, name), catalog)
    told = {str(finding.location) for finding in found}
    if name == "renamed_parameter":
        # Dozens of volume drivers and scheduler filters spell a parameter in their own way.
        told = {place for place in told if not place.startswith("cinder/")}
    if name == "lacking_parameter":
        # Few of the volume drivers take what the interface has had since 2014 for them.
        told = {str(f.location) for f in found if "lacks initiator_data" not in f.message}
    assert told == places
