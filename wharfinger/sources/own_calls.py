# SPDX-License-Identifier: Apache-2.0
"""The calls that the classes of an interface make on their own methods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wharfinger.model import ClassInfo, Group, HostCall

if TYPE_CHECKING:
    from wharfinger.sources.python import Reader


def own_calls(group: Group, interface: ClassInfo, reader: Reader) -> Iterator[HostCall]:
    """Yield the calls of an interface's classes on their own methods."""
    names = methods(group)
    for item in interface.lineage:
        for member in item.own.values() if not item.standard else ():
            for use in reader.body_facts(item, member).uses:
                if use.called and use.via == "self" and use.name in names:
                    yield HostCall(
                        name=use.name,
                        receiver="self",
                        positional=use.positional,
                        keywords=use.keywords,
                        location=use.location,
                        star=use.open_ended,
                        double_star=use.open_ended,
                        inside=f"{item.name.rpartition(':')[2]}.{member.name}",
                        group=group.name,
                    )


def methods(group: Group) -> frozenset[str]:
    """Return the names of the methods of a group's interface, none where it has none."""
    described = group.interface
    return frozenset(item.name for item in described.methods) if described else frozenset()
