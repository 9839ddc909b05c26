# SPDX-License-Identifier: Apache-2.0
"""LIF105: an adapter between interface versions does not do what it has to."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import Rule
from wharfinger.contract.adapters import lacks, newest, older
from wharfinger.model import Catalog, CheckInfo, Contract, Finding, Severity

INFO = CheckInfo(
    code="LIF105",
    slug="adapter-differs",
    severity=Severity.ERROR,
    summary="A hand-written adapter between interface versions does not do what it has to.",
    parts=("contracts",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for contract in catalog.contracts:
        for version in older(contract, catalog.policy.lifecycle.interface_versions_back):
            if version in contract.adapters:
                yield from _of(contract, version)


def _of(contract: Contract, version: str) -> Iterator[Finding]:
    adapter = contract.adapters[version]
    for lack in lacks(contract, version):
        yield INFO.finding(
            f"{adapter.name}.{lack.member}",
            f"the adapter from version {version} of {contract.group}: {lack.reason}",
            f"Take the method over from what wharfinger shim {contract.group} {version} "
            f"{newest(contract)} writes.",
            lack.location,
        )


def _obstacle(catalog: Catalog) -> str:
    known = any(contract.adapters for contract in catalog.contracts)
    return "" if known else "no adapter between interface versions was found"


check = Rule(INFO, _find, _obstacle)
