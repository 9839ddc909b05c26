# SPDX-License-Identifier: Apache-2.0
"""Run the checks: the gate."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wharfinger import engine, options, pipeline, plugins
from wharfinger.cli import each, output, progress, reporting
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import UsageError
from wharfinger.model import Option, Outcome, Request
from wharfinger.reporters import visible

OPTIONS = (
    Option("select", "list", "run the checks with these codes or prefixes alone", metavar="P,..."),
    Option(
        "base", "text", "compare with the merge base of this commit and the head", metavar="REF"
    ),
    Option("head", "text", "judge this commit; the one checked out if not said", metavar="REF"),
    Option("worktree", "flag", "judge the files as they are, uncommitted and untracked ones too"),
    Option("each", "flag", "judge each commit since the base as a patch of its own, a line each"),
    Option("ignore", "list", "leave out the checks with these codes or prefixes", metavar="P,..."),
)


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    options.add_arguments(parser, OPTIONS)
    reporting.add_arguments(parser, f"formats: {', '.join(plugins.names(plugins.REPORTERS))}")


def run(arguments: Namespace, call: Call) -> int:
    """Run the checks, report, and return 1 if a finding reaches the threshold."""
    shown, files = reporting.destinations(arguments.format, arguments.report)
    chosen = options.from_namespace(OPTIONS, arguments)
    if chosen["each"]:
        return _run_each(shown, bool(files), call, chosen)
    with progress.shown(call.quiet):
        outcome = pipeline.check(
            _request(call.request, chosen),
            tuple(chosen["select"] or ()),
            tuple(chosen["ignore"] or ()),
        )
    for file, name in files.items():
        reporting.write(file, reporting.report(name, outcome))
    if call.verbose:
        _say_skipped(outcome)
    text = reporting.report(shown, outcome)
    output.write(Output(text, is_data=shown != "text"))
    return engine.exit_code(outcome)


def _run_each(shown: str, to_files: bool, call: Call, chosen: Mapping[str, Any]) -> int:
    """Judge each commit by itself; the status is that of the worst."""
    if to_files or shown not in each.FORMATS or chosen["worktree"]:
        raise UsageError("--each goes with --format text or json, and with commits alone")
    outcomes = pipeline.check_series(
        _request(call.request, chosen), chosen["select"] or (), chosen["ignore"] or ()
    )
    return each.FORMATS[shown](outcomes)


def _request(request: Request, chosen: Mapping[str, Any]) -> Request:
    """Return what to compare: what is named, else what offers itself."""
    return replace(
        request,
        base=chosen["base"] or "",
        head=chosen["head"] or "",
        worktree=bool(chosen["worktree"]),
    )


def _say_skipped(outcome: Outcome) -> None:
    for skip in outcome.skipped:
        print(f"wharfinger: {skip.code} skipped: {visible(skip.reason)}", file=sys.stderr)
