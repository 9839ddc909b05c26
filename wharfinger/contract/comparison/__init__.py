# SPDX-License-Identifier: Apache-2.0
"""What changed between two states of an interface, and whom it breaks.

:data:`RULES` is the table of verdicts, :func:`compare` applies it to the classes of two
states, :func:`compare_registrations` to their groups and names.
"""

from wharfinger.contract.comparison.compare import compare
from wharfinger.contract.comparison.registrations import compare_registrations
from wharfinger.contract.comparison.rules import RULES, note_sections, stricter

__all__ = ["RULES", "compare", "compare_registrations", "note_sections", "stricter"]
