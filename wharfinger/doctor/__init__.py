# SPDX-License-Identifier: Apache-2.0
"""Is a project set up well? The symptoms that ``wharfinger doctor`` looks for.

Needs the distribution ``wharfinger-runtime``, whose doctor examines them.
"""
