# SPDX-License-Identifier: Apache-2.0
"""The static reader of Python source: understands drivers without importing them."""

from wharfinger.sources.python.names import Symbol
from wharfinger.sources.python.reader import Reader

__all__ = ["Reader", "Symbol"]
