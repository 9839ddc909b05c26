# SPDX-License-Identifier: Apache-2.0
"""Release notes: which version each is in; lint; draft one from the diff."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace

from wharfinger import engine, options
from wharfinger.cli import output, progress
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import UsageError
from wharfinger.model import Option
from wharfinger.reporters.text import TextReporter

ACTIONS = ("list", "lint", "draft")
OPTIONS = (
    Option("base", "string", "draft: the commit to compare with", metavar="REF"),
    Option("worktree", "flag", "draft: take the files as they are, uncommitted ones too"),
)
_FORMATS = {"list": ("text", "json", "csv"), "lint": ("text", "json"), "draft": ("text",)}


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action",
        choices=ACTIONS,
        help="list which version each note is in; lint them; draft the note that a patch lacks",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="lint: only these notes; without one, all"
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "csv"),
        default="text",
        help="how to write it; csv for list alone",
    )
    options.add_arguments(parser, OPTIONS)


def run(arguments: Namespace, call: Call) -> int:
    """Do what is asked. Lint returns 1 if a finding reaches the threshold, all else 0."""
    _check(arguments)
    actions = {"list": _list, "lint": _lint, "draft": _draft}
    return actions[arguments.action](arguments, call)


def _check(arguments: Namespace) -> None:
    action = arguments.action
    if arguments.format not in _FORMATS[action]:
        known = " or ".join(_FORMATS[action])
        raise UsageError(f"notes {action} writes {known}, not {arguments.format}")
    if arguments.files and action != "lint":
        raise UsageError(f"notes {action} takes no files")
    if action != "draft" and (arguments.base or arguments.worktree):
        raise UsageError(f"notes {action} compares nothing; leave out --base and --worktree")


def _lint(arguments: Namespace, call: Call) -> int:
    from wharfinger.cli.notes import linting

    with progress.shown(call.quiet):
        outcome = linting.lint(call.request, arguments.files)
    if arguments.format == "json":
        output.write(Output(linting.as_json(outcome), is_data=True))
    else:
        output.write(Output(TextReporter().report(outcome)))
    return engine.exit_code(outcome)


def _list(arguments: Namespace, call: Call) -> int:
    from wharfinger.cli.notes import listing

    with progress.shown(call.quiet):
        history = listing.history(call.request)
    written = {"text": listing.as_text, "json": listing.as_json, "csv": listing.as_csv}
    text = written[arguments.format](history)
    output.write(Output(text, is_data=arguments.format != "text"))
    return 0


def _draft(arguments: Namespace, call: Call) -> int:
    from wharfinger.cli.notes import drafting

    request = replace(call.request, base=arguments.base or "", worktree=bool(arguments.worktree))
    with progress.shown(call.quiet):
        text = drafting.draft(request)
    output.write(Output(text))
    return 0
