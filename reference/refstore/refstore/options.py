# SPDX-License-Identifier: Apache-2.0
"""The options of refstore, and reading them.

A driver's options are in the section that has the driver's name;
:func:`refstore.loading.open_driver` adds them when the driver is opened.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from oslo_config import cfg

from refstore import caching, strict_config
from refstore.loading import DRIVERS, driver_options

PROJECT = "refstore"
IN_TREE_DRIVERS = ("kv", "sql")

DRIVER = (
    cfg.StrOpt(
        "driver",
        default="sql",
        help="The driver of all scopes that have none of their own: the name of an entry point "
        "in refstore.drivers, or module:Class. Empty for none.",
    ),
    cfg.BoolOpt(
        "enable_unsupported",
        default=False,
        help="Load drivers too that are marked as unsupported.",
    ),
    cfg.StrOpt(
        "state_path",
        sample_default="~/.local/state/refstore",
        help="The folder of files that refstore keeps. Other options can name it: $state_path.",
    ),
)
"""What a scope's file can have in [DEFAULT], beside its driver's own section."""

MANAGER = (
    cfg.IntOpt(
        "list_limit",
        default=1000,
        min=0,
        help="How many records one page of a list has at most, whatever the caller asks for; "
        "0 for no limit.",
    ),
    cfg.StrOpt(
        "scopes_path",
        help="A folder with a file NAME.conf for each scope that has a driver of its own.",
    ),
    cfg.IntOpt(
        "workers",
        default=1,
        min=1,
        help="How many processes use this configuration at the same time. It starts none: "
        "refstore-manage doctor judges by it what has to be shared.",
    ),
)

ID_MAPPING = (
    cfg.StrOpt(
        "connection",
        default="sqlite:///$state_path/refstore.db",
        secret=True,
        help="The URL of the SQL database that keeps which public id stands for which record. "
        "It is used if a scope has a driver of its own, or with map_default_driver.",
    ),
    cfg.BoolOpt(
        "map_default_driver",
        default=False,
        help="Hide the ids of the default driver's records too.",
    ),
)

SECTIONS = {
    strict_config.DEFAULT: (*DRIVER, *MANAGER),
    "id_mapping": ID_MAPPING,
    "cache": caching.GLOBAL,
    **{f"cache_{section}": caching.SECTION for section in caching.SECTIONS},
}


def load(config_files: Sequence[str] | None = None) -> cfg.ConfigOpts:
    """Return refstore's configuration.

    Without files named, those that oslo.config finds are read: refstore.conf in ~/.refstore, ~,
    /etc/refstore and /etc, and the folders refstore.conf.d there.

    Raises ConfigurationError if a file is missing or cannot be parsed, and if an option or
    section in it is unknown or has a bad value. The options of drivers are examined when the
    driver is opened.
    """
    conf = strict_config.read(PROJECT, SECTIONS, config_files, {"state_path": _state_path()})
    strict_config.check_sections(conf, {*SECTIONS, *_driver_sections(conf)})
    return conf


def load_scope(config_file: str, conf: cfg.ConfigOpts) -> cfg.ConfigOpts:
    """Return the configuration of one scope.

    Its file has the options :data:`DRIVER`, of which ``state_path`` and ``enable_unsupported``
    default to what ``conf`` has, and the section of the driver. Raises ConfigurationError as
    :func:`load` does.
    """
    defaults = {name: conf[name] for name in ("state_path", "enable_unsupported")}
    sections = {strict_config.DEFAULT: DRIVER}
    scope = strict_config.read(PROJECT, sections, [config_file], defaults)
    strict_config.check_sections(scope, {*sections, *_driver_sections(scope)})
    return scope


def list_options() -> list[tuple[str, list[cfg.Opt]]]:
    """Return all options by section, for oslo.config's generator and Sphinx extension."""
    loaded = [DRIVERS.load(name, warn=False) for name in IN_TREE_DRIVERS]
    drivers = {driver.name: driver_options(driver.cls) for driver in loaded}
    return [(section, list(options)) for section, options in {**SECTIONS, **drivers}.items()]


def _driver_sections(conf: cfg.ConfigOpts) -> set[str]:
    return {*DRIVERS.names(), conf.driver} - {""}


def _state_path() -> str:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return str(Path(base) / PROJECT)
