# SPDX-License-Identifier: Apache-2.0
"""Keeps the records of refstore in a cluster of etcd."""

__version__ = "1.0.0"
