# SPDX-License-Identifier: Apache-2.0
"""Core metadata, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wharfinger.model import Requirement
from wharfinger.sources import core_metadata

_FIELDS = ("Name", "Author-email", "Maintainer", "License", "Project-URL", "Requires-Dist", "X")
_line = st.builds(
    "{}{}{}".format, st.sampled_from(_FIELDS), st.sampled_from([": ", ":", "", "\n "]), st.text()
)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(_line, max_size=6))
def test_never_raises(lines):
    assert isinstance(core_metadata.parse("\n".join(lines)).name, str)


@settings(max_examples=150, deadline=None)
@given(text=st.text('()<>@,"\\\\ a:;[]', max_size=40))
def test_no_address_raises(text):
    core_metadata.people((), [text])


@pytest.mark.parametrize("sign", ["(", "<", '"', "[", "@", ","])
def test_deep_addresses(sign):
    assert core_metadata.people(["Anne"], [sign * 20_000])[0] == "Anne"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kazoo", Requirement("kazoo")),
        ("kazoo[sasl]>=2; extra == 'zk'", Requirement("kazoo", "zk")),
        ("kazoo (>=2.6) ; extra=='zk'", Requirement("kazoo", "zk")),
        ("zope.interface~=5", Requirement("zope.interface")),
        ("demo @ https://example.org/demo.zip", Requirement("demo")),
        ("git+https://example.org/demo", None),
        ("-e .", None),
        ("", None),
    ],
)
def test_requirements(text, wanted):
    assert core_metadata.requirement(text) == wanted
