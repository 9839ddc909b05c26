# SPDX-License-Identifier: Apache-2.0
"""What changed between two states of an interface, and whom it breaks."""
