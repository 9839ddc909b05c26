# SPDX-License-Identifier: Apache-2.0
"""Configuration of the release notes' pages."""

from __future__ import annotations

project = "Wharfinger Release Notes"
author = "Wharfinger developers"
copyright = "Wharfinger developers"

extensions = ["reno.sphinxext"]

html_theme = "furo"
html_title = "Wharfinger release notes"
html_show_sphinx = False
html_copy_source = False
