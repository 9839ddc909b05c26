# SPDX-License-Identifier: Apache-2.0
"""Drivers of refstore that keep records in plain files."""

__version__ = "1.0.0"
