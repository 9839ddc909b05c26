# SPDX-License-Identifier: Apache-2.0
"""Symptoms of engines: those that do not answer, and what drivers say of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from refstore.doctor.context import Context
from refstore.driver import StoreDriverV9
from refstore.drivers.sql import SQLDriver
from refstore.errors import ConfigurationError, StoreUnavailableError


def symptom_unreachable(context: Context) -> Iterator[str]:
    """An engine does not answer.

    See whether it runs and whether this machine can reach it; compare the address with the
    section of the driver.
    """
    for use in context.uses():
        try:
            context.driver(use.scope).check_engine()
        except StoreUnavailableError as error:
            yield f"{use.title}: {error}"
        except ConfigurationError:
            pass  # Other symptoms tell why.


def symptom_not_ready(context: Context) -> Iterator[str]:
    """An engine is not ready for use.

    It answers, but lacks something, such as an index that is active. What is named tells what to
    do.
    """
    for use, driver in context.opened():
        # What a SQL database lacks is a symptom of its own.
        if not isinstance(driver, SQLDriver):
            yield from (f"{use.title}: {fault}" for fault in _faults(driver))


def _faults(driver: StoreDriverV9) -> tuple[str, ...]:
    try:
        return driver.check_engine()
    except StoreUnavailableError:
        return ()
