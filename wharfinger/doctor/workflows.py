# SPDX-License-Identifier: Apache-2.0
"""GitHub workflows: the jobs that call the gate, and what they make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from wharfinger.doctor.calls import is_call
from wharfinger.sources.yaml_nodes import NodeError, compose, line_of

_FOLDERS = (".github/workflows/", ".forgejo/workflows/", ".gitea/workflows/")
_CHECKOUT = re.compile(r"(?:^|/)actions/checkout@")


@dataclass(frozen=True, slots=True)
class GateJob:
    """A job that calls the gate.

    ``shallow_line`` is that of a checkout that has no commit before the last one, 0 for none;
    ``forgiven_line`` is that of a ``continue-on-error`` which lets the job pass, 0 for none.
    """

    path: str
    shallow_line: int
    forgiven_line: int


def gate_jobs(callers: Mapping[str, str]) -> Iterator[GateJob]:
    """Yield the jobs in workflows that call the gate themselves, and not through tox."""
    for path, text in callers.items():
        if path.startswith(_FOLDERS) and path.endswith((".yaml", ".yml")):
            for job in _values(_get(_root(text), "jobs")):
                steps = _items(_get(job, "steps"))
                calling = [step for step in steps if is_call(_scalar(_get(step, "run")))]
                if calling:
                    yield GateJob(path, _shallow(steps), _forgiven(job, calling))


def _root(text: str) -> yaml.Node | None:
    try:
        return compose(text)
    except NodeError:
        return None


def _shallow(steps: list[yaml.Node]) -> int:
    """Return the line of the first checkout if none of them has more than the last commit."""
    if any("git fetch" in _scalar(_get(step, "run")) for step in steps):
        return 0
    checkouts = [step for step in steps if _is_own_checkout(step)]
    depths = {_scalar(_get(_get(step, "with"), "fetch-depth")) for step in checkouts}
    return line_of(checkouts[0]) if checkouts and depths <= {"", "1"} else 0


def _is_own_checkout(step: yaml.Node) -> bool:
    is_checkout = bool(_CHECKOUT.search(_scalar(_get(step, "uses"))))
    return is_checkout and _get(_get(step, "with"), "repository") is None


def _forgiven(job: yaml.Node, calling: list[yaml.Node]) -> int:
    marks = (_get(node, "continue-on-error") for node in (job, *calling))
    return next((line_of(mark) for mark in marks if mark and _scalar(mark) == "true"), 0)


def _get(node: yaml.Node | None, key: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if _scalar(name) == key), None)


def _values(node: yaml.Node | None) -> list[yaml.Node]:
    return [value for _, value in node.value] if isinstance(node, yaml.MappingNode) else []


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _scalar(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
