# SPDX-License-Identifier: Apache-2.0
"""Specs: start one from a template; list them, with what was delivered; lint them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from wharfinger.cli.commands import Call

ACTIONS = ("new", "list", "lint")


def configure(parser: ArgumentParser, words: Sequence[str]) -> None:
    """Declare the arguments: the action, and what it takes."""
    parser.add_argument(
        "action",
        choices=ACTIONS,
        help="start a new spec; list those there are; or lint them. Each has a --help of its own",
    )
    action = next((word for word in words if word in ACTIONS), None)
    if action == "new":
        from wharfinger.cli.specs import starting

        starting.configure(parser)
    elif action == "list":
        from wharfinger.cli.specs import listing

        listing.configure(parser)
    elif action == "lint":
        from wharfinger.cli.specs import linting

        linting.configure(parser)


def run(arguments: Namespace, call: Call) -> int:
    """Do what is asked. Lint returns 1 if a finding reaches the threshold, all else 0."""
    if arguments.action == "new":
        from wharfinger.cli.specs import starting

        return starting.run(arguments, call)
    if arguments.action == "list":
        from wharfinger.cli.specs import listing

        return listing.run(arguments, call)
    from wharfinger.cli.specs import linting

    return linting.run(arguments, call)
