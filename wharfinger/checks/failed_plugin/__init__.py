# SPDX-License-Identifier: Apache-2.0
"""CFG001: a plugin of wharfinger's own could not be loaded."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.checks import NO_FILE, Rule
from wharfinger.model import Catalog, CheckInfo, Finding, Severity

INFO = CheckInfo(
    code="CFG001",
    slug="failed-plugin",
    severity=Severity.ERROR,
    summary="A source or check that is announced to wharfinger cannot be loaded.",
    parts=("distributions",),
)


def _find(catalog: Catalog) -> Iterator[Finding]:
    for failure in catalog.plugin_failures:
        yield INFO.finding(
            f"{failure.namespace}:{failure.name}",
            f"plugin {failure.name!r} of {failure.namespace} cannot be loaded: {failure.reason}",
            "Mend or upgrade the package that announces the plugin, or uninstall it.",
            NO_FILE,
        )


check = Rule(INFO, _find)
