# SPDX-License-Identifier: Apache-2.0
"""Reading reStructuredText with docutils, which is told to read and run nothing."""

from __future__ import annotations
