# SPDX-License-Identifier: Apache-2.0
"""Load drivers by entry-point name or dotted path, under rules that the host declares once."""

from __future__ import annotations

from wharfinger_runtime.errors import (
    AmbiguousDriverError,
    BadTargetError,
    DriverLoadError,
    InterfaceVersionError,
    MissingDependencyError,
    UnknownDriverError,
    UnsupportedDriverError,
    WrongTypeError,
)
from wharfinger_runtime.group import DriverGroup
from wharfinger_runtime.loaded import LoadedDriver
from wharfinger_runtime.marks import Marks, marks_of
from wharfinger_runtime.versions import DeprecatedName, InterfaceVersion

__version__ = "0.1.0"

__all__ = [
    "AmbiguousDriverError",
    "BadTargetError",
    "DeprecatedName",
    "DriverGroup",
    "DriverLoadError",
    "InterfaceVersion",
    "InterfaceVersionError",
    "LoadedDriver",
    "Marks",
    "MissingDependencyError",
    "UnknownDriverError",
    "UnsupportedDriverError",
    "WrongTypeError",
    "marks_of",
]
