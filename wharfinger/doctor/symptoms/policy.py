# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the policy file."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime.doctor import NotApplicable

from wharfinger.doctor.project import Project, is_own
from wharfinger.model import Group, Kind
from wharfinger.sources.policy import GROUP as SHIPPED


def symptom_missing(project: Project) -> Iterator[str]:
    """This project has interfaces for drivers, but no policy file.

    Run `wharfinger init` and commit the driver-policy.yaml that it writes: it names each group
    with its interface, so that the gate notices when one of them is lost.
    """
    if not project.hosted:
        raise NotApplicable("the interfaces are those of other projects")
    if project.catalog.policy.location is None and not _governed(project):
        for group in project.hosted:
            assert group.interface is not None
            yield f"{group.name}: {group.interface.name}"


def symptom_group_without_interface(project: Project) -> Iterator[str]:
    """A group in the policy has classes as drivers, but no interface.

    Without one nothing can be said of what its drivers support, and no change is judged. Name
    the class in driver-policy.yaml that each driver must implement:

        groups:
          <group>:
            interface: <module>:<class>

    If the drivers do not inherit it, add `conformance: structural`.
    """
    governed = _governed(project)
    if not governed:
        raise NotApplicable("there is no policy that names a group")
    for group in governed:
        drivers = [driver for driver in group.drivers if driver.kind is Kind.CLASS]
        if drivers and group.interface is None and not group.interface_name:
            place = project.catalog.policy.groups[group.name].location
            yield f"{place.path}:{place.line}: {group.name}"


def symptom_not_shipped(project: Project) -> Iterator[str]:
    """Others write drivers for this project, but the policy is not shipped to them.

    Put driver-policy.yaml into the package that hosts the drivers, among its package data, and
    announce that package in setup.cfg:

        [options.entry_points]
        wharfinger.policy =
            <project> = <package>

    Then `wharfinger check` judges their drivers by the same policy.
    """
    foreign = [text for group in _governed(project) for text in _foreign(project, group)]
    if not foreign:
        raise NotApplicable("no other distribution that is looked at registers a driver")
    if not any(
        entry.group == SHIPPED for item in project.distributions for entry in item.entry_points
    ):
        yield from foreign


def _governed(project: Project) -> tuple[Group, ...]:
    """Return the groups that the project's own policy file names."""
    policies = project.catalog.policy.groups
    return tuple(
        group
        for group in project.groups
        if group.name in policies and is_own(project.tree, policies[group.name].location)
    )


def _foreign(project: Project, group: Group) -> Iterator[str]:
    if group not in project.hosted:
        return
    own = {driver.subject for driver in project.drivers}
    for driver in group.drivers:
        if driver.subject not in own:
            yield f"{driver.subject} is registered by {driver.distribution}"
