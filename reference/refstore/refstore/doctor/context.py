# SPDX-License-Identifier: Apache-2.0
"""What symptoms are given to look at.

A symptom is a function ``symptom_NAME(context)`` in a module; distributions of drivers register
theirs in the entry-point group ``refstore.symptoms`` (name = module). The docstring's first line
is the title, the rest the advice. It returns something falsy where all is well, or strings: what
and where. Whatever it raises counts as "could not be examined", so it need not catch anything.

A driver's symptom asks for its own instances. Where none is in use, it does not apply:

    def symptom_table_missing(context):
        \"\"\"A table is missing.

        Run refstore-dynamodb setup.
        \"\"\"
        return [
            f"{use.title}: there is no table"
            for use, driver in context.in_use(DynamoDBDriver)
            if not driver.has_table()
        ]

Symptoms read. They share the context, so they leave its drivers open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from oslo_config import cfg
from wharfinger_runtime import DriverLoadError, LoadedDriver
from wharfinger_runtime.doctor import NotApplicable

from refstore import options
from refstore.driver import StoreDriverV9
from refstore.errors import ConfigurationError
from refstore.loading import DRIVERS
from refstore.local_drivers import DEFAULT, LocalDrivers, title

SYMPTOMS = "refstore.symptoms"
"""The entry-point group of modules with symptoms."""

Driver = TypeVar("Driver", bound=StoreDriverV9)


@dataclass(frozen=True, slots=True)
class Use:
    """A driver that the configuration names. ``scope`` is empty for the default driver."""

    scope: str
    conf: cfg.ConfigOpts

    @property
    def name(self) -> str:
        """The driver's name, as it is configured."""
        return str(self.conf.driver)

    @property
    def title(self) -> str:
        """How details call the driver."""
        return title(self.scope, self.conf)

    def loaded(self) -> LoadedDriver:
        """Return the driver without opening it, be it supported or not. Raises DriverLoadError."""
        return DRIVERS.load(self.name, enable_unsupported=True, warn=False)


class Context:
    """A configuration and its drivers, each opened when it is needed first.

    ``refused`` says why the configuration cannot be used, if so. Then all properties and methods
    but :meth:`close` raise NotApplicable.
    """

    def __init__(self, config_files: Sequence[str] | None = None) -> None:
        self.refused = ""
        try:
            self._conf = options.load(config_files)
            self._drivers = LocalDrivers(self._conf, warn=False)
        except ConfigurationError as error:
            self.refused = str(error)

    @property
    def conf(self) -> cfg.ConfigOpts:
        """The configuration, without the options of drivers."""
        self._demand_configuration()
        return self._conf

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that have a driver of their own, and an empty one for the default driver."""
        self._demand_configuration()
        return self._drivers.scopes

    def driver(self, scope: str = DEFAULT) -> StoreDriverV9:
        """Return the driver of a scope, whose records have its own ids.

        Raises ConfigurationError, UnknownScopeError and what the driver's constructor does.
        """
        self._demand_configuration()
        return self._drivers.driver(scope)

    def use(self, scope: str) -> Use:
        """Return how a scope's driver is configured. Raises ConfigurationError."""
        self._demand_configuration()
        return Use(scope, self._drivers.conf(scope))

    def uses(self) -> tuple[Use, ...]:
        """Return the drivers that the configuration names; not those of files that are refused."""
        found = []
        for scope in self.scopes:
            with suppress(ConfigurationError):
                found.append(self.use(scope))
        return tuple(found)

    def loaded(self) -> Iterator[tuple[Use, LoadedDriver]]:
        """Yield the drivers that can be loaded, without opening them."""
        for use in self.uses():
            with suppress(DriverLoadError):
                yield use, use.loaded()

    def opened(self) -> Iterator[tuple[Use, StoreDriverV9]]:
        """Yield the drivers that can be opened; why one cannot is told by symptoms of its own."""
        for use in self.uses():
            # One that breaks in its own way must not cost the others their examination.
            with suppress(Exception):
                yield use, self.driver(use.scope)

    def in_use(self, cls: type[Driver]) -> tuple[tuple[Use, Driver], ...]:
        """Return the instances of a class among :meth:`opened`.

        Raises NotApplicable if there is none.
        """
        found = [(use, driver) for use, driver in self.opened() if isinstance(driver, cls)]
        if not found:
            raise NotApplicable(f"no {cls.__name__} is in use")
        return tuple(found)

    def close(self) -> None:
        """Close the drivers that were opened."""
        if not self.refused:
            self._drivers.close()

    def _demand_configuration(self) -> None:
        if self.refused:
            raise NotApplicable("the configuration cannot be used")
