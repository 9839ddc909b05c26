# SPDX-License-Identifier: Apache-2.0
"""Look for what is wrong with the set-up, and say what to do about it.

Nothing is changed. The exit status is 0 if no symptom is found, 1 if one is, 2 if none applies,
and 3 if one could not be examined.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing

from wharfinger_runtime import doctor

import refstore.doctor
from refstore.doctor.context import SYMPTOMS, Context

NAME = "doctor"

HEALTHY = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the command line choose what is shown, and how."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="default: %(default)s"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="tell why symptoms do not apply"
    )
    parser.add_argument(
        "--list", action="store_true", help="show what is looked for, and look for nothing"
    )


def read(config_files: Sequence[str] | None) -> Context:
    """Return the configuration, even if it is refused, and the drivers that it names."""
    return Context(config_files)


def run(arguments: argparse.Namespace, context: Context) -> int:
    """Examine all symptoms and return the exit status."""
    symptoms = (
        *doctor.symptoms_in(refstore.doctor),
        *doctor.symptoms_from_entry_points(SYMPTOMS),
    )
    with closing(context):
        if arguments.list:
            doctor.write_list(symptoms, sys.stdout)
            return HEALTHY
        diagnoses = doctor.examine(symptoms, context)
    return doctor.write_report(diagnoses, sys.stdout, arguments.format, verbose=arguments.verbose)
