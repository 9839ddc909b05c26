# SPDX-License-Identifier: Apache-2.0
"""Fields of specs and the names of their files: what is found, and where nothing is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.specs import metadata, naming
from wharfinger.model import CodedFault, Field, Spec, SpecStatus
from wharfinger.sources.specs.layouts import STATUS_WORDS


def _invalid(*fields: tuple[str, str], standing: SpecStatus | None = None) -> list[CodedFault]:
    listed = tuple(Field(name, value, n) for n, (name, value) in enumerate(fields, start=3))
    return list(metadata.invalid("s.rst", listed, STATUS_WORDS, standing))


_GOOD = [
    ("status", "Accepted"),
    ("cycle", "2026.1"),
    ("created", "2026-02-28"),
    ("authors", "A Person <a@example.org>,\nB. Other"),
    ("tracker", "https://example.org/1"),
    ("template", "driver 1"),
    ("adds-driver", "tooz.backends:etcd3, ``keystone.catalog:sql``"),
    ("changes-interface", "oslo.cache:get, pkg.mod:Base.delete, pkg.mod:Base, identity 9"),
    ("removes-driver", "tooz.backends:mysql"),
    ("adds-option", "cache/ttl, debug, oslo.messaging:x/y"),
    ("requires", "2026.1/other-spec"),
]


def test_good_fields_have_no_faults() -> None:
    assert not _invalid(*_GOOD)
    listed = [Field(name, value, 1) for name, value in _GOOD]
    assert not list(metadata.disorder("s.rst", listed))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("status", "implmented", "which is no status; did you mean 'implemented'?"),
        ("status", "", "is empty"),
        ("created", "2026-02-30", "is '2026-02-30', which is no day"),
        ("created", "20260228", "which is no day"),
        ("created", "2026-W01-1", "which is no day"),
        ("template", "driver one two", "which is no name and version"),
        ("cycle", "kilo, liberty", "has more than one value"),
        ("adds-driver", "etcd3", "has 'etcd3', which is not understood"),
        ("adds-driver", "a:b:c", "has 'a:b:c'"),
        ("changes-interface", "identity", "has 'identity'"),
        ("changes-interface", "a.b:C d", "has 'a.b:C d'"),
        ("removes-driver", "a:b, c", "has 'c'"),
        ("adds-option", "a b", "has 'a b'"),
        ("autors", "x", "'autors' is unknown; did you mean 'authors'?"),
        ("supersede", "x", "did you mean 'supersedes'?"),
    ],
)
def test_faulty_fields(name: str, value: str, words: str) -> None:
    (fault,) = _invalid((name, value))
    assert words in fault.message
    assert (fault.code, fault.location.line) == ("SPC111", 3)


def test_a_foreign_list_is_nobodys_business() -> None:
    assert not _invalid(("link", "x"), ("date", "today"), ("orphan", ""))
    (fault,) = _invalid(("status", "draft"), ("link", "x"), ("orphan", ""))
    assert "'link' is unknown" in fault.message


def test_said_twice_and_said_otherwise() -> None:
    (fault,) = _invalid(("status", "draft"), ("status", "draft"))
    assert "is there twice" in fault.message
    assert not _invalid(("authors", "a"), ("authors", "b"))
    (fault,) = _invalid(("status", "draft"), standing=SpecStatus.ACCEPTED)
    assert fault.message == "the field 'status' says draft, but the folder says accepted"
    assert not _invalid(("status", "approved"), standing=SpecStatus.ACCEPTED)


def test_what_is_missing() -> None:
    spec = Spec("s.rst", "s", status=SpecStatus.DRAFT, field_lines=(("authors", 4),))
    wanted = {"status", "authors", "tracker", "created"}
    found = [(f.key, f.location.line) for f in metadata.missing("s.rst", spec, wanted)]
    assert found == [("missing created", 4), ("missing tracker", 4)]
    assert not list(metadata.missing("s.rst", Spec("s.rst", "s"), ()))


def test_the_first_field_out_of_order() -> None:
    names = ["cycle", "other", "status", "authors", "created"]
    fields = [Field(name, "x", line) for line, name in enumerate(names, start=1)]
    (fault,) = metadata.disorder("s.rst", fields)
    assert fault.message == "the field 'status' stands after 'cycle'"
    assert fault.remedy == "Write the fields in this order: status, cycle, created, authors."
    assert fault.location.line == 3


@given(
    st.lists(
        st.builds(
            Field,
            st.sampled_from([*metadata.FIELDS, "orphan", "link"]) | st.text(max_size=20),
            st.text(max_size=30),
            st.integers(1, 99),
        )
    )
)
def test_any_fields_are_judged(fields: list[Field]) -> None:
    found = [*metadata.invalid("s", fields, STATUS_WORDS, None), *metadata.disorder("s", fields)]
    assert all(item.message and item.remedy and "\n" not in item.message for item in found)


_BP = "https://blueprints.launchpad.net/nova/+spec/"


def _named(slug: str, tracker: str = "", title: str = "", **more: Any) -> list[str]:
    spec = Spec(f"specs/{slug}.rst", slug, title=title, tracker=tracker, tracker_line=5, **more)
    return [fault.key for fault in naming.mismatches(spec.path, spec, 2)]


@pytest.mark.parametrize(
    ("slug", "tracker"),
    [
        ("use-it", f"{_BP}use-it"),
        ("use_it", f"{_BP}Use-It"),
        ("use-it", f"{_BP}use+it."),
        ("use-it", f"{_BP}use-it-2"),
        ("use-it", f"{_BP}use-it-kilo"),
        ("use-it", "https://bugs.launchpad.net/keystone/+spec/use-it"),
        ("0012-use-it", f"{_BP}use-it"),
        ("any", "https://bugs.launchpad.net/nova/+bug/123"),
        ("any", "https://storyboard.openstack.org/#!/story/2001"),
        ("any", "https://example.org/else"),
    ],
)
def test_names_that_agree_with_the_tracker(slug: str, tracker: str) -> None:
    number = slug[:4] if slug.startswith("00") else ""
    assert not _named(slug, tracker, "Other words here", cycle="kilo", number=number)


def test_names_that_do_not() -> None:
    assert _named("use-it", f"{_BP}take-it") == ["tracker"]
    assert _named("use-it", f"{_BP}use-it-again") == ["tracker"]
    spec = Spec("a.rst", "a", tracker="https://t/b-c")
    pattern = r"https://t/(?P<id>[a-z-]+)"
    assert [f.key for f in naming.mismatches("a.rst", spec, 1, pattern)] == ["tracker"]


@pytest.mark.parametrize(
    ("slug", "title", "found"),
    [
        ("cross-cell-resize", "Resize across cells", []),
        ("bfv-rescue", "Boot from volume: rescue of", []),
        ("remove-me-now", "No specs have been approved yet", ["title"]),
        ("rename-thing", "\u65e5\u672c\u8a9e\u306e\u984c", []),
        ("rename-thing", "\u041e\u0431\u044a\u0435\u043a\u0442 foo bar", []),
        ("policy", "Something else entirely", []),
        ("a-b-c", "", []),
    ],
)
def test_names_and_titles(slug: str, title: str, found: list[str]) -> None:
    assert _named(slug, title=title) == found


@given(st.text(max_size=30), st.text(max_size=40), st.text(max_size=40), st.text(max_size=4))
def test_any_names_are_compared(slug: str, title: str, tracker: str, number: str) -> None:
    assert len(_named(slug, tracker, title, number=number)) <= 1
    assert len(_named(slug, _BP + tracker, title, number=number)) <= 1
