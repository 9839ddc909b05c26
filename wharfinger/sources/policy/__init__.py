# SPDX-License-Identifier: Apache-2.0
"""The policy that applies: named by the user, the project's own, and shipped ones."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wharfinger.errors import PolicyError, PolicyFault
from wharfinger.model import Distribution, GroupPolicy, Policy, Reading, Request, SourceInfo
from wharfinger.sources.roots import roots

GROUP = "wharfinger.policy"
"""The entry-point group under which a distribution names the package with its policy."""


class PolicySource:
    """Reads the policy, one for the whole run."""

    info = SourceInfo(
        name="policy",
        part="policy",
        summary="The project's policy file, and those that distributions ship.",
        requires=("distributions",),
    )

    def read(self, request: Request, parts: Mapping[str, tuple[Any, ...]]) -> Reading:
        """Return the policy.

        Raises :class:`~wharfinger.errors.PolicyError` if the project's own policy, or one
        that the user names, has faults. Those of shipped policies are in the result.
        """
        own = own_policy(request)
        distributions = tuple(filter(_ships_policy, parts["distributions"]))
        if not distributions:
            return Reading((own,))
        from wharfinger.sources.policy.shipped import shipped

        found = shipped(distributions, roots(request), own.groups)
        groups = {**own.groups, **found.groups}
        return Reading((replace(own, groups=groups, faults=found.faults),))


def _ships_policy(distribution: Distribution) -> bool:
    return any(entry_point.group == GROUP for entry_point in distribution.entry_points)


def own_policy(request: Request) -> Policy:
    """Return the policy that the user names, else the first tree's own, else the default.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults.
    """
    if not request.policies and not request.trees:
        return Policy()
    # Imported only now: an environment alone can do without.
    from wharfinger.sources.policy.loading import load_file, load_tree

    if request.policies:
        return _joined(tuple(load_file(file, file.as_posix()) for file in request.policies))
    return load_tree(request.trees[0]) or Policy()


def _joined(policies: tuple[Policy, ...]) -> Policy:
    """Join policies that the user names: the first that says something is right."""
    _check_disjoint(policies)
    return replace(
        policies[0],
        project=next((item.project for item in policies if item.project), ""),
        groups={name: group for item in policies for name, group in item.groups.items()},
        fail_on=max((item.fail_on for item in policies), key=lambda severity: severity.rank),
        severities=dict(ChainMap(*(dict(item.severities) for item in policies))),
        options=dict(ChainMap(*(dict(item.options) for item in policies))),
        waivers=tuple(waiver for item in policies for waiver in item.waivers),
        lifecycle=_first(policies, "lifecycle"),
        notes=_first(policies, "notes"),
        migrations=_first(policies, "migrations"),
        specs=_first(policies, "specs"),
        stable_branches=_first(policies, "stable_branches"),
        target_branch=_first(policies, "target_branch"),
    )


def _first(policies: tuple[Policy, ...], name: str) -> Any:
    """Return the first value of a field that is not the default."""
    default = getattr(Policy(), name)
    values = (getattr(policy, name) for policy in policies)
    return next((value for value in values if value != default), default)


def _check_disjoint(policies: tuple[Policy, ...]) -> None:
    seen: dict[str, GroupPolicy] = {}
    faults = []
    for policy in policies:
        for name, group in policy.groups.items():
            first = seen.setdefault(name, group)
            if first is not group:
                place = group.location
                message = f"the group is also in {first.location}; keep one of them"
                faults.append(PolicyFault(place.path, place.line, f"groups.{name}", message))
    if faults:
        raise PolicyError(faults)


source = PolicySource()
