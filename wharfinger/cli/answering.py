# SPDX-License-Identifier: Apache-2.0
"""What the commands that show a view have in common."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from wharfinger import options, pipeline, plugins
from wharfinger.cli import formats, output, progress
from wharfinger.cli.commands import Call
from wharfinger.model import ViewInfo


def configure(parser: ArgumentParser, name: str) -> None:
    """Declare the arguments of the view of that name."""
    info = _info(name)
    if info.groups == "many":
        text = "group of drivers; without one, all groups"
        parser.add_argument("groups", nargs="*", metavar="GROUP", help=text)
    elif info.groups == "one":
        text = "group of drivers, as its entry points name it"
        parser.add_argument("groups", nargs=1, metavar="GROUP", help=text)
    parser.add_argument(
        "--format", choices=formats.NAMES, default="text", help="how to write it; text if not said"
    )
    options.add_arguments(parser, info.options)


def run(name: str, arguments: Namespace, call: Call) -> int:
    """Show the view. The exit status is 0: what cannot be shown is an error."""
    chosen = options.from_namespace(_info(name).options, arguments)
    groups = tuple(getattr(arguments, "groups", ()))
    with progress.shown(call.quiet):
        answer = pipeline.view(name, call.request, groups, chosen)
    output.write(formats.render(arguments.format, answer, quiet=call.quiet))
    return 0


def _info(name: str) -> ViewInfo:
    info: ViewInfo = plugins.load_one(plugins.VIEWS, name).info
    return info
