# SPDX-License-Identifier: Apache-2.0
"""Which driver serves which scope."""

from __future__ import annotations

import threading
from pathlib import Path

from oslo_config import cfg

from refstore.driver import StoreDriverV9
from refstore.errors import (
    ConfigurationError,
    InvalidRecordError,
    NotFoundError,
    UnknownScopeError,
)
from refstore.id_mapping import IdMapping
from refstore.loading import open_driver
from refstore.mapped_driver import MappedDriver
from refstore.options import load_scope
from refstore.records import valid_scope

_DEFAULT = ""


class ScopeDrivers:
    """The default driver, and those of scopes that have one of their own.

    A scope's driver is configured by the file ``NAME.conf`` in ``scopes_path``. Each driver is
    opened when it is needed first, once for all threads. The ids of a scope's own driver are
    hidden behind public ones; those of the default driver only if ``map_default_driver`` is set.

    Raises ConfigurationError if the folder is not there or a file's name is not a scope's.
    """

    def __init__(self, conf: cfg.ConfigOpts) -> None:
        self._conf = conf
        self._files = _files_in(conf.scopes_path)
        # Asked for with each call; the configuration takes long to answer.
        self._has_default = bool(conf.driver)
        self._maps_default: bool = conf.id_mapping.map_default_driver
        self._mapping: IdMapping | None = None
        if self._files or self._maps_default:
            self._mapping = IdMapping(conf)
        self._opened: dict[str, StoreDriverV9] = {}
        self._lock = threading.Lock()

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that have a driver of their own, sorted."""
        return tuple(self._files)

    @property
    def default(self) -> StoreDriverV9 | None:
        """The driver of all other scopes, if there is one. Raises ConfigurationError."""
        return self._driver(_DEFAULT) if self._has_default else None

    def for_scope(self, scope: str) -> StoreDriverV9:
        """Return the driver of a scope.

        Raises UnknownScopeError if there is none, and ConfigurationError if its configuration
        has a fault.
        """
        if scope in self._files:
            return self._driver(scope)
        driver = self.default
        if driver is None:
            raise UnknownScopeError(scope, self.scopes)
        return driver

    def for_id(self, record_id: str) -> StoreDriverV9:
        """Return the driver that has the record, if anyone has. Raises as `for_scope` does.

        Raises NotFoundError if no record has this public id.
        """
        found = self._mapping.local(record_id) if self._mapping else None
        if found:
            return self.for_scope(found[0])
        driver = self.default
        if driver is None:
            raise NotFoundError("id", record_id)
        return driver

    def close(self) -> None:
        """Close the drivers that were opened, and the mapping."""
        with self._lock:
            while self._opened:
                self._opened.popitem()[1].close()
        if self._mapping:
            self._mapping.close()

    def _driver(self, scope: str) -> StoreDriverV9:
        driver = self._opened.get(scope)
        if driver is None:
            with self._lock:
                if scope not in self._opened:
                    self._opened[scope] = self._open(scope)
                driver = self._opened[scope]
        return driver

    def _open(self, scope: str) -> StoreDriverV9:
        conf, mapped = self._conf, self._maps_default
        if scope != _DEFAULT:
            conf, mapped = load_scope(str(self._files[scope]), self._conf), True
        driver = open_driver(conf, conf.driver)
        return MappedDriver(driver, self._mapping) if mapped and self._mapping else driver


def _files_in(folder: str | None) -> dict[str, Path]:
    if not folder:
        return {}
    if not Path(folder).is_dir():
        raise ConfigurationError(f"scopes_path: there is no folder {folder}")
    return {_scope_of(file): file for file in sorted(Path(folder).glob("*.conf"))}


def _scope_of(file: Path) -> str:
    try:
        return valid_scope(file.stem)
    except InvalidRecordError as error:
        raise ConfigurationError(f"{file}: its name is not a scope's: {error.reason}") from error
