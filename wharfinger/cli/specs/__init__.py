# SPDX-License-Identifier: Apache-2.0
"""What the command ``spec`` does: one file for each of its actions."""

from __future__ import annotations
