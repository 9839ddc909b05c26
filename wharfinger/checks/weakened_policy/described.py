# SPDX-License-Identifier: Apache-2.0
"""What the policy says of a group that would ask less of its drivers: one function for each way."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.model import Catalog, Feature, GroupPolicy

Weakening = tuple[str, str]
"""The key below the group that changed, and what is wrong with that."""

_LEVELS = ("required", "choice", "optional", "undeclared")


def described(name: str, base: Catalog, head: Catalog, group: GroupPolicy) -> Iterator[Weakening]:
    """Yield what the head's policy asks less of a group's drivers than the base's does.

    ``group`` is the head's policy of the group, which both sides have. Versions that are dropped
    are left to LIF102.
    """
    before = base.policy.groups[name]
    yield from _interface(name, base, head, group)
    yield from _features(before, group)
    if group.structural and not before.structural:
        yield "conformance", f"drivers of {name} need not derive from its interface any more"
    for key in sorted({r.key for r in before.fact_rules} - {r.key for r in group.fact_rules}):
        yield f"facts.{key}", f"the fact {key} of drivers of {name} would not be read any more"


def _interface(name: str, base: Catalog, head: Catalog, group: GroupPolicy) -> Iterator[Weakening]:
    """Yield an interface that drivers need not follow any more, though it is still there.

    One that was renamed or moved is gone by its old name. The class of a version is no weaker
    interface: there, rules for versions hold; nor is a class that derives from the old one.
    """
    before = base.policy.groups[name]
    if not before.interface or group.interface == before.interface:
        return
    old, new = _class(base, name), _class(head, name)
    if old == new or not old or not _is_there(head, name, old):
        return
    if group.interface in {version.class_name for version in group.versions}:
        return
    if new and old in _ancestors(head, name, new):
        return
    now = f"it would be {new}" if new else "there would be none"
    yield "interface", f"the interface of {name} was {old}, which is still there; {now}"


def _class(catalog: Catalog, name: str) -> str:
    group = catalog.group(name)
    return group.interface.name if group and group.interface else ""


def _is_there(catalog: Catalog, name: str, cls: str) -> bool:
    contracts = (item for item in catalog.contracts if item.group == name)
    found = (contract.meaning.class_named(cls) for contract in contracts)
    return any(info is not None and info.name == cls for info in found)


def _ancestors(catalog: Catalog, name: str, cls: str) -> set[str]:
    contracts = (item for item in catalog.contracts if item.group == name)
    infos = (contract.meaning.class_named(cls) for contract in contracts)
    return {parent.name for info in infos if info for parent in info.ancestors}


def _features(base: GroupPolicy, head: GroupPolicy) -> Iterator[Weakening]:
    """Yield features that were demanded and are not, or that less is enough for."""
    after = {feature.key: feature for feature in head.features or ()}
    for feature in base.features or ():
        key, now = f"features.{feature.key}", after.get(feature.key)
        if _rank(feature) >= _LEVELS.index("optional"):
            continue
        if now is None:
            yield key, f"{base.name} drops the feature {feature.key}, which was {feature.level}"
        elif _rank(now) > _rank(feature):
            yield key, f"the feature {feature.key} was {feature.level}, now it is {now.level}"
        elif _asks_less(feature, now):
            yield key, f"the feature {feature.key} would ask less of a driver than it did"


def _rank(feature: Feature) -> int:
    return _LEVELS.index(feature.level.partition(":")[0])


def _asks_less(before: Feature, now: Feature) -> bool:
    """Tell whether a driver can have a feature now with less than was needed."""
    if before.rule == "all":
        return now.rule != "all" or not set(before.methods) <= set(now.methods)
    if before.rule == "any":
        return now.rule == "declared" or (
            now.rule == "any" and not set(now.methods) <= set(before.methods)
        )
    return before.rule != "declared" and now.rule == "declared"
