# SPDX-License-Identifier: Apache-2.0
"""Write the adapter from an old interface version to a new one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from wharfinger import pipeline
from wharfinger.cli import output, progress
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.contract import interfaces, shim_source
from wharfinger.contract.lifecycle import version_key
from wharfinger.errors import UsageError
from wharfinger.model import Catalog, InterfaceVersion


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument("group", metavar="GROUP", help="group of drivers")
    parser.add_argument("old", metavar="OLD", help="the version that drivers follow")
    parser.add_argument("new", metavar="NEW", help="the version that the host calls")


def run(arguments: Namespace, call: Call) -> int:
    """Write the adapter to standard output."""
    group = arguments.group
    with progress.shown(call.quiet):
        catalog = pipeline.read_group(call.request, group, ("groups", "contracts"))
    old = _version(catalog, group, arguments.old)
    new = _version(catalog, group, arguments.new)
    if version_key(arguments.old) >= version_key(arguments.new):
        raise UsageError(
            f"version {arguments.old} is not older than version {arguments.new}: an adapter leads"
            " from an older version to a newer one"
        )
    output.write(Output(shim_source.write(group, old, new), is_data=True))
    return 0


def _version(catalog: Catalog, group: str, version: str) -> shim_source.Version:
    """Return one version of a group's interface.

    Raises :class:`~wharfinger.errors.UsageError` if there is none of that name.
    """
    found = catalog.group(group)
    declared = {item.version: item for item in found.versions} if found else {}
    classes = next((item.versions for item in catalog.contracts if item.group == group), {})
    if version not in classes:
        raise UsageError(
            f"group {group} has no interface version {version!r}; there are: "
            f"{', '.join(classes) or 'none'}; the policy names them under versions"
        )
    info = classes[version]
    said = declared.get(version) or InterfaceVersion(version, info.name, "unknown")
    return shim_source.Version(said, interfaces.describe(info), interfaces.attributes(info))
