# SPDX-License-Identifier: Apache-2.0
"""Why a driver cannot be loaded: one class for each reason, with its data."""

from __future__ import annotations


class DriverLoadError(Exception):
    """A driver cannot be loaded. Its text says why, and what to do now.

    ``group`` is the entry-point group, ``name`` what was asked for, and ``available`` the names
    that the group has.
    """

    group: str = ""
    name: object = ""
    available: tuple[str, ...] = ()

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message)
        vars(self).update(data)


class UnknownDriverError(DriverLoadError):
    """No driver has this name. ``near`` is the name that may be meant, or empty."""

    near: str = ""


class AmbiguousDriverError(DriverLoadError):
    """Several distributions announce different drivers under one name."""

    distributions: tuple[str, ...] = ()


class MissingDependencyError(DriverLoadError):
    """The driver needs a module that is not installed.

    ``module`` is its top-level name, or that below a namespace, ``distribution`` what announces
    the driver, and ``requirement`` what to install.
    """

    module: str = ""
    distribution: str = ""
    requirement: str = ""


class BadTargetError(DriverLoadError):
    """The driver's ``target`` is malformed, is not there, or cannot be imported."""

    target: str = ""


class WrongTypeError(DriverLoadError):
    """The driver's ``target`` does not implement the interface, in any version."""

    target: str = ""


class InterfaceVersionError(DriverLoadError):
    """The driver implements a ``version`` of the interface that the host no longer takes."""

    version: str | None = None


class UnsupportedDriverError(DriverLoadError):
    """The driver, or its interface version, is unsupported and was not enabled."""
