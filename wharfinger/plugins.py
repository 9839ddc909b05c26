# SPDX-License-Identifier: Apache-2.0
"""Loading wharfinger's own plugins: the only module that knows stevedore."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from stevedore.extension import ExtensionManager
from stevedore.named import NamedExtensionManager

from wharfinger.errors import PluginError, ToolkitError, UsageError
from wharfinger.model import PluginFailure

SOURCES = "wharfinger.sources"
CHECKS = "wharfinger.checks"
VIEWS = "wharfinger.views"
REPORTERS = "wharfinger.reporters"


@cache
def _entry_points() -> Any:
    # Python 3.11 calls the type SelectableGroups, later ones EntryPoints; both select.
    return importlib.metadata.entry_points()


class _Uncached:
    """Lists entry points afresh: stevedore's own cache writes files and can be stale."""

    namespace: str

    def list_entry_points(self) -> list[importlib.metadata.EntryPoint]:
        return list(_entry_points().select(group=self.namespace))


class _AllExtensions(_Uncached, ExtensionManager[Any]):
    """Every plugin of a namespace."""


class _NamedExtensions(_Uncached, NamedExtensionManager[Any]):
    """The plugins of a namespace that are asked for."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The plugins of a namespace by name, sorted, and those that could not be loaded.

    A plugin is named by its entry point; one of a tuple by the slug of its own ``info``.
    ``modules`` maps each name to the module that the entry point names.
    """

    plugins: Mapping[str, Any]
    failures: tuple[PluginFailure, ...]
    modules: Mapping[str, str]


@cache
def names(namespace: str) -> tuple[str, ...]:
    """Return the names of a namespace's plugins without loading them."""
    return tuple(sorted(_entry_points().select(group=namespace).names))


@cache
def load(namespace: str) -> Loaded:
    """Load all plugins of a namespace. A failure is returned, never raised."""
    failures: list[PluginFailure] = []

    def failed(_: object, entry_point: importlib.metadata.EntryPoint, error: BaseException) -> None:
        failures.append(
            PluginFailure(namespace, entry_point.name, f"{type(error).__name__}: {error}")
        )

    found: dict[str, tuple[Any, str]] = {}
    for extension in _AllExtensions(namespace, on_load_failure_callback=failed):
        entry_point = extension.entry_point
        try:
            named = _named(extension.name, extension.plugin)
        except AttributeError as error:
            failed(None, entry_point, error)
        else:
            found |= {name: (plugin, entry_point.module) for name, plugin in named.items()}
    ordered = dict(sorted(found.items()))
    return Loaded(
        {name: plugin for name, (plugin, _) in ordered.items()},
        tuple(failures),
        {name: module for name, (_, module) in ordered.items()},
    )


def _named(name: str, plugin: Any) -> dict[str, Any]:
    """Return what an entry point gives, by name: one plugin, or each of a tuple."""
    if isinstance(plugin, tuple):
        return {item.info.slug: item for item in plugin}
    return {name: plugin}


@cache
def load_one(namespace: str, name: str) -> Any:
    """Load one plugin by its name.

    Raises :class:`~wharfinger.errors.UsageError` if there is none of that name, and
    :class:`~wharfinger.errors.PluginError` if it cannot be loaded.
    """
    if name not in names(namespace):
        what = namespace.rpartition(".")[2].removesuffix("s")
        raise UsageError(f"no {what} is called {name!r}; there are: {', '.join(names(namespace))}")

    def failed(_: object, __: object, error: BaseException) -> None:
        raise PluginError(name, f"{type(error).__name__}: {error}") from error

    manager = _NamedExtensions(namespace, [name], on_load_failure_callback=failed)
    return manager[name].plugin


@contextmanager
def blaming(plugin: str) -> Iterator[None]:
    """Turn whatever a plugin raises by mistake into an error that names the plugin."""
    try:
        yield
    except ToolkitError:
        raise
    except Exception as error:
        raise PluginError(plugin, f"{type(error).__name__}: {error}") from error
