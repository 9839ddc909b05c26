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


def run(arguments: Namespace, call: Call) -> int:
    """Run the command and return its exit status."""
    return answering.run("interface", arguments, call)
