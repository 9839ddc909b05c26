# SPDX-License-Identifier: Apache-2.0
"""How a change of an interface is judged under the strategy that versions it.

``default-implementation``: what exists goes on working through defaults. ``versioned-class``:
a released version is frozen, and changes go into a new one. ``note-only``: anything may change
that a release note tells. :func:`ruling` applies them, :func:`code_to_write` shows what to do.
"""

from wharfinger.contract.versioning.code import code_to_write
from wharfinger.contract.versioning.rulings import Ruling, Standing, ruling

__all__ = ["Ruling", "Standing", "code_to_write", "ruling"]
