# SPDX-License-Identifier: Apache-2.0
"""From the words of the command line to a command, and from its end to an exit status."""

from __future__ import annotations

import argparse
import difflib
import importlib
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from wharfinger import __version__, options
from wharfinger.cli import output
from wharfinger.cli.commands import SUMMARIES, Call
from wharfinger.errors import ToolkitError, UnknownGroupError, UsageError
from wharfinger.reporters import visible

INTERRUPTED = 130
BROKEN_PIPE = 141
FAILED = 3
# So many groups fit into a message; more are for `wharfinger drivers` to list.
_GROUPS_NAMED = 8


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit status. Nothing is raised."""
    verbose = False
    try:
        everywhere, words = _everywhere().parse_known_args(argv)
        verbose = everywhere.verbose
        return _dispatch(everywhere, words)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        output.abandon()
        return BROKEN_PIPE
    except ToolkitError as error:
        return _report(error, verbose)
    except Exception as error:  # noqa: BLE001 - the last line of defence
        return _report_bug(error, verbose)


def _dispatch(everywhere: argparse.Namespace, words: Sequence[str]) -> int:
    arguments = _parser().parse_args(words)
    command = _command(arguments.command)
    call = Call(
        options.request(
            everywhere.trees or (),
            everywhere.env or (),
            everywhere.policy or (),
            cache=None if everywhere.no_cache else options.cache_folder(),
        ),
        named=bool(everywhere.trees or everywhere.env),
        quiet=everywhere.quiet,
        verbose=everywhere.verbose,
    )
    status: int = command.run(arguments, call)
    return status


class _Parser(argparse.ArgumentParser):
    """A parser whose errors look like all others."""

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the call."""
        raise UsageError(f"{message}; see {self.prog} --help")


class _CommandParser(_Parser):
    """The parser of a command, which learns its arguments when it is the one called."""

    _declared = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Declare the command's arguments, then parse."""
        if self._declared:
            return super().parse_known_args(args, namespace)
        self._declared = True
        _command(self.prog.rpartition(" ")[2]).configure(self, args)
        group = self.add_argument_group("where to look, before or after the command")
        _declare_everywhere(group)
        # Files may stand behind options, as in "spec lint --fix FILE".
        return self.parse_known_intermixed_args(args, namespace)


def _everywhere() -> _Parser:
    """Return the parser of what may stand before the command or behind it."""
    parser = _Parser(prog="wharfinger", add_help=False, allow_abbrev=False)
    _declare_everywhere(parser)
    return parser


def _declare_everywhere(parser: argparse._ActionsContainer) -> None:
    options.add_arguments(parser, options.GLOBAL_OPTIONS)
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="say nothing but the answer")
    loudness.add_argument("-v", "--verbose", action="store_true", help="say more")


def _parser() -> _Parser:
    parser = _Parser(
        prog="wharfinger",
        description="Say which drivers there are and what each really supports, "
        "from entry points and source. Nothing that is described is imported.",
        epilog="Exit status: 0 nothing found, 1 findings, 2 the call or the input is wrong, "
        "3 wharfinger or a plugin failed.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"wharfinger {__version__}")
    _declare_everywhere(parser)
    commands = parser.add_subparsers(
        title="commands",
        dest="command",
        metavar="COMMAND",
        required=True,
        parser_class=_CommandParser,
    )
    for name, summary in SUMMARIES.items():
        commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    return parser


def _command(name: str) -> Any:
    """Import a command of this package when it is called: the others cost nothing."""
    return importlib.import_module(f"wharfinger.cli.commands.{name}")  # noqa: TID251


def _report(error: ToolkitError, verbose: bool) -> int:
    message = _unknown_group(error) if isinstance(error, UnknownGroupError) else str(error)
    _complain(message, verbose and error.exit_code == FAILED)
    return error.exit_code


def _report_bug(error: Exception, verbose: bool) -> int:
    what = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(": ")
    advice = "" if verbose else "; run again with -v for the traceback"
    _complain(f"{what}; this is a bug in wharfinger{advice}", verbose)
    return FAILED


def _complain(message: str, with_traceback: bool) -> None:
    if sys.stderr is None:
        return
    if with_traceback:
        traceback.print_exc()
    for line in message.splitlines() or [""]:
        # Standard error escapes what its encoding lacks by itself.
        sys.stderr.write(f"wharfinger: error: {visible(line)}\n")


def _unknown_group(error: UnknownGroupError) -> str:
    near = difflib.get_close_matches(error.name, error.known, n=3)
    if near:
        return f"unknown group {error.name!r}; did you mean {' or '.join(map(repr, near))}?"
    named, more = error.known[:_GROUPS_NAMED], error.known[_GROUPS_NAMED:]
    if not more:
        return str(error)
    found = f"{', '.join(named)} and {len(more)} more"
    return f"unknown group {error.name!r}; found: {found}; wharfinger drivers lists them"
