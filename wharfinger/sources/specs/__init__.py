# SPDX-License-Identifier: Apache-2.0
"""The specs of a repository."""

from __future__ import annotations
