# SPDX-License-Identifier: Apache-2.0
"""Faults of a policy file: all of them at once, in plain words, with line and key."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from wharfinger.errors import PolicyError
from wharfinger.sources.policy.loading import load, load_toml


def _faults(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load("p.yaml", text)
    return [str(fault) for fault in caught.value.faults]


def _toml_faults(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_toml("pyproject.toml", text)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_come_at_once_in_file_order() -> None:
    text = """\
fial_on: error
project: yes
groups:
  tooz.backends:
    title: One
    title: Two
    features:
      leaders: {levle: required, all: [get_leader]}
      locks: {all: 3}
    drivers: {zookeeper: {state: fine}}
waivers:
  - {code: IFC101, subject: s, reason: r, until: !!set {}}
  - {code: IFC101, reason: r}
stable_branches: "("
"""
    assert _faults(text) == [
        "p.yaml:1: fial_on: unknown key; did you mean 'fail_on'?",
        "p.yaml:2: project: expected text, found yes; put it in quotes if it is meant as text",
        "p.yaml:6: groups.tooz.backends.title: the key is there twice, in lines 5 and 6; keep one",
        "p.yaml:8: groups.tooz.backends.features.leaders.levle: unknown key; did you mean 'level'?",
        "p.yaml:9: groups.tooz.backends.features.locks.all: "
        "expected a list of names, found a number",
        "p.yaml:10: groups.tooz.backends.drivers.zookeeper.state: 'fine' is not one of: "
        "experimental, supported, deprecated, unsupported, removed, unknown",
        "p.yaml:12: waivers[0].until: expected text or a number, found a mapping",
        "p.yaml:12: waivers[0].until: the tag 'tag:yaml.org,2002:set' is not allowed; "
        "write the value without a tag",
        "p.yaml:13: waivers[1]: the key 'subject' is missing",
        "p.yaml:14: stable_branches: not a regular expression: "
        "missing ), unterminated subpattern at position 0",
    ]


def _in_group(text: str) -> str:
    return f"groups: {{g: {{{text}}}}}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("features: {f: {}}", "f: needs exactly one of: all, any, overrides, attribute, drivers"),
        ("features: {f: {all: a, any: b}}", "f: 'all' and 'any' exclude each other; keep one"),
        ("features: {f: {all: a, show: value}}", "f.show: 'show' needs 'attribute' beside it"),
        ("features: {f: {all: []}}", "f.all: is empty; write at least one value"),
        ("features: {f: {all: a, level: must}}", "f.level: 'must' is not understood; write"),
        ("features: {f: {drivers: {d: maybe}}}", "d: 'maybe' is not one of: yes, no, partial"),
        ("features: {f: 3}", "f: expected a mapping, found a number"),
        ("features: []", "features: expected a mapping, found a list"),
        ("interface: a b", "interface: 'a b' is not understood; write for example"),
        ("conformance: loose", "conformance: 'loose' is not one of: inheritance, structural"),
        ("origin: {below: x}", "origin: needs exactly one of: mapping, decorated"),
        ("origin: {decorated: a.b, below: ../x}", "below: '../x' is not understood"),
        ("origin: {decorated: a.b, below: /x}", "below: '/x' is not understood"),
        ("origin: {mapping: a.b, below: x}", "'mapping' and 'below' exclude each other"),
        ("origin: {mapping: a.b, arguments: {name: 0, target: 1}}", "needs 'calls' beside it"),
        ("origin: {calls: a.b, arguments: {name: -1, target: 1}}", "name: must be 0 or more"),
        ("origin: {calls: a.b, arguments: {name: 0}}", "needs exactly one of: target, module"),
        ("facts: {state: {attribute: A, false: bad}}", "state.false: 'bad' is not one of:"),
        ("facts: {ci: {false: x}}", "facts.ci: the key 'attribute' is missing"),
        ("drivers: {d: {maintainers: 3}}", "maintainers: expected a list of names, found a number"),
    ],
)
def test_faults_of_groups(text: str, fault: str) -> None:
    found = _faults(_in_group(text))
    assert len(found) == 1
    assert fault in found[0]
    assert found[0].startswith("p.yaml:1: groups.g.")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a", "p.yaml:1: a policy file is a mapping of keys to values"),
        ("groups:\n\tg: 1", "p.yaml:2: YAML does not allow a tab here; use spaces"),
        ("a: 1\nb: \0", "p.yaml:2: the character U+0000 is not allowed; remove it"),
        ("a: 'x", "p.yaml:1: not valid YAML: found unexpected end of stream"),
        ("a: *b", "p.yaml:1: not valid YAML: found undefined alias 'b'"),
        ('a: "\\UFFFFFFFF"', "p.yaml: not valid YAML:"),
        ("a: 1\n---\nb: 1", "p.yaml:2: not valid YAML: but found another document"),
        ("\n? [a]\n: b", "p.yaml:2: a key is a word, not a list or a mapping"),
        ("a: &a {b: *a}", "p.yaml:1: an alias stands inside of what it names, or too deep"),
        ("a: &a {<<: [*a, *a]}", "'<<' takes the alias of a mapping"),
        ("checks: {drv: {}}", "p.yaml:1: checks.drv: 'drv' is not understood"),
        ("lifecycle: {deprecation: {releases: -1}}", "releases: must be 0 or more"),
        (f"stable_branches: '{'a' * 501}'", "stable_branches: must have at most 500 characters"),
        ("notes: {sections: {driver-aded: x}}", "unknown key; did you mean 'driver-added'?"),
        ("notes: {sections: {driver-added: 1}}", "driver-added: expected"),
        ("notes: {exempt_authors: [1]}", "exempt_authors[0]: expected text, found a number"),
        ("lifecycle: {deprecation: {releases: 1.5}}", "releases: expected a whole number"),
        (
            "waivers: [{code: A1, subject: s, reason: r, until: soon}]",
            "waivers[0].until: 'soon' is not understood; write for example '10.0.0', '2027-12-31'",
        ),
        (
            "groups: {g: {versions: {8: {adapter: a b}}}}",
            "adapter: 'a b' is not understood; write for example 'package.module:Class'",
        ),
        (f"{'k' * 90}: 1", f"p.yaml:1: {'k' * 59}…: unknown key; known are: checks,"),
    ],
)
def test_faults_of_files(text: str, fault: str) -> None:
    found = _faults(text)
    assert len(found) == 1
    assert fault in found[0]


def test_a_tag_never_names_python() -> None:
    found = _faults("project: !!python/object/apply:os.abort []")
    assert "the tag 'tag:yaml.org,2002:python/object/apply:os.abort' is not allowed" in found[1]


def _bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    names = "abcdefghij"
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)
    ]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        _bomb(),
        "[" * 100_000,
        "{" * 100_000,
        "- " * 50_000,
        "? " * 5_000,
        "a: [" * 20_000,
        "\n".join(f"{' ' * n}a:" for n in range(500)),
    ],
)
def test_bombs_are_refused_at_once(text: str) -> None:
    started = time.perf_counter()
    assert len(_faults(text)) == 1
    assert time.perf_counter() - started < 5


def test_no_file_yields_endless_faults() -> None:
    found = _faults("\n".join(f"unknown_{n}: 1" for n in range(2_000)))
    assert 100 < len(found) <= 500


def test_faults_of_toml_have_lines() -> None:
    text = """\
[project]
description = \"\"\"
[tool.wharfinger]
projekt = 1
\"\"\"

[tool.wharfinger]
projekt = "x"
groups."tooz.backends".titel = "y"

[[tool.wharfinger.waivers]]
code = "IFC101"
subject = "s"
reason = "r"

[[tool.wharfinger.waivers]]
code = "IFC101"
subject = 3
reason = "r"
"""
    assert _toml_faults(text) == [
        "pyproject.toml:8: projekt: unknown key; did you mean 'project'?",
        "pyproject.toml:9: groups.tooz.backends.titel: unknown key; did you mean 'title'?",
        "pyproject.toml:18: waivers[1].subject: expected text, found a number",
    ]


@pytest.mark.parametrize(
    "filling", ["a" * 250_000, "\n" * 250_000, "'" * 250_000, " " * 250_000, "a " * 100_000]
)
def test_no_text_takes_long_to_search(filling: str) -> None:
    started = time.perf_counter()
    assert load_toml("pyproject.toml", f"# wharfinger\n{filling}") is None
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tool.wharfinger = 3", "pyproject.toml:1: [tool.wharfinger] is a table"),
        ("[tool.wharfinger]\nx = \n", "pyproject.toml:2: not valid TOML: Invalid value"),
        ("[tool.wharfinger]\nx = " + "[" * 5_000, "not valid TOML: "),
        ("[tool.wharfinger]\n" + "a." * 50_000 + "a = 1", "a key of more than 32 parts"),
        ("[tool.wharfinger]\nx = " + "[" * 40 + "]" * 40, "more than 32 levels deep"),
        ("[tool.wharfinger]\n#" + "x" * 300_000, "more than 256 KiB; move the policy"),
    ],
)
def test_faults_of_toml_files(text: str, fault: str) -> None:
    found = _toml_faults(text)
    assert len(found) == 1
    assert fault in found[0]
