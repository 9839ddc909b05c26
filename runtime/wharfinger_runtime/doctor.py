# SPDX-License-Identifier: Apache-2.0
"""A doctor for a project: functions that each look for one symptom and advise what to do.

A symptom is a function ``symptom_<name>(context)`` in a module of symptoms. Its docstring is what
the user reads: the first line is the title, the rest the advice, in which an indented paragraph is
shown as it stands. It returns

* something falsy where the symptom is absent;
* ``True``, a string or an iterable of strings (what and where) where it is present;

and raises :class:`NotApplicable` where the question does not arise. Whatever else it raises, the
answer is that this symptom could not be examined; the others are examined all the same.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

from wharfinger_runtime.diagnosis import Diagnosis, Outcome, Symptom
from wharfinger_runtime.doctor_report import as_data, exit_status, write_list, write_report

__all__ = [
    "Diagnosis",
    "InvalidSymptomError",
    "NotApplicable",
    "Outcome",
    "Symptom",
    "as_data",
    "examine",
    "exit_status",
    "symptoms_from_entry_points",
    "symptoms_in",
    "write_list",
    "write_report",
]

PREFIX = "symptom_"


class InvalidSymptomError(ValueError):
    """A symptom without a docstring, or a second one of the same name."""


class NotApplicable(Exception):  # noqa: N818 - not an error: the question does not arise
    """Raised by a symptom to which the context gives no occasion; the message is the reason."""


def symptoms_in(*sources: ModuleType) -> tuple[Symptom, ...]:
    """Collect the symptoms of modules and of all modules of packages.

    The order is that of the sources, then of the modules' names, then of definition. A module of a
    package that cannot be imported becomes one symptom that cannot be examined.

    :raises InvalidSymptomError: a symptom has no docstring, or two have the same name
    """
    symptoms = tuple(symptom for source in sources for symptom in _of_source(source))
    counts = Counter(symptom.name for symptom in symptoms)
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        raise InvalidSymptomError(
            f"defined more than once: {', '.join(repeated)}; rename one of each"
        )
    return symptoms


def symptoms_from_entry_points(group: str) -> tuple[Symptom, ...]:
    """Collect the symptoms that installed distributions bring, in order of their names.

    Each entry point of the group names a module of symptoms; its name takes the place of the
    module's. One that is broken, or whose name is taken, becomes a symptom that cannot be examined.
    """
    entries = {(entry.name, entry.value): entry for entry in _entry_points(group)}
    counts = Counter(name for name, _ in entries)
    return tuple(
        symptom
        for (name, _), entry in sorted(entries.items())
        for symptom in _of_entry_point(entry, taken=counts[name] > 1)
    )


def examine(symptoms: Iterable[Symptom], context: object) -> tuple[Diagnosis, ...]:
    """Look for each symptom in turn, giving the context to each."""
    return tuple(_diagnosis(symptom, context) for symptom in symptoms)


def _diagnosis(symptom: Symptom, context: object) -> Diagnosis:
    try:
        found, details = _reading(symptom.look(context))
    except NotApplicable as reason:
        return Diagnosis(symptom, Outcome.NOT_APPLICABLE, (str(reason),))
    # Whatever a symptom raises is its own failure; it must not cost the user the other answers.
    except (Exception, SystemExit) as error:  # noqa: BLE001 - told as a diagnosis
        return Diagnosis(symptom, Outcome.NOT_EXAMINED, (f"{type(error).__name__}: {error}",))
    return Diagnosis(symptom, Outcome.FOUND if found else Outcome.ABSENT, details)


def _reading(answer: object) -> tuple[bool, tuple[str, ...]]:
    """Say whether an answer means that the symptom is there, with its details."""
    if answer is None or isinstance(answer, bool):
        return bool(answer), ()
    if isinstance(answer, str):
        return bool(answer), (answer,) if answer else ()
    details = tuple(answer) if isinstance(answer, Iterable) else (answer,)
    if not all(isinstance(detail, str) for detail in details):
        raise TypeError(f"a symptom answers with a bool, a string or strings, not with {answer!r}")
    return bool(details), details


def _of_source(source: ModuleType) -> Iterator[Symptom]:
    yield from _of_module(source, source.__name__.rpartition(".")[2])
    found = pkgutil.iter_modules(getattr(source, "__path__", ()), f"{source.__name__}.")
    for name in sorted(module.name for module in found):
        try:
            module = importlib.import_module(name)
        except Exception as error:  # noqa: BLE001 - told as a diagnosis
            yield _broken(name, error, f"Mend the module {name}.")
        else:
            yield from _of_source(module)


def _of_entry_point(entry: importlib.metadata.EntryPoint, *, taken: bool) -> Iterator[Symptom]:
    owner = entry.dist.name if entry.dist else "an unknown distribution"
    advice = (
        f"The distribution {owner} registers `{entry.name} = {entry.value}` in the group "
        f"{entry.group}. Mend it there, or uninstall the distribution."
    )
    try:
        if taken:
            raise InvalidSymptomError(f"the name {entry.name} is registered more than once")
        yield from _of_module(_loaded(entry), entry.name)
    except Exception as error:  # noqa: BLE001 - told as a diagnosis
        yield _broken(entry.name, error, advice)


def _loaded(entry: importlib.metadata.EntryPoint) -> ModuleType:
    loaded = entry.load()
    if not isinstance(loaded, ModuleType):
        raise InvalidSymptomError(f"{entry.value} is no module")
    return loaded


def _of_module(module: ModuleType, prefix: str) -> tuple[Symptom, ...]:
    """Return the symptoms that a module defines; those that it imports belong elsewhere."""
    return tuple(
        _symptom(prefix, function)
        for name, function in vars(module).items()
        if name.startswith(PREFIX)
        and inspect.isfunction(function)
        and function.__module__ == module.__name__
    )


def _symptom(prefix: str, function: Callable[[Any], object]) -> Symptom:
    title, _, advice = inspect.cleandoc(function.__doc__ or "").partition("\n")
    if not title:
        raise InvalidSymptomError(
            f"{function.__module__}.{function.__name__} has no docstring; "
            "its first line is the title, the rest the advice"
        )
    name = function.__name__.removeprefix(PREFIX)
    return Symptom(f"{prefix}.{name}", title.removesuffix("."), advice.strip("\n"), function)


def _broken(name: str, error: Exception, advice: str) -> Symptom:
    def look(_: object) -> object:
        raise error

    return Symptom(name, "Its symptoms cannot be loaded", advice, look)


def _entry_points(group: str) -> Iterable[importlib.metadata.EntryPoint]:
    return importlib.metadata.entry_points(group=group)
