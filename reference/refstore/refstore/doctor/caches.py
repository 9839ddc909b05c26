# SPDX-License-Identifier: Apache-2.0
"""Symptoms of the caches."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger_runtime.doctor import NotApplicable

from refstore import caching
from refstore.doctor.context import Context


def symptom_not_shared(context: Context) -> Iterator[str]:
    """Each process has a cache of its own.

    A process goes on to answer with what another one has changed, until it is too old. Let them
    share one cache:

        [cache]
        backend = redis
        url = redis://localhost:6379/0

    or switch caching off, or run one worker.
    """
    enabled = [name for name in caching.SECTIONS if caching.is_enabled(name, context.conf)]
    if not enabled:
        raise NotApplicable("nothing is cached")
    if context.conf.cache.backend == "memory" and context.conf.workers > 1:
        for name in enabled:
            yield f"[cache_{name}] is in the memory of each of {context.conf.workers} workers"
