# SPDX-License-Identifier: Apache-2.0
"""Show interface and driver changes between commits, wheels or environments."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from wharfinger import options, pipeline
from wharfinger.cli import output, progress
from wharfinger.cli.commands import Call
from wharfinger.cli.formats import changes
from wharfinger.cli.output import Output
from wharfinger.model import Option

OPTIONS = (
    Option(
        "driver",
        "list",
        "show only what reaches these drivers: NAME, GROUP:NAME or a distribution",
        metavar="NAME,...",
    ),
    Option("worktree", "flag", "take the files as they are for the head, uncommitted ones too"),
)


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "base", metavar="BASE", help="a commit, a wheel, a source tree or an environment"
    )
    parser.add_argument(
        "head",
        metavar="HEAD",
        nargs="?",
        default="",
        help="likewise; without it the commit that is checked out, or for a wheel or folder as "
        "BASE what -C and --env name",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write it"
    )
    options.add_arguments(parser, OPTIONS)


def run(arguments: Namespace, call: Call) -> int:
    """Compare and show. The exit status is 0: what cannot be compared is an error."""
    chosen = options.from_namespace(OPTIONS, arguments)
    request = replace(
        call.request,
        base=arguments.base,
        head=arguments.head,
        worktree=bool(chosen["worktree"]),
        exact=True,
    )
    if not call.named and all(map(_is_there, (arguments.base, arguments.head))):
        # Two wheels or folders are the whole world, unless somebody names more of it.
        request = replace(request, trees=(), environments=())
    with progress.shown(call.quiet):
        catalog = pipeline.diff(request, tuple(chosen["driver"] or ()))
    assert catalog.comparison is not None
    if arguments.format == "json":
        text = changes.as_json(catalog.comparison, catalog.examined)
        output.write(Output(text, is_data=True))
    else:
        output.write(Output(changes.as_text(catalog.comparison, catalog.examined)))
    return 0


def _is_there(side: str) -> bool:
    return bool(side) and Path(side).exists()
