# SPDX-License-Identifier: Apache-2.0
"""What a project starts with: the text of its policy file, and what calls the gate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wharfinger import engine
from wharfinger.model import Catalog, Group

_PLAIN = re.compile(r"[A-Za-z_][\w.-]*(:[\w.]+)?")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})

_HEAD = """\
# What wharfinger cannot find out by itself. All keys are in its reference, under "The policy file".
"""

SNIPPETS = (
    (
        "tox.ini",
        """\
[testenv:drivers]
skip_install = true
deps = wharfinger
commands = wharfinger -C {toxinidir} check {posargs}
""",
    ),
    (
        "doc/source/conf.py (and wharfinger[sphinx] among the requirements of the documentation)",
        """\
extensions = ["wharfinger.sphinxext"]
wharfinger_trees = ["../.."]
""",
    ),
    (
        ".pre-commit-config.yaml",
        """\
repos:
  - repo: local
    hooks:
      - id: wharfinger
        name: drivers and their interfaces
        language: python
        additional_dependencies: [wharfinger]
        entry: wharfinger check --base HEAD --worktree
        pass_filenames: false
""",
    ),
    (
        ".zuul.yaml (Zuul comments on the lines of a change by itself)",
        """\
- job:
    name: {project}-drivers
    parent: tox
    description: Judge what a change does to drivers and their interfaces.
    vars:
      tox_envlist: drivers

- project:
    check:
      jobs:
        - {project}-drivers
    gate:
      jobs:
        - {project}-drivers
""",
    ),
    (
        ".github/workflows/drivers.yaml",
        """\
name: drivers
on: pull_request
permissions:
  contents: read
jobs:
  drivers:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - run: pipx run wharfinger check --base "origin/$GITHUB_BASE_REF" --report github
""",
    ),
)


def snippets(project: str) -> str:
    """Return what makes each tool call the gate, each below the file that it belongs into."""
    name = re.sub(r"[^\w.-]+", "-", project) or "project"
    parts = (f"In {file}:\n\n{_indented(text)}" for file, text in SNIPPETS)
    return "\n".join(parts).replace("{project}", name)


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(True))


def policy(catalog: Catalog, project: str, target_branch: str) -> str:
    """Return the text of a policy file that says what was found."""
    return "".join(f"{line}\n" for line in _lines(catalog, project, target_branch))


def _lines(catalog: Catalog, project: str, target_branch: str) -> Iterator[str]:
    yield _HEAD.rstrip("\n")
    if project:
        yield f"project: {_scalar(project)}"
    if target_branch:
        yield f"target_branch: {_scalar(target_branch)}"
    groups = starting_groups(catalog, project)
    if groups:
        yield "groups:"
    for group in groups:
        assert group.interface is not None
        yield f"  {_scalar(group.name)}:"
        yield f"    interface: {_scalar(group.interface.name)}"
    if not groups and catalog.registries:
        yield "# These look like registries of drivers; remove the signs of those that are."
        for registry in catalog.registries:
            yield from (f"# {line}" for line in registry.policy.splitlines())


def starting_groups(catalog: Catalog, project: str) -> tuple[Group, ...]:
    """Return the groups that have an interface, and a driver or the interface in the project."""
    trees = {item.name for item in catalog.distributions if item.origin == "tree"}
    own = {project} & trees or trees
    return tuple(
        group
        for group in catalog.groups
        if group.interface and any(driver.distribution in own for driver in group.drivers)
    )


def _scalar(text: str) -> str:
    """Return text as YAML, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else engine.scalar(text)
