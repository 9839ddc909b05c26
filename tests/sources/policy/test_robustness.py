# SPDX-License-Identifier: Apache-2.0
"""Whatever the text: a policy, or faults. Never anything else."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.errors import PolicyError
from wharfinger.model import Policy
from wharfinger.sources.policy.loading import load, load_toml

VALID = """\
project: tooz
groups:
  tooz.backends: &g
    title: "Backends"
    versions: {8: {class: "a.b:C", state: deprecated, since: 8.0}}
    features:
      leaders: {level: 'choice:x', all: [a, b]}
      writes: {attribute: CAN, contains: RW}
      said: {drivers: {d: yes}}
    facts: {state: {attribute: SUPPORTED, false: unsupported}}
    drivers: {d: {maintainers: [a]}}
    origin: {calls: "m:f", below: x/y, arguments: {name: 0, target: t}}
  other: {<<: *g, title: Other}
checks: {DRV009: {severity: info}}
waivers:
  - {code: IFC101, subject: s, reason: r, until: 2027-01-01}
"""
VALID_TOML = """\
[tool.wharfinger]
project = "tooz"
[tool.wharfinger.groups."tooz.backends"]
title = 'x'
versions.8 = {since = 8.0}
[[tool.wharfinger.waivers]]
code = "IFC101"
until = 2027-01-01
"""

_FRAGMENTS = st.sampled_from(
    ["&a ", "*a", "<<: ", "!!int ", "!x ", "{", "}", "[", "]", ": ", "? ", "- ", "|\n", ">-\n"]
    + ["'", '"', "\t", "\n", "%YAML 1.1\n", "---\n", "...\n", "\\U0010FFFF", "0o7", ".inf", "\0"]
)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.text(max_size=8)
    | st.sampled_from(["a.b:C", "value", "yes", "info", "choice:x", "required"])
)
_KEYS = st.sampled_from(
    ["project", "groups", "features", "facts", "drivers", "origin", "versions", "checks"]
    + ["waivers", "all", "any", "attribute", "level", "state", "DRV001", "mapping", "arguments"]
) | st.text(max_size=4)
_TREES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


def _loads_or_is_refused(text: str) -> None:
    try:
        policy = load("p.yaml", text)
    except PolicyError as error:
        assert error.faults
        assert all(len(str(fault).splitlines()) == 1 for fault in error.faults)
    else:
        assert isinstance(policy, Policy)


def _mutated(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for start, length, fragment in cuts:
        at = start % (len(text) + 1)
        text = text[:at] + fragment + text[at + length :]
    return text


_CUTS = st.lists(
    st.tuples(st.integers(0, 1_000), st.integers(0, 12), _FRAGMENTS | st.text(max_size=3)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=100, deadline=2_000)
@given(st.text(max_size=200) | st.lists(_FRAGMENTS | st.text(max_size=3)).map("".join))
def test_any_text(text: str) -> None:
    _loads_or_is_refused(text)


@settings(max_examples=100, deadline=2_000)
@given(_CUTS)
def test_a_damaged_policy(cuts: list[tuple[int, int, str]]) -> None:
    _loads_or_is_refused(_mutated(VALID, cuts))


@settings(max_examples=100, deadline=2_000)
@given(st.dictionaries(_KEYS, _TREES, max_size=4))
def test_any_data(data: dict[str, Any]) -> None:
    _loads_or_is_refused(yaml.safe_dump(data))


@settings(max_examples=100, deadline=2_000)
@given(_CUTS)
def test_damaged_toml(cuts: list[tuple[int, int, str]]) -> None:
    try:
        assert isinstance(load_toml("pyproject.toml", _mutated(VALID_TOML, cuts)), Policy | None)
    except PolicyError as error:
        assert error.faults


def test_the_undamaged_ones_load() -> None:
    assert load("p.yaml", VALID).groups["other"].title == "Other"
    complete = VALID_TOML + 'subject = "s"\nreason = "r"\n'
    assert load_toml("pyproject.toml", complete) is not None
