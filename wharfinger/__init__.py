# SPDX-License-Identifier: Apache-2.0
"""Support matrices, deprecation tables and gates for projects that load drivers."""

__version__ = "0.1.0"
