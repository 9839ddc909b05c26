# SPDX-License-Identifier: Apache-2.0
"""Specs on pages: what their own pages say, what leads back to them, and what is written beside."""

from __future__ import annotations
