# SPDX-License-Identifier: Apache-2.0
"""Loading actions and data drivers, by the names of their entry points."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from wharfinger_runtime import DriverGroup, DriverLoadError, InterfaceVersion

from refstore.actions.action import Action
from refstore.actions.data_driver import DataDriver

ACTIONS = DriverGroup("refstore.actions", versions=(InterfaceVersion(None, Action),))
DATA_DRIVERS = DriverGroup("refstore.action_data", versions=(InterfaceVersion(None, DataDriver),))


def load_action(name: str) -> Action:
    """Return an action. Raises DriverLoadError."""
    loaded = ACTIONS.load(name)
    action: Action = loaded(loaded.name)
    return action


def described(group: DriverGroup) -> Iterator[tuple[str, str]]:
    """Yield the name of each plugin in a group with its docstring's first line."""
    for name in group.names():
        try:
            text = inspect.getdoc(group.load(name, warn=False).cls) or ""
        except DriverLoadError as error:
            text = str(error)
        yield name, text.partition("\n")[0]
