# SPDX-License-Identifier: Apache-2.0
"""LIF104: drivers of a supported old version lack what the newest one demands."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.contract.adapters import newest, older, without_default
from wharfinger.model import Catalog, CheckInfo, Contract, Finding, Method, Severity

INFO = CheckInfo(
    code="LIF104",
    slug="version-without-default",
    severity=Severity.ERROR,
    summary="Drivers of a supported old version lack a method that the newest one demands.",
    parts=("contracts", "policy"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for contract in _versioned(catalog):
        for version in older(contract, catalog.policy.lifecycle.interface_versions_back):
            for method in without_default(contract, version):
                yield _finding(contract, version, method)


def _finding(contract: Contract, version: str, method: Method) -> Finding:
    old = contract.versions[version]
    new = newest(contract)
    return INFO.finding(
        f"{old.name}.{method.name}",
        f"version {new} of {contract.group} demands {method.name}, and drivers of version "
        f"{version} have neither it nor an adapter that gives it to them",
        f"Give {method.name} a default in {old.name}, or in the adapter that wharfinger shim "
        f"{contract.group} {version} {new} writes, and name the adapter in the policy: versions: "
        f"{version}: {{adapter: module:Class}}.",
        old.location or NO_FILE,
    )


def _versioned(catalog: Catalog) -> Iterator[Contract]:
    for contract in catalog.contracts:
        policy = catalog.policy.groups.get(contract.group)
        if policy and policy.versioning == "versioned-class" and len(contract.versions) > 1:
            yield contract


def _obstacle(catalog: Catalog) -> str:
    return "" if any(_versioned(catalog)) else "no group has versioned classes as its policy"


check = Rule(INFO, _find, _obstacle)
