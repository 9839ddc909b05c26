# SPDX-License-Identifier: Apache-2.0
"""Class attributes as features: bit masks, and lists that properties build."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.real

GLANCE = """
groups:
  glance_store.drivers:
    features:
      write: {attribute: _CAPABILITIES, contains: RW_ACCESS}
      offset: {attribute: _CAPABILITIES, contains: READ_OFFSET}
      reusable: {attribute: _CAPABILITIES, contains: DRIVER_REUSABLE}
"""
# glance_store 5.7.0: READ_RANDOM includes READ_ACCESS, so with WRITE_ACCESS it makes RW_ACCESS.
STORES = {
    "cinder": "write offset reusable",
    "file": "write offset reusable",
    "http": "reusable",
    "rbd": "write",
    "s3": "write",
    "vmware": "write reusable",
}
IRONIC = """
groups:
  ironic.hardware.types:
    features:
      boots: {attribute: supported_boot_interfaces, show: value}
      deploys: {attribute: supported_deploy_interfaces, show: value}
"""
# ironic 39.0.0. generic.GenericHardware's four; fakes and Redfish add to what they inherit.
GENERIC = "iPXEBoot, PXEBoot, iPXEHttpBoot, HttpBoot"
BOOTS = {
    "fake-hardware": f"FakeBoot, {GENERIC}",
    "intel-ipmi": GENERIC,
    "ipmi": GENERIC,
    "manual-management": GENERIC,
    "redfish": f"{GENERIC}, RedfishVirtualMediaBoot, RedfishHttpsBoot",
}


def test_bit_masks(ask: Any) -> None:
    cells = ask("matrix", "glance_store.drivers", policy=GLANCE)["cells"]
    for store, features in STORES.items():
        found = {feature for feature, row in cells.items() if row[store]["support"] == "yes"}
        assert found == set(features.split()), store
    # A function that picks one of two classes by the configuration.
    assert {row["swift"]["support"] for row in cells.values()} == {"unknown"}


def test_lists_shown_as_values(ask: Any) -> None:
    cells = ask("matrix", "ironic.hardware.types", policy=IRONIC)["cells"]
    for name, interfaces in BOOTS.items():
        cell = cells["boots"][name]
        assert cell["support"] == "yes"
        assert cell["note"] == f"supported_boot_interfaces = {interfaces}", name
    # It replaces an item of the inherited list at run time.
    assert cells["boots"]["idrac"]["support"] == "unknown"
    assert "supported_boot_interfaces" in cells["boots"]["idrac"]["note"]
