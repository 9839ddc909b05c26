# SPDX-License-Identifier: Apache-2.0
"""The database's way from one release to the next, in three phases.

*expand* adds what new code needs, *migrate* moves data, *contract* removes what only old code
needed. Between expand and contract old and new code work side by side. Each phase is a branch of
Alembic's with a base of its own; each has a script of every number.
"""
