# SPDX-License-Identifier: Apache-2.0
"""A small store of records, and the reference of how a project loads drivers."""

__version__ = "9.1.0"
