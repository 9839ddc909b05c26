# SPDX-License-Identifier: Apache-2.0
"""Running actions one after the other, once all of them are known to be able to."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence

from wharfinger_runtime import DriverLoadError

from refstore.actions.action import Action, ActionData, Queue
from refstore.actions.errors import ActionFailedError, InvalidDataError, InvalidQueueError
from refstore.actions.loading import load_action
from refstore.errors import RefstoreError


def load_queue(names: Sequence[str]) -> tuple[Action, ...]:
    """Return the actions of these names. Raises InvalidQueueError, with all faults."""
    actions, faults = [], []
    for name in names:
        try:
            actions.append(load_action(name))
        except DriverLoadError as error:
            faults.append(str(error))
    if faults:
        raise InvalidQueueError(faults)
    return tuple(actions)


def validate(actions: Sequence[Action], data: ActionData) -> None:
    """Raise InvalidQueueError, with the faults of all actions, if they cannot run."""
    faults = [
        *_unknown(actions, data),
        *(fault for action, queue in _queued(actions) for fault in _faults(action, data.at(queue))),
    ]
    if faults:
        raise InvalidQueueError(dict.fromkeys(faults))


def run(
    actions: Sequence[Action], data: ActionData, tell: Callable[[str], object] = lambda _: None
) -> ActionData:
    """Validate all actions, run them in order, and return the data of the last one.

    ``tell`` is given what an action reports, when it is done. Raises InvalidQueueError before
    anything was done, or ActionFailedError, whose cause is what the action raised.
    """
    validate(actions, data)
    for action, queue in _queued(actions):
        told = len(data.report)
        try:
            data = action.run(data.at(queue))
        # A plugin's own faults too must not hide what was done.
        except Exception as error:
            raise ActionFailedError(action.name, _names(queue.before), _names(queue.after)) from (
                error
            )
        for line in data.report[told:]:
            tell(f"{action.name}: {line}")
    return data


def _queued(actions: Sequence[Action]) -> Iterator[tuple[Action, Queue]]:
    for position, action in enumerate(actions):
        yield action, Queue(tuple(actions[:position]), tuple(actions[position + 1 :]))


def _names(actions: Sequence[Action]) -> list[str]:
    return [action.name for action in actions]


def _unknown(actions: Sequence[Action], data: ActionData) -> Iterator[str]:
    """Yield which values are for no parameter of the actions."""
    known = {name for action in actions for name in action.PARAMETERS}
    known |= {f"{action.name}.{name}" for action in actions for name in action.PARAMETERS}
    for name in sorted({*data.values} - known):
        near = difflib.get_close_matches(name, sorted(known), 1)
        hint = f"did you mean {near[0]!r}?" if near else f"they take {', '.join(sorted(known))}"
        yield f"the actions take no {name!r}; {hint}"


def _faults(action: Action, data: ActionData) -> Iterator[str]:
    for name, parameter in action.PARAMETERS.items():
        value = data.value(action.name, name)
        if value is None and parameter.required:
            yield f"{action.name}: give {name}, {parameter.help}"
        elif parameter.data_driver and value is not None and not isinstance(value, str):
            yield f"{action.name}: {name}: {value!r:.80} names no place"
    try:
        action.validate(data)
    except InvalidDataError as error:
        yield from (f"{action.name}: {fault}" for fault in error.faults)
    except Exception as error:  # noqa: BLE001 - the plugin's own fault
        yield f"{action.name}: {described(error)}"


def described(error: BaseException) -> str:
    """Return what an error says, with its type if it is none that refstore raises on purpose."""
    return str(error) if isinstance(error, RefstoreError) else f"{type(error).__name__}: {error}"
