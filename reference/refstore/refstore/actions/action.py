# SPDX-License-Identifier: Apache-2.0
"""What an action is, and the data that actions share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from oslo_config import cfg


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be told an action.

    ``data_driver`` is set if the value is a place, written ``DATA_DRIVER:LOCATION``; it is the one
    that is meant if the value names none.
    """

    help: str
    required: bool = False
    data_driver: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The actions that run before and after one."""

    before: tuple[Action, ...] = ()
    after: tuple[Action, ...] = ()

    def makes(self, name: str) -> bool:
        """Tell whether an action before makes what a parameter names."""
        return any(name in action.MAKES for action in self.before)


@dataclass(frozen=True, slots=True)
class ActionData:
    """What all actions see. It does not change: an action returns new data.

    ``conf`` is the configuration of the command. ``values`` has the parameters by name, those for
    one action alone by ``ACTION.NAME``. ``report`` is what the actions have to say. ``queue`` is
    what runs before and after the action that is given the data.
    """

    conf: cfg.ConfigOpts
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    report: tuple[str, ...] = ()
    queue: Queue = field(default_factory=Queue)

    def value(self, action: str, name: str) -> object:
        """Return the value of an action's parameter, None if it has none."""
        own = self.values.get(f"{action}.{name}")
        return self.values.get(name) if own is None else own

    def having(self, **values: object) -> ActionData:
        """Return the data with other values, for the actions that follow."""
        return replace(self, values=MappingProxyType({**self.values, **values}))

    def at(self, queue: Queue) -> ActionData:
        """Return the data for the action that is in this place of the queue."""
        return replace(self, queue=queue)

    def telling(self, line: str) -> ActionData:
        """Return the data with one more line in the report."""
        return replace(self, report=(*self.report, line))


class Action(ABC):
    """One step. It can run alone, or in a row with others.

    Its docstring's first line is shown by ``refstore-manage run --list``. ``name`` is the one
    that it was loaded by.
    """

    PARAMETERS: ClassVar[Mapping[str, Parameter]] = {}
    """The parameters by name."""
    MAKES: ClassVar[frozenset[str]] = frozenset()
    """The parameters whose places hold for later actions what this one wrote."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def validate(self, data: ActionData) -> None:
        """Raise InvalidDataError, with all faults, if the action cannot run on the data.

        No action has run when this is called, so what one before makes is not there yet.
        """

    @abstractmethod
    def run(self, data: ActionData) -> ActionData:
        """Do the work and return the data for the next action.

        Raises RefstoreError; then the work is not done, and can be done again.
        """

    def input_size(self, data: ActionData) -> int | None:  # noqa: ARG002
        """Return how many bytes the action's input takes as lines of JSON, None without input."""
        return None

    def room_needed(self, data: ActionData, size: int) -> Mapping[Path, int]:  # noqa: ARG002
        """Return how many bytes the action will write, by folder on this machine.

        ``size`` is the first input's, see :meth:`input_size`.
        """
        return {}
