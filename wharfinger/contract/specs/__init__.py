# SPDX-License-Identifier: Apache-2.0
"""Specs: what is wrong with them, and what became of their claims."""

from __future__ import annotations
