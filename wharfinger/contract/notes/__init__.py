# SPDX-License-Identifier: Apache-2.0
"""Which release notes a patch needs, and whether it has them."""

from __future__ import annotations
