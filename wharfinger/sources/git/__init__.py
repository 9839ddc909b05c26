# SPDX-License-Identifier: Apache-2.0
"""Commits read as blobs: no work tree, no refs, nothing written, nothing run but git's plumbing."""

from __future__ import annotations

from wharfinger.sources.git.repository import Repository

__all__ = ["Repository"]
