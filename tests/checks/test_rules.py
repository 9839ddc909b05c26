# SPDX-License-Identifier: Apache-2.0
"""Each check on catalogs made by hand: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wharfinger import testing
from wharfinger.checks.abstract_method_left import check as abstract_method_left
from wharfinger.checks.duplicate_name import check as duplicate_name
from wharfinger.checks.empty_group import check as empty_group
from wharfinger.checks.failed_plugin import check as failed_plugin
from wharfinger.checks.foreign_class import check as foreign_class
from wharfinger.checks.invalid_shipped_policy import check as invalid_shipped_policy
from wharfinger.checks.malformed_entry_point import check as malformed_entry_point
from wharfinger.checks.missing_dependency import check as missing_dependency
from wharfinger.checks.missing_target import check as missing_target
from wharfinger.checks.required_feature import check as required_feature
from wharfinger.checks.unmet_choice import check as unmet_choice
from wharfinger.checks.unreadable_source import check as unreadable_source
from wharfinger.checks.unresolved_interface import check as unresolved_interface
from wharfinger.model import (
    Basis,
    Catalog,
    Cell,
    Check,
    Distribution,
    Fault,
    Feature,
    Finding,
    GroupPolicy,
    Interface,
    Kind,
    Location,
    PluginFailure,
    Policy,
    Requirement,
    Resolution,
    Severity,
    Support,
)

INTERFACE = Interface("demo.base:Driver", Location("demo/base.py", 4), "", ())
ERROR, WARNING = Severity.ERROR, Severity.WARNING


def severities(findings: tuple[Finding, ...]) -> list[tuple[str, Severity]]:
    return [(finding.subject, finding.severity) for finding in findings]


def only(findings: tuple[Finding, ...]) -> Finding:
    assert len(findings) == 1
    return findings[0]


# DRV001


def test_a_missing_target_is_named_at_its_entry_point() -> None:
    place = Location("setup.cfg", 7)
    gone = testing.driver(
        resolution=Resolution.MISSING, reason="module demo has no Onee", registered_at=place
    )
    finding = only(testing.run_check(missing_target, testing.catalog(testing.group(gone))))
    assert finding.location == place
    assert finding.subject == "demo.drivers:one"
    assert "module demo has no Onee" in finding.message


@pytest.mark.parametrize("resolution", [Resolution.FOUND, Resolution.UNKNOWN])
def test_what_is_found_or_unknown_is_not_missing(resolution: Resolution) -> None:
    catalog = testing.catalog(testing.group(testing.driver(resolution=resolution)))
    assert testing.run_check(missing_target, catalog) == ()


# DRV002


def entry_points(*lines: str, faults: tuple[str, ...] = (), **fields: object) -> Distribution:
    return testing.distribution(
        *(
            testing.entry_point(line, location=Location("setup.cfg", 5 + at), faults=faults)
            for at, line in enumerate(lines)
        ),
        **fields,
    )


def test_a_faulty_entry_point_is_a_warning_and_one_not_understood_an_error() -> None:
    spaced = testing.entry_point("one = demo:One", faults=("a stray space",))
    broken = testing.entry_point("two = ", module="", attr="", faults=("no target",))
    catalog = testing.catalog(distributions=(testing.distribution(spaced, broken),))
    found = testing.run_check(malformed_entry_point, catalog)
    assert severities(found) == [("demo.drivers:one", WARNING), ("demo.drivers:two", ERROR)]
    assert "a stray space" in found[0].message


def test_a_fault_that_driver_and_entry_point_share_is_reported_once() -> None:
    entry = testing.entry_point("one = demo:One", faults=("a stray space",))
    driver = testing.driver("one@demo", faults=("a stray space",))
    catalog = testing.catalog(testing.group(driver), distributions=(testing.distribution(entry),))
    finding = only(testing.run_check(malformed_entry_point, catalog))
    assert finding.subject == "demo.drivers:one@demo"


def test_entry_points_of_two_trees_in_the_same_line_are_kept_apart() -> None:
    entry = testing.entry_point("one = demo:One", faults=("a stray space",))
    trees = (testing.distribution(entry), testing.distribution(entry, name="other"))
    drivers = (testing.driver("one@demo"), testing.driver("one@other", distribution="other"))
    catalog = testing.catalog(testing.group(*drivers), distributions=trees)
    found = testing.run_check(malformed_entry_point, catalog)
    assert [f.subject for f in found] == ["demo.drivers:one@demo", "demo.drivers:one@other"]


def test_a_malformed_driver_of_another_origin_is_an_error() -> None:
    driver = testing.driver(resolution=Resolution.MALFORMED, faults=("not a dotted name",))
    catalog = testing.catalog(testing.group(driver, origin="mapping"))
    finding = only(testing.run_check(malformed_entry_point, catalog))
    assert finding.severity is ERROR
    assert "not a dotted name" in finding.message


MODULE = testing.driver("two", kind=Kind.MODULE, target="demo.two")


@pytest.mark.parametrize(
    ("others", "structural", "count"),
    [
        ([Kind.CLASS], False, 1),
        ([Kind.CLASS, Kind.UNKNOWN], False, 1),
        ([Kind.MODULE], False, 0),
        ([Kind.UNKNOWN], False, 0),
        ([], False, 0),
        ([Kind.CLASS], True, 0),
        ([Kind.FUNCTION], False, 0),
    ],
)
def test_a_module_counts_only_where_classes_are_due(
    others: list[Kind], structural: bool, count: int
) -> None:
    drivers = [testing.driver(f"d{at}", kind=kind) for at, kind in enumerate(others)]
    group = testing.group(MODULE, *drivers, structural=structural)
    found = testing.run_check(malformed_entry_point, testing.catalog(group))
    assert [finding.subject for finding in found] == ["demo.drivers:two"] * count


# DRV003


def governed(name: str = "demo.drivers", location: Location | None = None) -> Policy:
    place = location or Location("driver-policy.yaml", 3)
    return Policy(groups={name: GroupPolicy(name, place)})


def test_a_group_announced_without_entry_points_is_empty() -> None:
    place = Location("setup.cfg", 9)
    announced = testing.distribution(empty_groups=(("demo.codecs", place),))
    finding = only(testing.run_check(empty_group, testing.catalog(distributions=(announced,))))
    assert (finding.subject, finding.location) == ("demo.codecs", place)


def test_a_group_of_the_policy_without_drivers_is_empty() -> None:
    for groups in ((), (testing.group(),)):
        finding = only(testing.run_check(empty_group, testing.catalog(*groups, policy=governed())))
        assert finding.location == Location("driver-policy.yaml", 3)


def test_a_group_that_is_announced_empty_and_governed_is_reported_once() -> None:
    announced = testing.distribution(empty_groups=(("demo.drivers", Location("setup.cfg", 9)),))
    catalog = testing.catalog(policy=governed(), distributions=(announced,))
    only(testing.run_check(empty_group, catalog))


def test_a_governed_group_with_a_driver_is_fine() -> None:
    catalog = testing.catalog(testing.group(testing.driver()), policy=governed())
    assert testing.run_check(empty_group, catalog) == ()


# DRV004


def test_a_name_twice_in_one_distribution_is_an_error_at_the_second() -> None:
    tree = entry_points("one = demo:One", "one = demo:Other")
    finding = only(testing.run_check(duplicate_name, testing.catalog(distributions=(tree,))))
    assert finding.severity is ERROR
    assert finding.location == Location("setup.cfg", 6)
    assert "setup.cfg:5" in finding.message


def test_a_name_in_two_distributions_is_a_warning() -> None:
    trees = (entry_points("one = demo:One"), entry_points("one = demo:One", name="other"))
    driver = testing.driver(
        "one@other", distribution="other", registered_at=Location("setup.cfg", 5)
    )
    catalog = testing.catalog(testing.group(driver), distributions=trees)
    finding = only(testing.run_check(duplicate_name, catalog))
    assert finding.severity is WARNING
    assert finding.subject == "demo.drivers:one@other"
    assert "of demo registers the same target" in finding.message


def test_two_copies_of_a_distribution_are_two_distributions() -> None:
    tree = entry_points("one = demo:One")
    catalog = testing.catalog(distributions=(tree, replace(tree, version="0.9")))
    assert only(testing.run_check(duplicate_name, catalog)).severity is WARNING


def test_names_of_other_origins_are_compared_as_registered() -> None:
    first = testing.driver("one@a", distribution="demo", registered_at=Location("demo/all.py", 3))
    second = testing.driver("one@b", distribution="demo", registered_at=Location("demo/all.py", 4))
    catalog = testing.catalog(
        testing.group(first, second, origin="mapping"), distributions=(testing.distribution(),)
    )
    finding = only(testing.run_check(duplicate_name, catalog))
    assert (finding.subject, finding.severity) == ("demo.drivers:one@b", ERROR)


def test_one_name_in_two_groups_and_two_names_for_one_target_are_fine() -> None:
    tree = testing.distribution(
        testing.entry_point("one = demo:One"),
        testing.entry_point("two = demo:One"),
        testing.entry_point("one = demo:One", "demo.codecs"),
    )
    assert testing.run_check(duplicate_name, testing.catalog(distributions=(tree,))) == ()


# DRV005 and DRV006


@pytest.mark.parametrize(("descends", "count"), [(True, 0), (None, 0), (False, 1)])
def test_only_a_class_that_surely_does_not_descend_is_foreign(
    descends: bool | None, count: int
) -> None:
    place = Location("demo/drivers.py", 3)
    driver = testing.driver(descends=descends, location=place)
    group = testing.group(driver, interface=INTERFACE)
    found = testing.run_check(foreign_class, testing.catalog(group))
    assert [finding.location for finding in found] == [place] * count


def test_a_structural_interface_is_no_base_class() -> None:
    group = testing.group(testing.driver(descends=False), interface=INTERFACE, structural=True)
    reason = foreign_class.validate(testing.catalog(group), {})
    assert reason == "no group has an interface that is a base class"
    other = testing.group(testing.driver(), name="other", interface=INTERFACE)
    assert testing.run_check(foreign_class, testing.catalog(group, other)) == ()


def test_abstract_methods_are_listed_in_one_finding() -> None:
    driver = testing.driver(abstract_left=("get", "put"), qualified_name="demo.drivers:One")
    group = testing.group(driver, testing.driver("two"), interface=INTERFACE)
    finding = only(testing.run_check(abstract_method_left, testing.catalog(group)))
    assert finding.message == "class demo.drivers:One does not implement get, put"


@pytest.mark.parametrize(
    "check", [foreign_class, required_feature, unmet_choice, unresolved_interface]
)
def test_checks_of_conformance_do_not_run_without_a_contract(check: Check) -> None:
    with pytest.raises(AssertionError, match="did not run"):
        testing.run_check(check, testing.catalog(testing.group(testing.driver())))


def test_abstract_methods_are_left_by_classes_alone() -> None:
    catalog = testing.catalog(testing.group(MODULE))
    assert abstract_method_left.validate(catalog, {}) == "no driver is a class"


# DRV007 and DRV008


def featured(*cells: tuple[str, Support, Basis]) -> Catalog:
    """Return a catalog of one driver; the level of a feature stands before its cell."""
    features = tuple(
        Feature(f"f{at}", f"Feature {at}", level, "all") for at, (level, _, _) in enumerate(cells)
    )
    values = {
        (f"f{at}", "one"): Cell(support, basis, Location("demo/drivers.py", at + 1))
        for at, (_, support, basis) in enumerate(cells)
    }
    group = testing.group(testing.driver(), interface=INTERFACE, features=features, cells=values)
    return testing.catalog(group)


@pytest.mark.parametrize(
    ("support", "basis", "expected"),
    [
        (Support.NO, Basis.REFUSED, [ERROR]),
        (Support.NO, Basis.MISSING, [ERROR]),
        (Support.PARTIAL, Basis.CONDITIONAL, [WARNING]),
        (Support.UNKNOWN, Basis.UNRESOLVED, []),
        (Support.DEFAULT, Basis.DEFAULT, []),
        (Support.YES, Basis.IMPLEMENTED, []),
    ],
)
def test_a_required_feature(support: Support, basis: Basis, expected: list[Severity]) -> None:
    found = testing.run_check(required_feature, featured(("required", support, basis)))
    assert [finding.severity for finding in found] == expected


def test_several_required_features_are_one_finding_as_strong_as_the_worst() -> None:
    catalog = featured(
        ("required", Support.PARTIAL, Basis.CONDITIONAL),
        ("optional", Support.NO, Basis.REFUSED),
        ("required", Support.NO, Basis.REFUSED),
    )
    finding = only(testing.run_check(required_feature, catalog))
    assert finding.severity is ERROR
    assert finding.message.endswith("f0 (partial, conditional), f2 (no, refused)")
    assert finding.location == Location("demo/drivers.py", 1)


@pytest.mark.parametrize(
    ("support", "basis", "left", "count"),
    [
        (Support.NO, Basis.MISSING, ("get",), 0),
        (Support.NO, Basis.MISSING, (), 1),
        (Support.PARTIAL, Basis.CONDITIONAL, (), 0),
        (Support.NO, Basis.REFUSED, (), 1),
        (Support.UNKNOWN, Basis.UNRESOLVED, (), 0),
    ],
)
def test_an_abstract_method_that_is_left_is_reported_by_the_other_check_alone(
    support: Support, basis: Basis, left: tuple[str, ...], count: int
) -> None:
    feature = Feature("get", "get", "required", "all", methods=("get",), found=True)
    driver = testing.driver(abstract_left=left)
    group = testing.group(driver, features=(feature,), cells={("get", "one"): Cell(support, basis)})
    assert len(testing.run_check(required_feature, testing.catalog(group))) == count


CHOICE = "choice:locks"


@pytest.mark.parametrize(
    ("supports", "count"),
    [
        ([Support.NO, Support.NO], 1),
        ([Support.NO, Support.UNKNOWN], 0),
        ([Support.NO, Support.PARTIAL], 0),
        ([Support.NO, Support.DEFAULT], 0),
        ([Support.YES, Support.NO], 0),
    ],
)
def test_one_feature_of_a_choice_is_enough(supports: list[Support], count: int) -> None:
    catalog = featured(*((CHOICE, support, Basis.REFUSED) for support in supports))
    assert len(testing.run_check(unmet_choice, catalog)) == count


def test_choices_are_judged_apart() -> None:
    catalog = featured(
        (CHOICE, Support.YES, Basis.IMPLEMENTED), ("choice:watch", Support.NO, Basis.REFUSED)
    )
    finding = only(testing.run_check(unmet_choice, catalog))
    assert finding.message == "one supports none of f1"


# DRV009


def needing(*modules: str, requires: dict[str, str], extras: tuple[str, ...] = ()) -> Catalog:
    needs = tuple(Requirement(name, extra) for name, extra in requires.items())
    driver = testing.driver(missing_modules=modules, extras=extras)
    return testing.catalog(
        testing.group(driver), distributions=(testing.distribution(requires=needs, name="Demo"),)
    )


@pytest.mark.parametrize(
    ("module", "requirement"),
    [
        ("etcd3gw", "etcd3gw"),
        ("sysv_ipc", "sysv-ipc"),
        ("consul", "python-consul"),
        ("zmq", "pyzmq"),
        ("psycopg2", "psycopg2-binary"),
        ("yaml", "PyYAML"),
        ("foo", "foo-py"),
    ],
)
def test_a_missing_package_names_the_extra(module: str, requirement: str) -> None:
    catalog = needing(module, requires={requirement: "db"})
    finding = only(testing.run_check(missing_dependency, catalog))
    assert finding.severity is Severity.INFO
    assert finding.remedy == "To use this driver, run pip install 'Demo[db]'."


def test_a_package_that_no_extra_installs_is_not_reported() -> None:
    assert testing.run_check(missing_dependency, needing("redis", requires={"redis": ""})) == ()
    assert testing.run_check(missing_dependency, needing("redis", requires={"redishat": "x"})) == ()


def test_the_smallest_extra_is_named_unless_the_entry_point_names_its_own() -> None:
    requires = tuple(
        Requirement(n, e) for n, e in (("redis", "all"), ("etcd3gw", "all"), ("redis", "redis"))
    )
    for extras, chosen in (((), "redis"), (("all",), "all")):
        driver = testing.driver(missing_modules=("redis",), extras=extras)
        catalog = testing.catalog(
            testing.group(driver), distributions=(testing.distribution(requires=requires),)
        )
        assert f"demo[{chosen}]" in only(testing.run_check(missing_dependency, catalog)).remedy


def test_several_packages_are_one_command() -> None:
    catalog = needing("b", "a", "c", requires={"a": "x", "b": "y"})
    finding = only(testing.run_check(missing_dependency, catalog))
    assert finding.message == "one needs b, a, not installed here"
    assert "'Demo[x,y]'" in finding.remedy


# DRV010 and DRV011


def test_an_interface_that_cannot_be_resolved_is_reported_in_the_policy() -> None:
    group = testing.group(
        testing.driver(), interface_name="demo.base:Drivr", interface_reason="no such class"
    )
    catalog = testing.catalog(group, policy=governed())
    finding = only(testing.run_check(unresolved_interface, catalog))
    assert finding.location == Location("driver-policy.yaml", 3)
    assert finding.message == "interface demo.base:Drivr cannot be resolved: no such class"


def test_a_group_without_a_named_interface_is_fine() -> None:
    named = testing.group(name="named", interface_name=INTERFACE.name, interface=INTERFACE)
    catalog = testing.catalog(named, testing.group(testing.driver()))
    assert testing.run_check(unresolved_interface, catalog) == ()


def test_faults_of_distributions_are_reported() -> None:
    fault = Fault("not UTF-8 at byte 3", Location("setup.cfg"))
    tree = testing.distribution(faults=(fault,))
    finding = only(testing.run_check(unreadable_source, testing.catalog(distributions=(tree,))))
    assert (finding.subject, finding.message) == ("demo:setup.cfg", "not UTF-8 at byte 3")


@pytest.mark.parametrize(("unreadable", "count"), [(True, 1), (False, 0)])
def test_only_unreadable_sources_are_reported(unreadable: bool, count: int) -> None:
    driver = testing.driver(
        resolution=Resolution.UNKNOWN, reason="a syntax error", unreadable=unreadable
    )
    found = testing.run_check(unreadable_source, testing.catalog(testing.group(driver)))
    assert len(found) == count


# CFG001 and CFG002


def test_a_plugin_that_failed_is_an_error() -> None:
    failure = PluginFailure("wharfinger.checks", "owner", "ImportError: no module")
    finding = only(testing.run_check(failed_plugin, testing.catalog(plugin_failures=(failure,))))
    assert (finding.subject, finding.severity) == ("wharfinger.checks:owner", ERROR)
    assert "ImportError: no module" in finding.message


def test_a_fault_of_a_shipped_policy_is_a_warning() -> None:
    fault = Fault("groups: not a mapping", Location("library/driver-policy.yaml", 4))
    catalog = testing.catalog(policy=Policy(faults=(fault,)))
    finding = only(testing.run_check(invalid_shipped_policy, catalog))
    assert (finding.location, finding.severity) == (fault.location, WARNING)
