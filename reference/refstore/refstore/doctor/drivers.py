# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the drivers that the configuration names: unknown, unusable, old, or too new."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime import DriverLoadError, UnknownDriverError
from wharfinger_runtime.doctor import NotApplicable

from refstore.doctor.context import Context
from refstore.driver import Capability
from refstore.drivers.kv import KeyValueDriver
from refstore.errors import ConfigurationError
from refstore.loading import DRIVERS


def symptom_unknown(context: Context) -> Iterator[str]:
    """A driver is not installed.

    Correct the option driver in the file that is named, or install the distribution that brings
    the driver.
    """
    for use in context.uses():
        try:
            use.loaded()
        except UnknownDriverError as error:
            yield f"{use.title}: {error}"
        except DriverLoadError:
            pass  # It is there; why it does not load is the next symptom.


def symptom_unusable(context: Context) -> Iterator[str]:
    """A driver cannot be used.

    It cannot be imported, is not enabled, or has an option that is unknown or has a bad value.
    """
    for use in context.uses():
        try:
            context.driver(use.scope)
        except ConfigurationError as error:
            if not isinstance(error.__cause__, UnknownDriverError):
                yield f"{use.title}: {error}"


def symptom_deprecated(context: Context) -> Iterator[str]:
    """A deprecated driver is in use.

    It will be removed. Before you upgrade to that release, move the records to its replacement:

        refstore-manage run export import verify --set records=FILE --set target=NEW.conf
    """
    for use, loaded in context.loaded():
        if loaded.state == "deprecated":
            marks = loaded.marks
            yield use.title + _plan(marks.deprecated_since, marks.removal, marks.replacement)


def symptom_deprecated_interface(context: Context) -> Iterator[str]:
    """A driver is written for a deprecated version of the interface.

    An adapter lets it go on for now. Ask its authors for a release for the newest version, or
    move the records to another driver.
    """
    for use, loaded in context.loaded():
        version = loaded.interface
        if version and version.state == "deprecated":
            plan = _plan(version.since, version.removal, version.replacement)
            yield f"{use.title} implements {version.target}{plan}"


def symptom_deprecated_name(context: Context) -> Iterator[str]:
    """A driver is named by a deprecated name.

    Put the new name into the option driver, and rename the section of the driver's options.
    """
    known = {old.name: old for old in DRIVERS.deprecated_names}
    for use in context.uses():
        if old := known.get(use.name):
            yield use.title + _plan(old.since, old.removal, old.use)


def symptom_unsupported(context: Context) -> Iterator[str]:
    """An unsupported driver is in use.

    enable_unsupported is set, so refstore takes it. Nobody mends its faults: move the records to
    another driver and remove the option.
    """
    for use, loaded in context.loaded():
        if loaded.state == "unsupported" and use.conf.enable_unsupported:
            marks = loaded.marks
            reason = f" ({marks.reason})" if marks.reason else ""
            yield use.title + reason + (f": use {marks.replacement!r}" if marks.replacement else "")


def symptom_experimental(context: Context) -> Iterator[str]:
    """An experimental driver is in use.

    How it stores records may change without notice: keep no records in it that you cannot have
    again.
    """
    for use, loaded in context.loaded():
        if loaded.state == "experimental":
            reason = loaded.marks.reason
            yield f"{use.title}: {reason}" if reason else use.title


def symptom_forgetful(context: Context) -> list[str]:
    """Records vanish with the process.

    The driver kv keeps records in memory unless it is told otherwise, and each process has its
    own. Name a file or a server:

        [kv]
        backend = file
        url = $state_path/refstore.kv
    """
    return [
        f"{use.title}: its backend is {driver.options.backend}"
        for use, driver in context.in_use(KeyValueDriver)
        if not driver.CAPABILITIES & {Capability.PERSISTENT, Capability.SHARED}
    ]


def symptom_alone(context: Context) -> Iterator[str]:
    """A driver is not made for several processes.

    What one worker writes another may overwrite, or not see at all. Choose a driver, or a
    backend, that promises SHARED and COMPARE_AND_SET, or run one worker.
    """
    workers = context.conf.workers
    if workers == 1:
        raise NotApplicable("one worker uses this configuration")
    needed = (Capability.SHARED, Capability.COMPARE_AND_SET)
    for use, driver in context.opened():
        lacking = [each.name for each in needed if each not in driver.CAPABILITIES]
        if lacking:
            yield f"{use.title} has {workers} workers, but does not promise {', '.join(lacking)}"


def _plan(since: str, removal: str, replacement: str) -> str:
    """Return the plan for something deprecated as the end of a sentence."""
    text = f", deprecated since {since}" if since else ", deprecated"
    text += f", will be removed in {removal}" if removal else ""
    return text + (f": use {replacement!r}" if replacement else "")
