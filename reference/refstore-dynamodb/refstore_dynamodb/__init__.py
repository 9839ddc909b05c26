# SPDX-License-Identifier: Apache-2.0
"""A driver of refstore that keeps records in DynamoDB."""

from __future__ import annotations

__version__ = "1.0.0"
