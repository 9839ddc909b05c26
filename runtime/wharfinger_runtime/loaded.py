# SPDX-License-Identifier: Apache-2.0
"""A driver that was loaded, and the instances that it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wharfinger_runtime.marks import Marks
from wharfinger_runtime.versions import InterfaceVersion


@dataclass(frozen=True, slots=True)
class LoadedDriver:
    """A driver, ready to make instances of: ``loaded(*args, **kwargs)``.

    ``name`` is that of the entry point, or the dotted path; ``target`` is ``module:attr``, and
    ``distribution`` the name of what announces it, empty for a dotted path. ``cls`` is its class.
    ``interface`` is the version of the interface that the class implements.

    A function that makes instances is its own ``cls``. Its ``interface`` is None: which version
    it serves is seen, and checked, when it is called.
    """

    name: str
    target: str
    distribution: str
    cls: Callable[..., Any]
    interface: InterfaceVersion | None
    marks: Marks
    _adapted: Callable[[LoadedDriver, Any], Any] = field(repr=False, compare=False)

    @property
    def interface_version(self) -> str | None:
        """Return which version of the interface the class implements."""
        return self.interface.version if self.interface else None

    @property
    def state(self) -> str:
        """Return the driver's state: ``unknown`` where it does not say."""
        return self.marks.state

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Make an instance, adapted to the newest version of the interface.

        What a function makes is refused, warned of and adapted only now. Raises a subclass of
        :class:`DriverLoadError` for that, and whatever the driver's own constructor raises.
        """
        return self._adapted(self, self.cls(*args, **kwargs))
