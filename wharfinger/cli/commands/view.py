# SPDX-License-Identifier: Apache-2.0
"""Show any view by its name, those of other plugins too."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from wharfinger import plugins
from wharfinger.cli import answering
from wharfinger.cli.commands import Call


def configure(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Declare the arguments: the name, and what the view of that name takes."""
    known = plugins.names(plugins.VIEWS)
    parser.add_argument("name", metavar="NAME", choices=known, help=f"one of {', '.join(known)}")
    name = next((word for word in words if word in known), None)
    if name:
        answering.configure(parser, name)


def run(arguments: Namespace, call: Call) -> int:
    """Run the command and return its exit status."""
    return answering.run(arguments.name, arguments, call)
