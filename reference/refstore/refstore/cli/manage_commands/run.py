# SPDX-License-Identifier: Apache-2.0
"""Run actions on records, one after the other.

All are validated before the first one runs. To move a store to another driver:

  refstore-manage run room export import verify --set records=FILE --set target=NEW.conf

A value that begins with [ or { is JSON. A place can name the kind of place that it is, as in
jsonlines:FILE or store:FILE.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from oslo_config import cfg
from wharfinger_runtime import DriverLoadError

from refstore.actions import runner
from refstore.actions.action import ActionData
from refstore.actions.errors import ActionFailedError, FaultsError, InvalidQueueError
from refstore.actions.loading import ACTIONS, DATA_DRIVERS, described, load_action
from refstore.actions.parameters import parameters
from refstore.cli.output import printable
from refstore.cli.running import MISUSED, REFUSED

NAME = "run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let the command line name actions and their parameters."""
    parser.add_argument("actions", nargs="*", metavar="ACTION", help="--list shows them")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="[ACTION.]NAME=VALUE",
        help="a parameter, for one action or for all that have it; may be repeated",
    )
    parser.add_argument(
        "--parameters", metavar="FILE", help="read parameters from this file, a JSON object"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="validate the actions, and run none of them"
    )
    parser.add_argument(
        "--list", action="store_true", help="show the actions, their parameters and the places"
    )


def run(arguments: argparse.Namespace, conf: cfg.ConfigOpts) -> int:
    """Run the actions and return the exit status."""
    if arguments.list:
        print("\n".join(_listed()))
        return 0
    try:
        _run(arguments, conf)
    except InvalidQueueError as error:
        _tell(error.faults)
        return MISUSED
    except ActionFailedError as error:
        _tell([*_causes(error), error])
        return REFUSED
    return 0


def _run(arguments: argparse.Namespace, conf: cfg.ConfigOpts) -> None:
    if not arguments.actions:
        raise InvalidQueueError(["name an action; refstore-manage run --list shows them"])
    data = ActionData(conf, parameters(arguments.parameters, arguments.set))
    actions = runner.load_queue(arguments.actions)
    if arguments.dry_run:
        runner.validate(actions, data)
        print(f"valid: {', '.join(action.name for action in actions)}")
    else:
        runner.run(actions, data, print)


def _listed() -> Iterable[str]:
    yield "Actions"
    for name, text in described(ACTIONS):
        yield f"  {name}: {text}"
        yield from _parameters(name)
    yield "Places"
    yield from (f"  {name}: {text}" for name, text in described(DATA_DRIVERS))


def _parameters(name: str) -> Iterable[str]:
    try:
        found = load_action(name).PARAMETERS
    except DriverLoadError:
        return
    for key, parameter in found.items():
        yield f"    {key}: {parameter.help}{' (required)' if parameter.required else ''}"


def _causes(error: ActionFailedError) -> Iterable[str]:
    cause = error.__cause__
    if isinstance(cause, FaultsError):
        return cause.faults
    return [runner.described(cause)] if cause else []


def _tell(faults: Iterable[object]) -> None:
    for fault in faults:
        print(f"error: {printable(' '.join(str(fault).split()))}", file=sys.stderr)
