# SPDX-License-Identifier: Apache-2.0
"""The source of contracts: the classes behind each group, for comparing two states of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wharfinger.model import Group, Reading, Request, SourceInfo
from wharfinger.sources import remembering


class ContractSource:
    """Gives the part ``contracts``, which is never kept on disk."""

    info = SourceInfo(
        name="contracts",
        part="contracts",
        summary="the classes behind each group: interface, versions, exposed types, drivers",
        requires=("distributions", "policy", "groups"),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return a contract for each group that has an interface or versions of one."""
        # Importing the reader takes longer than finding that there is nothing to read.
        from wharfinger.sources.contract_building import ContractBuilder
        from wharfinger.sources.sharing import shared_builder

        groups: tuple[Group, ...] = parts["groups"]
        wanted = [item for item in groups if item.interface_name or item.versions]
        if not wanted:
            return Reading(())
        (policy,) = parts["policy"]
        if remembering.is_active():
            from wharfinger.sources.group_answers import group_answers

            answers = group_answers(request, parts["distributions"], policy)
            known = (answers.of(item.name).contract for item in wanted)
            return Reading(tuple(item for item in known if item))
        groups_builder = shared_builder(request, parts["distributions"], policy)
        before = groups_builder.reader.files_read
        builder = ContractBuilder(groups_builder)
        contracts = tuple(builder.contract(item.name) for item in wanted)
        # Where the groups came from the cache, the same files are counted there.
        files = groups_builder.reader.files_read - before if before else 0
        return Reading(contracts, files)


source = ContractSource()
