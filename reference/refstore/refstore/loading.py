# SPDX-License-Identifier: Apache-2.0
"""Loading drivers: which interface versions refstore takes, and which old names still work."""

from __future__ import annotations

from typing import Any

from oslo_config import cfg
from wharfinger_runtime import DeprecatedName, DriverGroup, DriverLoadError, InterfaceVersion

from refstore import strict_config
from refstore.adapters import V8ToV9
from refstore.driver import StoreDriverV8, StoreDriverV9
from refstore.errors import ConfigurationError

DRIVERS = DriverGroup(
    "refstore.drivers",
    versions=(
        InterfaceVersion("9", StoreDriverV9, since="9.0.0"),
        InterfaceVersion(
            "8",
            StoreDriverV8,
            adapter=V8ToV9,
            state="deprecated",
            since="9.0.0",
            removal="10.0.0",
            replacement="StoreDriverV9",
        ),
        InterfaceVersion("7", "refstore.driver:StoreDriverV7", state="removed", removal="9.0.0"),
    ),
    deprecated_names=(DeprecatedName("sqlalchemy", use="sql", since="9.0.0", removal="10.0.0"),),
)

COMMON_OPTIONS = (
    cfg.IntOpt(
        "list_limit",
        default=0,
        min=0,
        help="How many records one page of this driver's lists has at most; 0 for no limit but "
        "the one in [DEFAULT].",
    ),
)
"""Options that every driver's section has beside the driver's own."""


def open_driver(conf: cfg.ConfigOpts, name: str, *, warn: bool = True) -> StoreDriverV9:
    """Return an instance of a driver, with the options of the section that has its name.

    What is deprecated or experimental is told of, once in a process, unless ``warn`` is false.
    Raises ConfigurationError if the driver cannot be loaded, or if one of its options is unknown
    or has a bad value.
    """
    try:
        loaded = DRIVERS.load(name, enable_unsupported=conf.enable_unsupported, warn=warn)
        strict_config.register(conf, name, driver_options(loaded.cls))
        driver: StoreDriverV9 = loaded(conf[name])
    except DriverLoadError as error:
        files = ", ".join(conf.config_file)
        raise ConfigurationError(f"{files}: {error}" if files else str(error)) from error
    return driver


def driver_options(driver: Any) -> list[cfg.Opt]:
    """Return the options that the section of a driver has."""
    own = list(getattr(driver, "OPTIONS", ()))
    named = {option.dest for option in own}
    return [*own, *(option for option in COMMON_OPTIONS if option.dest not in named)]
