# SPDX-License-Identifier: Apache-2.0
"""What the scripts of each phase may do, so that old and new code can run at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wharfinger.model import Effect, Migration, Operation

ALLOWED: Mapping[str, frozenset[Effect]] = {
    "expand": frozenset({Effect.ADDS, Effect.NEUTRAL}),
    "migrate": frozenset({Effect.DATA}),
    "contract": frozenset({Effect.REMOVES, Effect.RESTRICTS, Effect.NEUTRAL}),
}
"""What is unknown is allowed nowhere and forbidden nowhere."""


def forbidden(migration: Migration) -> Iterator[Operation]:
    """Yield the operations that certainly do not belong in the script's phase, each text once."""
    allowed = ALLOWED[migration.phase] | {Effect.UNKNOWN}
    found = (item for item in migration.operations if item.effect not in allowed)
    yield from {item.text: item for item in reversed(tuple(found))}.values()


def unknown(migration: Migration) -> tuple[Operation, ...]:
    """Return the operations of a script that cannot be judged."""
    return tuple(item for item in migration.operations if item.effect is Effect.UNKNOWN)
