# SPDX-License-Identifier: Apache-2.0
"""Actions that run alone or in a row, and data drivers that bring and take their records.

Both are plugins: actions in the entry-point group ``refstore.actions``, data drivers in
``refstore.action_data``. All is validated before the first action runs.
"""
