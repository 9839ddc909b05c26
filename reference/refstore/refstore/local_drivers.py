# SPDX-License-Identifier: Apache-2.0
"""The drivers of a configuration as they are, for operators' tools.

Their records have the ids that the drivers keep, not the public ones: moved to another driver,
they are found by the same public ids as before.
"""

from __future__ import annotations

from pathlib import Path

from oslo_config import cfg

from refstore.driver import StoreDriverV9
from refstore.errors import UnknownScopeError
from refstore.hints import Hints
from refstore.listing import full_page
from refstore.loading import open_driver
from refstore.options import load_scope
from refstore.scopes import ScopeDrivers

DEFAULT = ""
"""Stands for all scopes that have no driver of their own."""


class LocalDrivers:
    """Opens each driver when it is needed first. For one thread.

    Raises ConfigurationError if the folder of the scopes' files is not what it may be.
    """

    def __init__(self, conf: cfg.ConfigOpts, *, warn: bool = True) -> None:
        self._warn = warn
        self._files = {
            scope: Path(conf.scopes_path) / f"{scope}.conf" for scope in ScopeDrivers(conf).scopes
        }
        self._conf = conf
        self._opened: dict[str, StoreDriverV9] = {}

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that have a driver of their own, behind DEFAULT if others can have one."""
        return (*([DEFAULT] if self._conf.driver else []), *self._files)

    def conf(self, scope: str) -> cfg.ConfigOpts:
        """Return the configuration of a scope's driver. Raises ConfigurationError."""
        if scope in self._files:
            return load_scope(str(self._files[scope]), self._conf)
        return self._conf

    def driver(self, scope: str) -> StoreDriverV9:
        """Return the driver of a scope.

        Raises UnknownScopeError if there is none, and ConfigurationError.
        """
        key = scope if scope in self._files else DEFAULT
        if key not in self.scopes:
            raise UnknownScopeError(scope, self.scopes)
        if key not in self._opened:
            conf = self.conf(key)
            self._opened[key] = open_driver(conf, conf.driver, warn=self._warn)
        return self._opened[key]

    def list_scopes(self) -> tuple[str, ...]:
        """Return the scopes that have records, sorted.

        Raises NotSupportedError if the default driver cannot tell, and ConfigurationError.
        """
        found = {scope for scope in self._files if self._has_records(scope)}
        if DEFAULT in self.scopes:
            found |= {*self.driver(DEFAULT).list_scopes()} - {*self._files}
        return tuple(sorted(found))

    def close(self) -> None:
        """Close the drivers that were opened."""
        while self._opened:
            self._opened.popitem()[1].close()

    def _has_records(self, scope: str) -> bool:
        return bool(full_page(self.driver(scope), scope, Hints(limit=1)).items)


def title(scope: str, conf: cfg.ConfigOpts) -> str:
    """Return how texts call the driver of a scope."""
    name = conf.driver
    return f"the driver {name!r} of the scope {scope}" if scope else f"the default driver {name!r}"
