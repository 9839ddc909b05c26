# SPDX-License-Identifier: Apache-2.0
"""How specs name each other: by slug, or by path below their folder where slugs repeat."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from wharfinger.model.spec import Spec

_ENDING = ".rst"


class Names:
    """The specs by their names."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self._by_slug: dict[str, list[Spec]] = {}
        for spec in specs:
            self._by_slug.setdefault(spec.slug, []).append(spec)

    def find(self, name: str) -> tuple[Spec, ...]:
        """Return the specs that a name fits: one, if the name is good."""
        slug = name.rpartition("/")[2]
        ending = f"/{name}{_ENDING}"
        return tuple(s for s in self._by_slug.get(slug, ()) if f"/{s.path}".endswith(ending))

    def one(self, name: str) -> Spec | None:
        """Return the spec of a name, None if there is none or more than one."""
        found = self.find(name)
        return found[0] if len(found) == 1 else None

    def problem(self, name: str) -> tuple[str, str] | None:
        """Return what is wrong with a name and what to do about it, None for a good one."""
        found = self.find(name)
        if len(found) == 1:
            return None
        if found:
            places = ", ".join(sorted(spec.path for spec in found)[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            return (
                f"{len(found)} specs have the name {name!r}: {places}{more}",
                "Name the one by its path below the specs' folder, without .rst.",
            )
        near = difflib.get_close_matches(name.rpartition("/")[2], self._by_slug, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        return (
            f"there is no spec {name!r}{meant}",
            "Name it by its slug, the name of its file without .rst, or drop the reference.",
        )
