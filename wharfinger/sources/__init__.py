# SPDX-License-Identifier: Apache-2.0
"""Sources: each reads one part of the world, as it is on disk, into the catalog."""
