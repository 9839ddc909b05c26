# SPDX-License-Identifier: Apache-2.0
"""Packages that no policy describes: interfaces, cells and dangling targets, read by a person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

INTERFACES = {
    "barbican.crypto.plugin": "barbican.plugin.crypto.base:CryptoPluginBase",
    # StoreCryptoAdapterPlugin descends from nothing but object.
    "barbican.secretstore.plugin": None,
    "cinder.scheduler.filters": "cinder.scheduler.filters:BaseBackendFilter",
    "ironic.hardware.interfaces.boot": "ironic.drivers.base:BootInterface",
    "ironic.hardware.types": "ironic.drivers.hardware_type:AbstractHardwareType",
    "stevedore.example.formatter": "stevedore.example.base:FormatterBase",
    "taskflow.engines": "taskflow.engines.base:Engine",
    "taskflow.jobboards": "taskflow.jobs.base:JobBoard",
    "taskflow.persistence": "taskflow.persistence.base:Backend",
    "virtualenv.create": "virtualenv.create.creator:Creator",
    "virtualenv.discovery": "virtualenv.discovery.discover:Discover",
    "virtualenv.seed": "virtualenv.seed.seeder:Seeder",
    "xarray.chunkmanagers": "xarray.namedarray.parallelcompat:ChunkManagerEntrypoint",
}
CELLS = [
    # raises NotImplementedError("Feature not implemented for PKCS11")
    ("barbican.crypto.plugin", "generate_asymmetric", "p11_crypto", "no", "refused"),
    ("barbican.crypto.plugin", "generate_asymmetric", "simple_crypto", "yes", "implemented"),
    # An else branch raises NotImplementedError for all entities but conductors.
    ("taskflow.jobboards", "register_entity", "zookeeper", "partial", "conditional"),
    ("taskflow.jobboards", "register_entity", "redis", "yes", "implemented"),
    # BootInterface raises UnsupportedDriverExtension, and two drivers leave it at that.
    ("ironic.hardware.interfaces.boot", "validate_rescue", "fake", "no", "refused"),
    ("ironic.hardware.interfaces.boot", "validate_rescue", "redfish-https", "no", "refused"),
    ("ironic.hardware.interfaces.boot", "validate_rescue", "pxe", "yes", "implemented"),
    # PXEBaseMixin raises the same for a node without enough information.
    ("ironic.hardware.interfaces.boot", "validate_inspection", "ipxe", "partial", "conditional"),
    # Never to be authenticated through, its comment says.
    ("keystone.auth.ec2credential", "authenticate", "default", "no", "refused"),
    ("keystone.auth.token", "authenticate", "default", "yes", "implemented"),
    # Store.set_acls only raises; http can neither add nor delete.
    ("glance_store.drivers", "set_acls", "file", "no", "refused"),
    ("glance_store.drivers", "add", "http", "no", "refused"),
    ("glance_store.drivers", "add", "rbd", "yes", "implemented"),
    ("glance_store.drivers", "configure", "rbd", "default", "default"),
    ("glance_store.drivers", "configure", "vmware", "yes", "implemented"),
]
# Not to be found where the entry points say.
DANGLING = {
    "ironic.networking.switch_drivers": {"noop"},
    "barbican.test.crypto.plugin": {"test_crypto"},
    "stevedore.test.extension": {"e2"},
}


def test_interfaces(ask: Any) -> None:
    found = {d["group"]: d["interface"] for d in ask("drivers")["drivers"]}
    assert {group: found[group] for group in INTERFACES} == INTERFACES


@pytest.mark.parametrize(("group", "method", "driver", "support", "basis"), CELLS)
def test_cells(ask: Any, group: str, method: str, driver: str, support: str, basis: str) -> None:
    cell = ask("matrix", group)["cells"][method][driver]
    assert (cell["support"], cell["basis"]) == (support, basis)


def test_dangling_targets(ask: Any, site: Path) -> None:
    drivers = ask("drivers")["drivers"]
    dangling: dict[str, set[str]] = {}
    for driver in drivers:
        if "DRV001" in driver["problems"]:
            dangling.setdefault(driver["group"], set()).add(driver["name"])
    assert dangling == DANGLING
    # The class is in switch/base.py, and the package does not import it.
    switch = site / "ironic/drivers/modules/switch/__init__.py"
    assert "NoOpSwitchDriver" not in switch.read_text(encoding="utf-8")
    assert not (site / "barbican/tests/crypto").exists()
    assert not (site / "stevedore/tests/notfound.py").exists()


def test_every_group_has_a_matrix_or_says_why_not(ask: Any) -> None:
    groups = {driver["group"] for driver in ask("drivers")["drivers"]}
    assert len(groups) > 80
    for group in sorted(groups):
        assert ask("matrix", group)["drivers"]
