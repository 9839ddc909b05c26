# SPDX-License-Identifier: Apache-2.0
"""The symptoms that ``refstore-manage doctor`` looks for, by what they are about."""
