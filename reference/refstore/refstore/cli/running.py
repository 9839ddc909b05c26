# SPDX-License-Identifier: Apache-2.0
"""What both commands share: their errors are one line, and never a traceback."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from refstore.cli.output import printable
from refstore.errors import ConfigurationError, RecordTooLargeError, RefstoreError

REFUSED, MISUSED, FAULTY, INTERRUPTED, BROKEN_PIPE = 1, 2, 3, 130, 141


def run(command: Callable[[], int]) -> int:
    """Run a command and return its exit status.

    1 if the store refused or the output cannot be written; 2 for a fault in the command line or
    the configuration; 3 for a fault of refstore or a driver; 130 if interrupted; 141 if nobody
    read all of the output.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal may be unable to show a name.
        sys.stdout.reconfigure(errors="backslashreplace")
    with warnings.catch_warnings(), _shown_log():
        warnings.filterwarnings("always", category=DeprecationWarning, module=r"refstore\.loading$")
        warnings.showwarning = _show_warning
        try:
            status = command()
            sys.stdout.flush()
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            _abandon_output()
            return BROKEN_PIPE
        except Exception as error:  # noqa: BLE001 - the last line of defence
            return _report(error)
    return status


def _report(error: Exception) -> int:
    status, what = FAULTY, f"a fault in refstore or a driver, please report it: {error!r}"
    if isinstance(error, RefstoreError):
        status, what = REFUSED, str(error)
    if isinstance(error, ConfigurationError) or _is_misuse(error):
        status = MISUSED
    if isinstance(error, OSError):
        _abandon_output()
        status, what = REFUSED, str(error)
    print(f"error: {_one_line(what)}", file=sys.stderr)
    return status


def _is_misuse(error: Exception) -> bool:
    """Tell what no store would take from what this one has no room for."""
    invalid = isinstance(error, RefstoreError) and isinstance(error, ValueError)
    return invalid and not isinstance(error, RecordTooLargeError)


def _abandon_output() -> None:
    """Let Python end well: what is still buffered would fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def add_config_file(parser: argparse.ArgumentParser) -> None:
    """Let the command line name configuration files."""
    parser.add_argument(
        "--config-file",
        action="append",
        metavar="FILE",
        help="read this file instead of refstore.conf in the usual places; may be repeated",
    )


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    print(f"warning: {_one_line(message)}", file=sys.stderr)


class _LogShown(logging.Handler):
    """Shows what is logged as warnings are shown."""

    def emit(self, record: logging.LogRecord) -> None:
        _show_warning(record.getMessage())


@contextmanager
def _shown_log() -> Iterator[None]:
    handler = _LogShown(logging.WARNING)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def _one_line(what: object) -> str:
    return printable(" ".join(str(what).split()))
