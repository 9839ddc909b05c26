# SPDX-License-Identifier: Apache-2.0
"""The table of deprecations."""

from __future__ import annotations

from wharfinger.model import Anchor, Paragraph
from wharfinger.testing import catalog, driver, group
from wharfinger.views.deprecations import view

INTERFACE = "tooz.coordination:CoordinationDriver"


def test_drivers_versions_and_methods_that_go(tooz, texts):
    page = view.build(tooz, (), {})
    assert texts(page) == [
        ["What", "Kind", "State", "Since", "Removal", "Replacement", "Reason", "Note"],
        ["etcd", "driver", "deprecated", "5.0", "7", "etcd3gw", "", "etcd-goes-away"],
        ["memcached0", "driver", "removed", "", "", "", "", ""],
        ["version 8 (tooz.a:V8)", "interface", "deprecated", "1.0", "3.0", "", "", ""],
        [f"{INTERFACE}.watch", "method", "deprecated", "6.0", "", "look", "", ""],
    ]
    assert page.blocks[0].rows[3][0].link == Anchor("method", f"{INTERFACE}.watch")


def test_data(tooz, validate):
    page = view.build(tooz, (), {})
    validate("deprecations", page)
    assert page.data["deprecations"][0] == {
        "group": "tooz.backends",
        "kind": "driver",
        "name": "etcd",
        "state": "deprecated",
        "since": "5.0",
        "removal": "7",
        "replacement": "etcd3gw",
        "reason": "",
        "note": "etcd-goes-away",
        "source": "decorator",
        "location": None,
    }


def test_filters(tooz, texts):
    assert [row[0] for row in texts(view.build(tooz, (), {"driver": ("etcd",)}))[1:]] == ["etcd"]
    removed = texts(view.build(tooz, (), {"state": ("removed",), "columns": ("note",)}))
    assert removed == [["What", "Note"], ["memcached0", ""]]


def test_nothing_is_going(validate):
    page = view.build(catalog(group(driver())), (), {})
    validate("deprecations", page)
    assert page.data == {"deprecations": []}
    assert isinstance(page.blocks[0], Paragraph)
