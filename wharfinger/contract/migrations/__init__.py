# SPDX-License-Identifier: Apache-2.0
"""Judging migrations: what SQL does, what a phase allows, which scripts and triggers pair."""
