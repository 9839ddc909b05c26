# SPDX-License-Identifier: Apache-2.0
"""Reading two states of a project, and what lies between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wharfinger import reading
from wharfinger.errors import CannotCompareError
from wharfinger.model import Catalog, Request


def read(request: Request, parts: Iterable[str]) -> Catalog:
    """Read what is asked for; the part ``comparison`` compares it with a base.

    The catalog is that of the head, under the policy of the base. Where nothing was asked to
    be compared with, and nothing offers itself, the comparison is None and the catalog says why.

    Raises :class:`~wharfinger.errors.CannotCompareError` if a base was named.
    """
    wanted = set(parts)
    if "comparison" not in wanted or request.base is None:
        return reading.read(request, wanted - {"comparison"})
    try:
        return _read(request, wanted - {"comparison"})
    except CannotCompareError as error:
        if request.base or request.head:
            raise
        return replace(reading.read(request, wanted - {"comparison"}), comparison_gap=error.reason)


def _read(request: Request, wanted: set[str]) -> Catalog:
    raise CannotCompareError("not there yet")
