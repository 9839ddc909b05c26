# SPDX-License-Identifier: Apache-2.0
"""Symptoms of how drivers and versions of interfaces are retired."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime.doctor import NotApplicable

from wharfinger.contract.lifecycle import version_key
from wharfinger.doctor.project import Project
from wharfinger.model import State


def symptom_version_without_adapter(project: Project) -> Iterator[str]:
    """A version of an interface is deprecated, but has no adapter to the next one.

    Drivers of that version stop to work as soon as the project calls what is new. Write the
    adapter, and name it in driver-policy.yaml:

        wharfinger shim <group> <old version> <new version>

        versions:
          <old version>:
            adapter: <module>:<class>
    """
    policies = [project.catalog.policy.groups.get(group.name) for group in project.hosted]
    versioned = [policy for policy in policies if policy and policy.versions]
    if not versioned:
        raise NotApplicable("no interface of this project has versions")
    for policy in versioned:
        for version in sorted(policy.versions, key=lambda item: version_key(item.version))[:-1]:
            if version.state == State.DEPRECATED and not version.adapter:
                place = version.location or policy.location
                yield f"{place.path}:{place.line}: version {version.version} of {policy.name}"


def symptom_deprecated_without_advice(project: Project) -> Iterator[str]:
    """A driver is deprecated, but nothing says until when it stays or what to use instead.

    Who runs it can plan nothing. Say so in driver-policy.yaml:

        groups:
          <group>:
            drivers:
              <driver>: {removal: <version>, replacement: <driver>}

    or in the code, if the driver is marked there.
    """
    deprecated = [driver for driver in project.drivers if driver.state is State.DEPRECATED]
    if not deprecated:
        raise NotApplicable("no driver of this project is deprecated")
    for driver in deprecated:
        if not driver.facts.keys() & {"removal", "replacement", "reason"}:
            place = driver.location or driver.registered_at
            yield f"{place.path}:{place.line}: {driver.subject}" if place else driver.subject
