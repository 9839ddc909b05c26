# SPDX-License-Identifier: Apache-2.0
"""Configuration of wharfinger's documentation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import wharfinger

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
REFERENCE = ("refstore", "refstore-dynamodb", "refstore-etcd", "refstore-files")
sys.path.insert(0, str(HERE / "_ext"))

project = "Wharfinger"
author = "Wharfinger developers"
copyright = "Wharfinger developers"
release = version = wharfinger.__version__

extensions = [
    "sphinx.ext.autodoc",
    "wharfinger.sphinxext",
    "plugin_pages",
    "public_names",
    "rule_table",
    "store_requirements",
    "oslo_config.sphinxext",
]
exclude_patterns = ["tutorial/example", "howto/origins", "explanation/*/*.inc"]
nitpicky = True
nitpick_ignore_regex = [
    # The standard library, and libraries whose inventories would need the network.
    (
        r"py:.*",
        r"(argparse|ast|collections|datetime|enum|inspect|pathlib|shelve|types|typing)\b.*",
    ),
    (
        r"py:.*",
        r"(docutils|sphinx)\b.*",
    ),
    (r"py:.*", r"(Path|Any|Protocol|Iterable|Mapping|Sequence|StrEnum)"),
    (r"py:class", r"tuple\[.*"),
    # Docstrings of public names refer to modules that are not public.
    (r"py:mod", r"wharfinger\.(contract|sources)\..*"),
]

# The three packages of the gallery, installed by tools/gallery, and wharfinger itself.
gallery = os.environ.get("WHARFINGER_GALLERY", str(ROOT / ".tox/gallery"))
wharfinger_env = gallery
wharfinger_trees = [
    str(ROOT),
    *(str(ROOT / "reference" / name) for name in REFERENCE),
]
wharfinger_policy = [
    "gallery/tooz.yaml",
    "gallery/oslo.messaging.yaml",
    "gallery/keystone.yaml",
    "../../driver-policy.yaml",
    "../../reference/refstore/refstore/driver-policy.yaml",
]

wharfinger_source_links = {
    "tooz": "https://opendev.org/openstack/tooz/src/tag/9.1.0/{path}#L{line}",
    "oslo_messaging": "https://opendev.org/openstack/oslo.messaging/src/tag/18.3.1/{path}#L{line}",
    "keystone": "https://opendev.org/openstack/keystone/src/tag/30.0.0/{path}#L{line}",
}

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "separated"

html_theme = "furo"
html_title = f"Wharfinger {release}"
html_static_path = ["_static"]
html_show_sphinx = False
html_copy_source = False
html_extra_path: list[str] = []
