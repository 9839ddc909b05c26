# SPDX-License-Identifier: Apache-2.0
"""Show the contract that the drivers of a group implement."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from wharfinger.cli import answering
from wharfinger.cli.commands import Call


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    answering.configure(parser, "interface")
    parser.add_argument(
        "--upgrade",
        nargs=2,
        metavar=("OLD", "NEW"),
        help="show instead what drivers must change between two versions of the interface",
    )


def run(arguments: Namespace, call: Call) -> int:
    """Run the command and return its exit status."""
    if arguments.upgrade is None:
        return answering.run("interface", arguments, call)
    arguments.old, arguments.new = arguments.upgrade
    return answering.run("upgrade", arguments, call)
