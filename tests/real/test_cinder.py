# SPDX-License-Identifier: Apache-2.0
"""cinder 29.0.0: volume drivers by decorator, with facts read by a person.

The oracle for the names is a search of the lines for the decorator.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

POLICY = """
groups:
  cinder.volume:
    origin: {decorated: cinder.interface.volumedriver, below: cinder/volume/drivers}
    conformance: structural
    interface: cinder.interface.volume_driver:VolumeDriverCore
    facts:
      state: {attribute: SUPPORTED, "false": unsupported, "true": supported}
      ci: {attribute: CI_WIKI_NAME}
      version: {attribute: VERSION}
"""
# Every class with SUPPORTED = False: nine say so themselves or, as the two of XtremIO, by a
# base in the same module; those of ProphetStor by DPLCOMMONDriver in another module.
UNSUPPORTED = {
    "ACCESSIscsiDriver",
    "DPLFCDriver",
    "DPLISCSIDriver",
    "QnapISCSIDriver",
    "SCFCDriver",
    "SCISCSIDriver",
    "VNXDriver",
    "VZStorageDriver",
    "VeritasCNFSDriver",
    "XtremIOFCDriver",
    "XtremIOISCSIDriver",
}
# Literals of the class, literals of a base in another module, and names of a module's
# constants, imported ones included.
FACTS = {
    "LVMVolumeDriver": ("3.0.0", "Cinder_Jenkins"),
    "PowerMaxFCDriver": ("4.5.2", "DellEMC_PowerMAX_CI"),
    "IBMStorageDriver": ("2.3.0", "IBM_STORAGE_CI"),
    "DPLFCDriver": ("2.0.5", "ProphetStor_CI"),
    "XtremIOISCSIDriver": ("1.0.13", "DellEMC_XtremIO_CI"),
    "NfsDriver": ("1.4.0", "Cinder_Jenkins"),
    "HBSDFCDriver": ("2.7.2", "Hitachi_CI"),
    "HPEXPFCDriver": ("1.0.0", "HPE_XP_Storage_CI"),
}


@pytest.fixture(scope="module")
def drivers(ask: Any) -> dict[str, dict[str, Any]]:
    answer = ask("drivers", "cinder.volume", policy=POLICY)
    return {driver["name"]: driver for driver in answer["drivers"]}


def decorated(folder: Path) -> set[str]:
    """Return the classes below a folder that carry the decorator, as path and name."""
    found = set()
    for path in folder.rglob("*.py"):
        waiting = False
        for line in path.read_text(encoding="utf-8").splitlines():
            waiting = waiting or line == "@interface.volumedriver"
            if waiting and line.startswith("class "):
                name = line.removeprefix("class ").partition("(")[0].rstrip(":")
                found.add(f"{path.relative_to(folder).as_posix()}:{name}")
                waiting = False
    return found


def test_decorated_classes(drivers: dict[str, dict[str, Any]], site: Path) -> None:
    below = "cinder/volume/drivers/"
    found = {
        f"{driver['location']['path'].removeprefix(below)}:{driver['target'].partition(':')[2]}"
        for driver in drivers.values()
    }
    assert found == decorated(site / below)
    assert len(drivers) == 103
    # Two classes have one name: they are told apart by their modules.
    assert {name for name in drivers if "." in name} == {
        "cinder.volume.drivers.nexenta.iscsi.NexentaISCSIDriver",
        "cinder.volume.drivers.nexenta.ns5.iscsi.NexentaISCSIDriver",
    } | {name for name in drivers if name.endswith(".NexentaNfsDriver")}


def test_state(drivers: dict[str, dict[str, Any]]) -> None:
    unsupported = {name for name, driver in drivers.items() if driver["state"] == "unsupported"}
    assert unsupported == UNSUPPORTED
    assert {driver["state"] for driver in drivers.values()} == {"supported", "unsupported"}


def test_facts(drivers: dict[str, dict[str, Any]]) -> None:
    found = {
        name: (drivers[name]["facts"]["version"]["value"], drivers[name]["facts"]["ci"]["value"])
        for name in FACTS
    }
    assert found == FACTS
    # The one class that names no CI, and inherits none.
    assert {n for n, driver in drivers.items() if "ci" not in driver["facts"]} == {
        "DataCoreVolumeDriver"
    }


def test_conformance_without_a_common_base(ask: Any) -> None:
    matrix = ask("matrix", "cinder.volume", policy=POLICY)
    cells = matrix["cells"]
    # VolumeDriver.initialize_connection only raises, and DataCore's common class, decorated
    # like its children, does not replace it.
    assert {n for n, cell in cells["initialize_connection"].items() if cell["support"] == "no"} == {
        "DataCoreVolumeDriver"
    }
    # PowerFlex's common class only calls a helper of its own that only raises.
    flex = cells["terminate_connection"]
    assert (flex["PowerFlexBaseDriver"]["support"], flex["PowerFlexBaseDriver"]["basis"]) == (
        "no",
        "refused",
    )
    assert flex["PowerFlexDriver"]["support"] == flex["PowerFlexNVMeDriver"]["support"] == "yes"
    migrated = cells["update_migrated_volume"]
    assert migrated["UnityDriver"]["note"] == "raises NotImplementedError, inherited from BaseVD"
    assert migrated["LVMVolumeDriver"]["support"] == "yes"
