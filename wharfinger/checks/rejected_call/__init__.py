# SPDX-License-Identifier: Apache-2.0
"""DRV018: the host calls a driver's method in a way that the interface or a driver rejects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.checks import Rule
from wharfinger.contract.rejections import Rejection, rejections
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="DRV018",
    slug="rejected-call",
    severity=Severity.ERROR,
    summary="The host calls a driver's method in a way that the interface or a driver rejects.",
    parts=("groups", "contracts", "host_calls"),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for rejection in rejections(catalog):
        yield _finding(rejection)


def _finding(rejection: Rejection) -> Finding:
    finding = INFO.finding(
        rejection.subject,
        f"{rejection.who} rejects the call of {rejection.call.name} here: {rejection.reason}",
        "Call the method as its interface has it, or change the interface and all drivers.",
        rejection.call.location,
    )
    return replace(finding, drivers=rejection.drivers)


def _obstacle(catalog: Catalog) -> str:
    return "" if catalog.host_calls else "no call of the host on a driver is certain"


check = Rule(INFO, _find, _obstacle)
