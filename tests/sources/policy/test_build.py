# SPDX-License-Identifier: Apache-2.0
"""What the keys of a policy file come to in the model."""

from __future__ import annotations

import pytest

from wharfinger.model import (
    FactRule,
    Feature,
    InterfaceVersion,
    Lifecycle,
    Location,
    MigrationsPolicy,
    NotesPolicy,
    Origin,
    Policy,
    Severity,
    Waiver,
)
from wharfinger.sources.policy.loading import load, load_toml

# The complete example of the design, with the words of this test.
COMPLETE = """\
project: tooz
groups:
  tooz.backends:
    title: Coordination backends
    interface: tooz.coordination:CoordinationDriver
    versioning: default-implementation
    versions:
      8: {class: "tooz.coordination:V8", state: deprecated, since: 8.0.0, removal: 10.0,
          adapter: "tooz.old:Shim"}
    features:
      leaders: {title: Leader election, level: optional, all: [run_elect_coordinator, get_leader]}
      serialized: {any: [get, get_serialized]}
      watch: {overrides: watch_join_group}
      linearizable: {attribute: CHARACTERISTICS, contains: LINEARIZABLE}
      boots: {attribute: supported_boot_interfaces, show: value}
      locks: {level: "choice:locking", drivers: {zookeeper: yes, file: "no", mysql: partial}}
    facts:
      state: {attribute: SUPPORTED, "False": unsupported, true: supported}
      ci: {attribute: CI_WIKI_NAME}
      since: VERSION
    drivers:
      zookeeper: {maintainers: [a, b], since: 8.10, tested: true}
  cinder.volume:
    origin: {decorated: cinder.interface.volumedriver, below: cinder/volume/drivers/}
    conformance: structural
  fsspec:
    origin: {mapping: "fsspec.registry:known_implementations", key: class}
  dogpile.cache:
    origin:
      calls: dogpile.cache.region:register_backend
      below: dogpile/cache
      arguments: {name: 0, module: 1, attribute: klass}
  empty:
lifecycle: {deprecation: {releases: 2}, interface_versions_back: 2}
notes:
  sections: {driver-added: features, option-added: [features, other], migration-added: []}
  exempt_authors: "*-bot@example.org"
  folder: notes
migrations:
  path: ./tooz/steps/
  phases: {expand: add, contract: [drop, remove]}
specs: {}
stable_branches: "^stable/"
fail_on: warning
target_branch: main
checks:
  DRV009: {severity: info, ignore_extras: [test, docs]}
waivers:
  - {code: IFC101, subject: "tooz.coordination:Driver.foo", reason: Agreed., until: 2027-01-01}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load("driver-policy.yaml", COMPLETE)


def test_the_project(policy: Policy) -> None:
    assert policy.project == "tooz"
    assert policy.location == Location("driver-policy.yaml")
    assert policy.faults == ()


def test_groups_keep_their_order_and_lines(policy: Policy) -> None:
    lines = [(name, group.location.line) for name, group in policy.groups.items()]
    assert lines == [
        ("tooz.backends", 3),
        ("cinder.volume", 23),
        ("fsspec", 26),
        ("dogpile.cache", 28),
        ("empty", 33),
    ]


def test_what_a_group_says(policy: Policy) -> None:
    group = policy.groups["tooz.backends"]
    assert group.title == "Coordination backends"
    assert group.interface == "tooz.coordination:CoordinationDriver"
    assert not group.structural
    assert group.origin is None
    assert policy.groups["cinder.volume"].structural


def test_versions_are_text_as_it_was_written(policy: Policy) -> None:
    assert policy.groups["tooz.backends"].versions == (
        InterfaceVersion(
            version="8",
            class_name="tooz.coordination:V8",
            state="deprecated",
            since="8.0.0",
            removal="10.0",
            location=Location("driver-policy.yaml", 8),
            adapter="tooz.old:Shim",
        ),
    )


def test_features(policy: Policy) -> None:
    assert policy.groups["tooz.backends"].features == (
        Feature(
            "leaders",
            "Leader election",
            "optional",
            "all",
            methods=("run_elect_coordinator", "get_leader"),
        ),
        Feature("serialized", "serialized", "undeclared", "any", methods=("get", "get_serialized")),
        Feature("watch", "watch", "undeclared", "overrides", methods=("watch_join_group",)),
        Feature(
            "linearizable",
            "linearizable",
            "undeclared",
            "attribute",
            attribute="CHARACTERISTICS",
            contains="LINEARIZABLE",
        ),
        Feature(
            "boots",
            "boots",
            "undeclared",
            "attribute",
            attribute="supported_boot_interfaces",
            show_value=True,
        ),
        Feature(
            "locks",
            "locks",
            "choice:locking",
            "declared",
            declared={"zookeeper": "yes", "file": "no", "mysql": "partial"},
        ),
    )


def test_features_that_nobody_names_are_left_to_the_interface(policy: Policy) -> None:
    assert policy.groups["fsspec"].features is None


def test_facts(policy: Policy) -> None:
    group = policy.groups["tooz.backends"]
    assert group.fact_rules == (
        FactRule("state", "SUPPORTED", {"false": "unsupported", "true": "supported"}),
        FactRule("ci", "CI_WIKI_NAME"),
        FactRule("since", "VERSION"),
    )
    assert group.facts_of == {
        "zookeeper": {"maintainers": ("a", "b"), "since": "8.10", "tested": True}
    }


def test_origins(policy: Policy) -> None:
    assert {name: group.origin for name, group in policy.groups.items() if group.origin} == {
        "cinder.volume": Origin(
            "decorated", "cinder.interface.volumedriver", below="cinder/volume/drivers"
        ),
        "fsspec": Origin("mapping", "fsspec.registry:known_implementations", key="class"),
        "dogpile.cache": Origin(
            "calls",
            "dogpile.cache.region:register_backend",
            below="dogpile/cache",
            arguments={"name": 0, "module": 1, "attribute": "klass"},
        ),
    }


def test_what_checks_are_told(policy: Policy) -> None:
    assert policy.fail_on is Severity.WARNING
    assert policy.severities == {"DRV009": Severity.INFO}
    assert policy.options == {"DRV009": {"ignore_extras": ("test", "docs")}}


def test_waivers_keep_dates_as_text(policy: Policy) -> None:
    subject = "tooz.coordination:Driver.foo"
    (waiver,) = policy.waivers
    assert waiver == Waiver("IFC101", subject, "Agreed.", "2027-01-01", waiver.location)
    line = COMPLETE.splitlines().index("waivers:") + 2
    assert waiver.location == Location("driver-policy.yaml", line)


def test_the_life_cycle_and_the_branches(policy: Policy) -> None:
    assert policy.lifecycle == Lifecycle(releases=2, interface_versions_back=2)
    assert policy.stable_branches == "^stable/"
    assert policy.target_branch == "main"
    assert load("p.yaml", "lifecycle: {deprecation: {}}").lifecycle == Lifecycle()


def test_where_migrations_are(policy: Policy) -> None:
    phases = {"expand": ("add",), "contract": ("drop", "remove")}
    assert policy.migrations == MigrationsPolicy("tooz/steps", phases)
    assert load("p.yaml", "migrations: {phases: }").migrations == MigrationsPolicy()


def test_which_notes_are_needed(policy: Policy) -> None:
    assert policy.notes == NotesPolicy(
        sections={
            "driver-added": ("features",),
            "option-added": ("features", "other"),
            "migration-added": (),
        },
        exempt_authors=("*-bot@example.org",),
        folder="notes",
    )
    assert load("p.yaml", "notes:").notes == NotesPolicy()


def test_an_empty_file_is_the_default_policy() -> None:
    for text in ("", "# nothing\n", "---\n", "{}"):
        assert load("p.yaml", text) == Policy(location=Location("p.yaml"))


@pytest.mark.parametrize(("written", "key"), [("null", "none"), ("None", "none"), ("Yes", "Yes")])
def test_values_of_facts_are_compared_as_text(written: str, key: str) -> None:
    text = f"groups: {{g: {{facts: {{state: {{attribute: A, {written}: removed}}}}}}}}"
    assert load("p.yaml", text).groups["g"].fact_rules[0].values == {key: "removed"}


def test_aliases_and_merged_mappings() -> None:
    text = """\
groups:
  a: &base
    title: One
    features: &features {x: {all: y}}
  b: {<<: *base, title: Two}
"""
    groups = load("p.yaml", text).groups
    assert groups["b"].title == "Two"
    assert groups["b"].features == groups["a"].features


def test_toml_says_the_same_as_yaml() -> None:
    toml = """\
[build-system]
requires = ["x"]

[tool.wharfinger]
project = "tooz"
fail_on = "info"

[tool.wharfinger.groups."tooz.backends"]
title = "Backends"
features.leaders = {all = ["get_leader"]}

[tool.wharfinger.groups."tooz.backends".versions.8]
since = 8.10
removal = 2027-01-01
"""
    yaml = """\
project: tooz
fail_on: info


groups:


  tooz.backends:
    title: Backends
    features: {leaders: {all: [get_leader]}}
    versions:
      8: {since: 8.10, removal: 2027-01-01}
"""
    assert load_toml("f", toml) == load("f", yaml)


@pytest.mark.parametrize("text", ["", "[tool.other]\nx = 1\n", "# wharfinger\n", "wharfinger ="])
def test_toml_without_the_table_is_no_policy(text: str) -> None:
    assert load_toml("pyproject.toml", text) is None
