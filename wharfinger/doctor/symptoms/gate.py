# SPDX-License-Identifier: Apache-2.0
"""Symptoms of how the gate is called."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime.doctor import NotApplicable

from wharfinger.doctor.calls import gate_calls
from wharfinger.doctor.project import Project
from wharfinger.doctor.workflows import gate_jobs
from wharfinger.reporters import counted


def symptom_not_called(project: Project) -> str:
    """The gate is not called anywhere.

    No patch is judged unless tox, pre-commit or a CI job runs `wharfinger check`. In tox.ini:

        [testenv:drivers]
        skip_install = true
        deps = wharfinger
        commands = wharfinger -C {toxinidir} check {posargs}

    `wharfinger init` prints the same for pre-commit, Zuul and GitHub.
    """
    if gate_calls(project.callers):
        return ""
    looked = [path for path in project.callers if path.count("/") == path.count("../")]
    more = len(project.callers) - len(looked)
    looked += [f"{counted(more, 'file')} of CI and tools in folders"] if more else []
    return f"looked for `wharfinger check` in {', '.join(looked) or 'vain'}"


def symptom_verdict_ignored(project: Project) -> Iterator[str]:
    """The gate is called, but its verdict is thrown away.

    Remove what lets the call pass whatever it finds: `|| true` behind the command, a dash before
    it in tox.ini, `continue-on-error: true` in a workflow. What is to be let through is better
    written down as a waiver: `wharfinger init --baseline` writes one for all that is found now.
    """
    calls = gate_calls(project.callers)
    if not calls:
        raise NotApplicable("the gate is not called anywhere")
    yield from (call.place for call in calls if call.forgiven)
    jobs = gate_jobs(project.callers)
    yield from (f"{job.path}:{job.forgiven_line}" for job in jobs if job.forgiven_line)


def symptom_shallow_clone(project: Project) -> Iterator[str]:
    """A workflow that calls the gate fetches the last commit alone.

    There is nothing to compare a patch with then. Fetch the history in the job's checkout:

        - uses: actions/checkout@v4
          with:
            fetch-depth: 0
    """
    jobs = tuple(gate_jobs(project.callers))
    if not jobs:
        raise NotApplicable("no GitHub workflow calls `wharfinger check`")
    yield from (f"{job.path}:{job.shallow_line}" for job in jobs if job.shallow_line)
