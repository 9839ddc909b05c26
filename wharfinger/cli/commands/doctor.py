# SPDX-License-Identifier: Apache-2.0
"""Say whether this project is set up well, with advice for each symptom."""

from __future__ import annotations

import io
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from importlib.util import find_spec

from wharfinger.cli import output, progress
from wharfinger.cli.commands import Call
from wharfinger.cli.output import Output
from wharfinger.errors import UsageError
from wharfinger.reporters import examined_line, json_text


def configure(parser: ArgumentParser, _: Sequence[str]) -> None:
    """Declare the arguments."""
    parser.add_argument("--list", action="store_true", help="list all symptoms; examine nothing")
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="how to write it"
    )


def run(arguments: Namespace, call: Call) -> int:
    """Examine the project; the status is 1 if a symptom is found, 3 if one cannot be looked for.

    Raises :class:`~wharfinger.errors.UsageError` if the run time is not installed.
    """
    if find_spec("wharfinger_runtime") is None:
        raise UsageError(
            "doctor needs wharfinger-runtime, which is not installed: "
            "pip install 'wharfinger[doctor]'"
        )
    if arguments.list and arguments.format != "text":
        raise UsageError("--list writes text alone; leave out --format")
    return _list() if arguments.list else _examine(arguments, call)


def _list() -> int:
    from wharfinger_runtime import doctor

    from wharfinger.doctor import symptoms

    written = io.StringIO()
    doctor.write_list(doctor.symptoms_in(symptoms), written)
    output.write(Output(written.getvalue()))
    return 0


def _examine(arguments: Namespace, call: Call) -> int:
    from wharfinger_runtime import doctor

    from wharfinger.doctor import project, symptoms

    with progress.shown(call.quiet):
        found = project.read(call.request)
        diagnoses = doctor.examine(doctor.symptoms_in(symptoms), found)
    examined = found.catalog.examined
    if arguments.format == "json":
        text = json_text("doctor", examined, doctor.as_data(diagnoses))
        output.write(Output(text, is_data=True))
    else:
        written = io.StringIO()
        doctor.write_report(diagnoses, written, verbose=call.verbose)
        line = "" if call.quiet else f"{examined_line(examined)}\n"
        output.write(Output(written.getvalue() + line))
    return doctor.exit_status(diagnoses)
