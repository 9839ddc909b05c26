# SPDX-License-Identifier: Apache-2.0
"""``spec lint``: what is wrong with the specs of a project, with some, or with those of a patch."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wharfinger import engine, options
from wharfinger.cli import output, progress, reporting
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.cli.specs import skipping
from wharfinger.cli.specs.judging import Wish, judge
from wharfinger.errors import NothingExaminedError, UsageError
from wharfinger.model import Option, Outcome, Request
from wharfinger.reporters import json_text
from wharfinger.reporters.json import outcome_data
from wharfinger.reporters.text import TextReporter

OPTIONS = (
    Option("base", "text", "judge what a patch since this commit touches", metavar="REF"),
    Option("head", "text", "judge this commit; the one checked out if not said", metavar="REF"),
    Option("worktree", "flag", "judge the files as they are, uncommitted and untracked ones too"),
    Option("fix", "flag", "mend what has one right answer, in the files as they are"),
    Option("select", "list", "run the checks with these codes or prefixes alone", metavar="P,..."),
    Option("ignore", "list", "leave out the checks with these codes or prefixes", metavar="P,..."),
)


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="only these specs; without one, all"
    )
    options.add_arguments(parser, OPTIONS)
    reporting.add_arguments(parser, "the formats are those of check")


def run(arguments: Namespace, call: Call) -> int:
    """Lint, report, and return 1 if a finding reaches the threshold."""
    shown, files = reporting.destinations(arguments.format, arguments.report)
    chosen = options.from_namespace(OPTIONS, arguments)
    wish = Wish(tuple(arguments.files), *(tuple(chosen[n] or ()) for n in ("select", "ignore")))
    request = _request(call.request, chosen, wish)
    with progress.shown(call.quiet):
        said = _fix(request, wish) if chosen["fix"] else ""
        outcome = judge(request, wish)
    for file, name in files.items():
        reporting.write(file, reporting.report(name, outcome))
    if said and not call.quiet:
        reporting.say(said)
    if shown == "text":
        output.write(Output(as_text(outcome, call.verbose)))
    else:
        text = as_json(outcome) if arguments.format else reporting.report(shown, outcome)
        output.write(Output(text, is_data=True))
    return engine.exit_code(outcome)


def as_text(outcome: Outcome, verbose: bool) -> str:
    """Return the outcome for people; it ends with what did not run or was not looked at."""
    text = TextReporter().report(outcome) + skipping.checks_as_text(outcome)
    return text + skipping.as_text(outcome.catalog, verbose)


def as_json(outcome: Outcome) -> str:
    """Return the outcome for machines: in the form of ``check``, with the files skipped."""
    skipped = [{"path": item.path, "reason": item.reason} for item in outcome.catalog.skipped_specs]
    data = {**outcome_data(outcome), "skipped_files": skipped}
    return json_text("spec-lint", outcome.catalog.examined, data)


def _request(request: Request, chosen: Mapping[str, Any], wish: Wish) -> Request:
    """Return what to compare, if anything.

    Raises :class:`~wharfinger.errors.UsageError` for words that make no sense together.
    """
    base, head = chosen["base"] or "", chosen["head"] or ""
    if not request.trees:
        raise NothingExaminedError("there is no source tree to look for specs in; name it with -C")
    if not base and (head or chosen["worktree"]):
        raise UsageError("--head and --worktree need something to compare with; name it by --base")
    if base and wish.files:
        raise UsageError("name files or --base; a patch says itself which files it touches")
    if head and chosen["fix"]:
        raise UsageError("--fix mends the files as they are, not those of a commit; drop --head")
    if not base:
        return replace(request, base=None)
    return replace(
        request, base=base, head=head, worktree=bool(chosen["worktree"] or chosen["fix"])
    )


def _fix(request: Request, wish: Wish) -> str:
    """Mend the files of what is found, and return what to tell the user."""
    from wharfinger.cli.specs import fixing

    return fixing.fix(request, judge(request, wish))
