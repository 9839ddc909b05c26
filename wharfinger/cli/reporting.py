# SPDX-License-Identifier: Apache-2.0
"""Where reports go: to standard output, to files, or to both."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from wharfinger import plugins
from wharfinger.cli import output
from wharfinger.errors import PluginError, ToolkitError, UsageError
from wharfinger.model import Outcome
from wharfinger.reporters import visible


def add_arguments(parser: ArgumentParser, formats: str) -> None:
    """Declare where reports go; ``formats`` tells which there are."""
    parser.add_argument(
        "--format", choices=("text", "json"), help="what to write to standard output"
    )
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT[=FILE]",
        help="write this format to a file too, or to standard output in place of the text; "
        f"repeatable; {formats}",
    )


def destinations(form: str | None, reports: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the format for standard output, and the format of each file.

    Raises :class:`~wharfinger.errors.UsageError` where two formats have one destination, and
    for a format that is not known.
    """
    shown = [form] if form else []
    files: dict[str, str] = {}
    for given in reports:
        name, equals, file = given.partition("=")
        if equals and not file:
            raise UsageError(f"--report {given} names no file after the equals sign")
        if file in files:
            raise UsageError(f"two reports would be written to {file}; name another file for one")
        if file:
            files[file] = name
        else:
            shown.append(name)
    if len(shown) > 1:
        raise UsageError(
            f"{' and '.join(shown)} would both be written to standard output; "
            f"name a file for one: --report {shown[-1]}=FILE"
        )
    # Before long work, not after it.
    for name in (*shown[: 0 if form else 1], *files.values()):
        plugins.load_one(plugins.REPORTERS, name)
    return (shown or ["text"])[0], files


def report(name: str, outcome: Outcome) -> str:
    """Return what a reporter makes of an outcome.

    Raises :class:`~wharfinger.errors.PluginError` if it fails.
    """
    try:
        text: str = plugins.load_one(plugins.REPORTERS, name).report(outcome)
    except ToolkitError:
        raise
    except Exception as error:
        raise PluginError(name, f"{type(error).__name__}: {error}") from error
    return text


def write(file: str, text: str) -> None:
    """Write a report to a file.

    Raises :class:`~wharfinger.errors.UsageError` if that cannot be done.
    """
    try:
        Path(file).write_bytes(output.encoded(text))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot write the report {file}: {reason}") from error


def say(text: str) -> None:
    """Say something beside the answer, on standard error."""
    if sys.stderr is not None:
        sys.stderr.write("".join(f"{visible(line)}\n" for line in text.splitlines()))
