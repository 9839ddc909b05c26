# SPDX-License-Identifier: Apache-2.0
"""A project whose drivers are fakes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Sample"
author = "Nobody"
copyright = "Nobody"  # noqa: A001 - Sphinx calls it so
version = release = "1.0"
extensions = ["wharfinger.sphinxext", "fake_views"]
html_theme = "furo"
wharfinger_trees = ["."]
man_pages = [("index", "sample", "Sample", "Nobody", 1)]
nitpicky = True
