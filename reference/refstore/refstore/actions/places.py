# SPDX-License-Identifier: Apache-2.0
"""The places that the parameters of actions name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from wharfinger_runtime import DriverLoadError

from refstore.actions.action import Action, ActionData, Parameter
from refstore.actions.data_driver import DataDriver, Use
from refstore.actions.errors import FaultsError
from refstore.actions.loading import DATA_DRIVERS
from refstore.errors import ConfigurationError, RefstoreError

SOURCE = Parameter(
    "the store to read: its configuration file; unless given, that of this command",
    data_driver="store",
)
TARGET = Parameter(
    "the other store: its configuration file; unless given, that of this command",
    data_driver="store",
)
RECORDS = Parameter("the file with the records", required=True, data_driver="jsonlines")


@contextmanager
def opened(action: Action, data: ActionData, name: str) -> Iterator[DataDriver]:
    """Give the place that a parameter names. Raises ConfigurationError."""
    driver, location = _parsed(str(data.value(action.name, name) or ""), action.PARAMETERS[name])
    try:
        place = DATA_DRIVERS.load(driver)(location, data.conf)
    except DriverLoadError as error:
        raise ConfigurationError(str(error)) from error
    with closing(place):
        yield place


def faults(action: Action, data: ActionData, name: str, use: Use) -> Iterator[str]:
    """Yield why the place that a parameter names cannot be used."""
    value = data.value(action.name, name)
    if not isinstance(value, str) and (value is not None or action.PARAMETERS[name].required):
        return  # The runner tells of values that are missing or no text.
    if use is Use.READ and data.queue.makes(name):
        return  # Who makes it has examined the place.
    try:
        with opened(action, data, name) as place:
            place.validate(use)
    except FaultsError as error:
        yield from (f"{name}: {fault}" for fault in error.faults)
    except RefstoreError as error:
        yield f"{name}: {error}"


def input_size(
    action: Action, data: ActionData, name: str, scopes: Sequence[str] | None = None
) -> int:
    """Return the size of the records in the place that a parameter names, as lines of JSON."""
    with opened(action, data, name) as place:
        return place.size(scopes)


def _parsed(text: str, parameter: Parameter) -> tuple[str, str]:
    driver, colon, location = text.partition(":")
    if colon and driver in DATA_DRIVERS.names():
        return driver, location
    return parameter.data_driver, text
