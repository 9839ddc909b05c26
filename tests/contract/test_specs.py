# SPDX-License-Identifier: Apache-2.0
"""What is wrong between specs, their redirects, and what they were: facts decided by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.specs import duplicates, links, redirects, succession, transitions
from wharfinger.contract.specs.cycles import cycles
from wharfinger.contract.specs.judged import pairs, with_born
from wharfinger.contract.specs.names import Names
from wharfinger.contract.specs.transitions import ALLOWED
from wharfinger.model import (
    Catalog,
    ChangedFile,
    CodedFault,
    Comparison,
    Link,
    Location,
    Patch,
    Policy,
    Redirect,
    Severity,
    SkippedSpec,
    Spec,
    SpecsPolicy,
    SpecStatus,
)

DRAFT, IN_REVIEW, ACCEPTED = SpecStatus.DRAFT, SpecStatus.IN_REVIEW, SpecStatus.ACCEPTED
IMPLEMENTED, SUPERSEDED = SpecStatus.IMPLEMENTED, SpecStatus.SUPERSEDED
REJECTED, WITHDRAWN = SpecStatus.REJECTED, SpecStatus.WITHDRAWN

Find = Callable[[Catalog], Iterable[CodedFault]]


def spec(name: str, status: SpecStatus | None = ACCEPTED, **fields: object) -> Spec:
    lines = {"status": 3, "requires": 4, "supersedes": 5, "superseded-by": 6, "template": 7}
    slug = name.rpartition("/")[2]
    fields = {"field_lines": tuple(lines.items())} | fields
    return Spec(f"specs/{name}.rst", slug, status=status, **fields)


def whole(*specs: Spec, **fields: object) -> Catalog:
    return Catalog(specs=specs, **fields)


def patch(
    before: Iterable[Spec],
    after: Iterable[Spec],
    files: Iterable[ChangedFile] = (),
    **fields: object,
) -> Catalog:
    """Return a catalog compared with a base; the files of a patch are those that differ."""
    before, after = tuple(before), tuple(after)
    changed = tuple(files) or _changed(before, after)
    olds = {file.old_path or file.path for file in changed if file.status != "added"}
    news = {file.path for file in changed if file.status != "deleted"}
    base = Catalog(
        specs=tuple(s for s in before if s.path in olds), redirects=fields.pop("old", ())
    )
    touched = tuple(replace(s, touched=s.path in news) for s in after)
    comparison = Comparison(base, Patch("a", "b", files=changed))
    return Catalog(specs=touched, comparison=comparison, **fields)


def _changed(before: tuple[Spec, ...], after: tuple[Spec, ...]) -> tuple[ChangedFile, ...]:
    olds, news = {s.path: s for s in before}, {s.path: s for s in after}
    return tuple(
        ChangedFile(
            path, "deleted" if path not in news else "modified" if path in olds else "added"
        )
        for path in sorted(olds.keys() | news.keys())
        if olds.get(path) != news.get(path)
    )


def told(find: Find, catalog: Catalog) -> list[tuple[str, str]]:
    """Return where each fault is and what tells it apart, all of them with something to do."""
    found = list(find(catalog))
    for fault in found:
        assert fault.remedy.endswith(".")
        assert fault.message
        assert not fault.message.endswith(".")
    assert len({(f.location.path, f.key) for f in found}) == len(found)
    return [(fault.location.path.removeprefix("specs/"), fault.key) for fault in found]


class TestNames:
    def test_a_slug_or_the_end_of_a_path_names_a_spec(self) -> None:
        one, two, three = spec("2024.1/a"), spec("2024.2/a"), spec("2024.2/b")
        names = Names((one, two, three))
        assert names.find("a") == (one, two)
        assert names.one("a") is None
        assert names.one("2024.2/a") is two
        assert names.one("b") is three
        assert names.find("4.2/a") == ()
        assert names.find("c") == names.find("") == names.find("/") == ()

    def test_what_is_wrong_with_a_name_is_said(self) -> None:
        names = Names((spec("1/read-quorum"), spec("2/read-quorum"), spec("stream-reads")))
        assert names.problem("stream-reads") is None
        ambiguous = names.problem("read-quorum")
        assert ambiguous is not None
        assert ambiguous[0] == (
            "2 specs have the name 'read-quorum': specs/1/read-quorum.rst, specs/2/read-quorum.rst"
        )
        unknown = names.problem("stream-read")
        assert unknown is not None
        assert unknown[0] == "there is no spec 'stream-read'; did you mean 'stream-reads'?"


class TestCycles:
    @pytest.mark.parametrize(
        ("edges", "found"),
        [
            ({}, ()),
            ({"a": ["b"], "b": ["c"]}, ()),
            ({"a": ["a"]}, (("a",),)),
            ({"b": ["a"], "a": ["b"], "c": ["a"]}, (("a", "b"),)),
            ({"c": ["b"], "b": ["a", "x"], "a": ["c"], "d": ["d"]}, (("a", "c", "b"), ("d",))),
        ],
    )
    def test_circles_are_found_once(
        self, edges: dict[str, list[str]], found: tuple[tuple[str, ...], ...]
    ) -> None:
        assert cycles(edges) == found

    @given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"))))
    def test_what_is_found_is_a_circle_and_none_is_missed_altogether(
        self, edges: dict[str, list[str]]
    ) -> None:
        found = cycles(edges)
        for circle in found:
            for node, following in zip(circle, (*circle[1:], circle[0]), strict=True):
                assert following in edges[node]
        assert bool(found) == any(node in _reach(node, edges) for node in edges)

    def test_a_long_chain_is_no_trouble(self) -> None:
        edges = {str(number): [str(number + 1)] for number in range(20_000)}
        assert cycles(edges) == ()


def _reach(start: str, edges: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*edges.get(start, ())]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += edges.get(node, ())
    return seen


class TestPairs:
    def test_a_spec_is_what_was_at_its_path(self) -> None:
        old, new = spec("a", DRAFT), spec("a", ACCEPTED)
        (pair,) = pairs(patch([old, spec("b")], [new, spec("b")]))
        assert pair.before == old
        assert pair.after == replace(new, touched=True)

    def test_a_rename_is_what_git_says(self) -> None:
        files = [ChangedFile("specs/new.rst", "renamed", "specs/old.rst")]
        (pair,) = pairs(patch([spec("old")], [spec("new")], files))
        assert pair.before is not None
        assert pair.before.slug == "old"

    def test_a_move_keeps_the_slug_where_git_sees_no_rename(self) -> None:
        (pair,) = pairs(patch([spec("approved/a")], [spec("implemented/a")]))
        assert pair.before is not None
        assert pair.after is not None

    def test_of_two_that_could_have_moved_nothing_is_known(self) -> None:
        found = pairs(patch([spec("1/a")], [spec("2/a"), spec("3/a")]))
        assert [(p.before is None, p.after is None) for p in found] == [
            (True, False),
            (True, False),
            (False, True),
        ]

    def test_what_has_no_past_is_born(self) -> None:
        catalog = with_born(patch([spec("a", DRAFT)], [spec("a"), spec("b")]))
        assert [(s.slug, s.born) for s in catalog.specs] == [("a", False), ("b", True)]

    def test_without_a_base_there_are_none(self) -> None:
        assert pairs(whole(spec("a"))) == ()


class TestTransitions:
    @pytest.mark.parametrize("old", SpecStatus)
    @pytest.mark.parametrize("new", SpecStatus)
    def test_every_pair_is_decided(self, old: SpecStatus, new: SpecStatus) -> None:
        allowed = old is new or new in ALLOWED[old]
        catalog = patch([spec("a", old)], [spec("a", new, digest="other")])
        assert told(transitions.transitions, catalog) == [] if allowed else [("a.rst", "status")]

    def test_a_draft_becomes_implemented_by_being_accepted_first(self) -> None:
        (fault,) = transitions.transitions(patch([spec("a", DRAFT)], [spec("a", IMPLEMENTED)]))
        assert fault.message == "the status was draft, which does not become implemented"
        assert fault.remedy == "Let it become accepted first, in a review of its own."
        assert fault.location == Location("specs/a.rst", 3)

    def test_what_is_superseded_stays_so(self) -> None:
        (fault,) = transitions.transitions(patch([spec("a", SUPERSEDED)], [spec("a", DRAFT)]))
        assert fault.remedy == "Write a new spec; one that is superseded stays so."

    def test_a_move_is_a_transition_too(self) -> None:
        catalog = patch([spec("backlog/a", DRAFT)], [spec("implemented/a", IMPLEMENTED)])
        assert told(transitions.transitions, catalog) == [("implemented/a.rst", "status")]

    @pytest.mark.parametrize(
        "catalog",
        [
            patch([], [spec("a", IMPLEMENTED)]),
            patch([spec("a", None)], [spec("a", IMPLEMENTED)]),
            patch([spec("a", DRAFT)], [spec("a", None)]),
            patch([spec("a", DRAFT)], []),
            whole(spec("a", IMPLEMENTED)),
        ],
    )
    def test_what_is_not_known_is_not_judged(self, catalog: Catalog) -> None:
        assert told(transitions.transitions, catalog) == []


class TestChangedTexts:
    @pytest.mark.parametrize(
        ("old", "new", "faulty"),
        [
            ({}, {}, True),
            ({"status": DRAFT}, {"status": ACCEPTED}, False),
            ({"status": IMPLEMENTED}, {"status": IMPLEMENTED}, True),
            ({}, {"status": IMPLEMENTED}, True),
            ({}, {"status": IN_REVIEW}, False),
            ({}, {"status": WITHDRAWN}, False),
            ({}, {"history": "new"}, False),
            ({"history": "same"}, {"history": "same"}, True),
            ({"history": "old"}, {"history": "new"}, False),
            ({"history": "old"}, {"history": ""}, True),
            ({}, {"digest": "old"}, False),
            ({}, {"history_section": ""}, False),
            ({}, {"genre_basis": "declared"}, True),
            ({}, {"genre_basis": "best match"}, False),
            ({"history": "same"}, {"history": "same", "genre_basis": "best match"}, True),
        ],
    )
    def test_accepted_text_changes_with_a_record(
        self, old: dict[str, object], new: dict[str, object], faulty: bool
    ) -> None:
        common = {"status": ACCEPTED, "history_section": "History"}
        before = spec("a", **(common | {"digest": "old"} | old))
        after = spec("a", **(common | {"digest": "new", "title": "t"} | new))
        found = told(transitions.changed_texts, patch([before], [after]))
        assert found == ([("a.rst", "")] if faulty else [])


class TestOldTemplates:
    @pytest.mark.parametrize(
        ("version", "newest", "digest", "faulty"),
        [
            (1, 2, "new", True),
            (2, 2, "new", False),
            (3, 2, "new", False),
            (0, 2, "new", False),
            (1, 0, "new", False),
            (1, 2, "old", False),
        ],
    )
    def test_who_changes_a_spec_is_asked_to_move_up(
        self, version: int, newest: int, digest: str, faulty: bool
    ) -> None:
        known = {"template": "driver", "template_version": version, "newest_version": newest}
        before = spec("a", digest="old", **known)
        after = spec("a", digest=digest, title="t", **known)
        found = told(transitions.old_templates, patch([before], [after]))
        assert found == ([("a.rst", "")] if faulty else [])

    def test_what_is_new_is_held_to_what_it_says(self) -> None:
        new = spec("a", template="driver", template_version=1, newest_version=2)
        assert told(transitions.old_templates, patch([], [new])) == []


class TestSuccession:
    @pytest.mark.parametrize(
        ("specs", "found"),
        [
            ([spec("a", supersedes=("b",)), spec("b", SUPERSEDED, superseded_by=("a",))], []),
            ([spec("a", supersedes=("b",)), spec("b")], [("a.rst", "supersedes:b")]),
            ([spec("a", DRAFT, supersedes=("b",)), spec("b")], []),
            ([spec("a", REJECTED, supersedes=("b",)), spec("b")], []),
            ([spec("a", None, supersedes=("b",)), spec("b")], [("a.rst", "supersedes:b")]),
            ([spec("a"), spec("b", SUPERSEDED)], [("b.rst", "superseded-by")]),
            (
                [spec("a"), spec("b", SUPERSEDED, superseded_by=("a",))],
                [("b.rst", "superseded-by:a")],
            ),
            (
                [spec("a", supersedes=("b",)), spec("b", superseded_by=("a",))],
                [("b.rst", "status")],
            ),
            (
                [
                    spec("a", REJECTED, supersedes=("b",)),
                    spec("b", SUPERSEDED, superseded_by=("a",)),
                ],
                [("b.rst", "superseded-by:a")],
            ),
            (
                [
                    spec("a", DRAFT, supersedes=("b",)),
                    spec("b", SUPERSEDED, superseded_by=("a",)),
                ],
                [],
            ),
            ([spec("a", supersedes=("c",))], [("a.rst", "supersedes:c")]),
            ([spec("a", SUPERSEDED, superseded_by=("c",))], [("a.rst", "superseded-by:c")]),
            (
                [spec("a", supersedes=("b",)), spec("1/b"), spec("2/b")],
                [("a.rst", "supersedes:b")],
            ),
            (
                [
                    spec("a", supersedes=("2/b",)),
                    spec("1/b"),
                    spec("2/b", SUPERSEDED, superseded_by=("a",)),
                ],
                [],
            ),
            ([spec("a", supersedes=("a",))], [("a.rst", "circle")]),
            (
                [
                    spec("a", SUPERSEDED, supersedes=("b",), superseded_by=("b",)),
                    spec("b", SUPERSEDED, supersedes=("a",), superseded_by=("a",)),
                ],
                [("a.rst", "circle")],
            ),
        ],
    )
    def test_both_sides_agree(self, specs: list[Spec], found: list[tuple[str, str]]) -> None:
        assert told(succession.faults, whole(*specs)) == found

    def test_in_a_patch_what_it_breaks_is_told_of_specs_that_it_does_not_touch(self) -> None:
        new, other = spec("a", supersedes=("b",)), spec("x", supersedes=("y",))
        old = spec("b", SUPERSEDED, superseded_by=("a",))
        catalog = patch([new, old, other], [new, spec("b", SUPERSEDED), other])
        assert told(succession.faults, catalog) == [
            ("a.rst", "supersedes:b"),
            ("b.rst", "superseded-by"),
        ]


class TestLinks:
    @pytest.mark.parametrize(
        ("link", "faulty"),
        [
            (Link("doc", "/contributor/x", 9), True),
            (Link("ref", "x", 9), True),
            (Link("file", "x.png", 9), True),
            (Link("spec", "b", 9), False),
            (Link("spec", "1/b", 9), False),
            (Link("spec", "c", 9, 4), True),
        ],
    )
    def test_what_the_source_could_not_find_is_broken(self, link: Link, faulty: bool) -> None:
        catalog = whole(spec("a", links=(link,)), spec("1/b"))
        found = told(links.faults, catalog)
        assert found == ([("a.rst", f"{link.kind}:{link.target}")] if faulty else [])
        for fault in links.faults(catalog):
            assert fault.location == Location("specs/a.rst", link.line, link.column)

    @pytest.mark.parametrize(
        ("status", "other", "faulty"),
        [
            (ACCEPTED, ACCEPTED, False),
            (ACCEPTED, SUPERSEDED, False),
            (ACCEPTED, REJECTED, True),
            (DRAFT, WITHDRAWN, True),
            (WITHDRAWN, WITHDRAWN, False),
            (SUPERSEDED, REJECTED, False),
            (None, REJECTED, True),
        ],
    )
    def test_what_is_required_is_not_dropped(
        self, status: SpecStatus | None, other: SpecStatus, faulty: bool
    ) -> None:
        catalog = whole(spec("a", status, requires=("b",)), spec("b", other))
        assert told(links.faults, catalog) == ([("a.rst", "requires:b")] if faulty else [])

    def test_what_is_required_is_there_and_something_else(self) -> None:
        catalog = whole(spec("a", requires=("a", "c")))
        assert told(links.faults, catalog) == [("a.rst", "requires:a"), ("a.rst", "requires:c")]

    def test_in_a_patch_old_broken_links_are_not_told(self) -> None:
        old = spec("a", links=(Link("ref", "x", 9),), requires=("c",))
        assert told(links.faults, patch([old], [old, spec("b")])) == []

    def test_who_deletes_a_spec_is_told_of_what_leads_there(self) -> None:
        toward = (Link("spec", "b", 9), Link("doc", "../x/b", 10), Link("doc", "../x/c", 11))
        user = spec("a", links=toward, requires=("b",))
        catalog = patch([user, spec("b")], [user])
        assert told(links.faults, catalog) == [
            ("a.rst", "spec:b"),
            ("a.rst", "doc:../x/b"),
            ("a.rst", "requires:b"),
        ]

    def test_who_rejects_a_spec_is_told_of_what_requires_it(self) -> None:
        user = spec("a", requires=("b",))
        catalog = patch([user, spec("b", DRAFT)], [user, spec("b", REJECTED)])
        assert told(links.faults, catalog) == [("a.rst", "requires:b")]


class TestDuplicates:
    def test_two_of_one_slug_are_a_fault(self) -> None:
        (fault,) = duplicates.faults(whole(spec("x/a"), spec("y/a"), spec("y/b")))
        assert (fault.key, fault.location, fault.severity) == (
            "a",
            Location("specs/y/a.rst", 1),
            None,
        )
        assert fault.message == "the slug 'a' is also that of specs/x/a.rst"

    @pytest.mark.parametrize(
        ("one", "other"),
        [({"cycle": "2024.1"}, {"cycle": "2024.2"}), ({"project": "one"}, {"project": "other"})],
    )
    def test_a_spec_that_is_proposed_again_keeps_its_slug(
        self, one: dict[str, object], other: dict[str, object]
    ) -> None:
        assert told(duplicates.faults, whole(spec("1/a", **one), spec("2/a", **other))) == []

    def test_who_refers_to_one_of_two_cycles_by_slug_is_told(self) -> None:
        two = spec("1/a", cycle="2024.1"), spec("2/a", cycle="2024.2")
        user = spec("b", requires=("a",))
        assert told(links.faults, whole(*two, user)) == [("b.rst", "requires:a")]

    def test_one_left_over_in_the_folder_of_its_former_status_is_a_warning(self) -> None:
        one = spec("1/a", DRAFT, cycle="1")
        (fault,) = duplicates.faults(whole(one, spec("2/a", cycle="1"), spec("a", cycle="2")))
        assert fault.severity is Severity.WARNING
        assert fault.key == "1/a"

    def test_a_page_that_says_where_the_spec_is_now_is_no_second_one(self) -> None:
        here, there = spec("1/a", None), spec("1-implemented/a", IMPLEMENTED)
        assert told(duplicates.faults, whole(here, there)) == []
        assert len(told(duplicates.faults, whole(replace(here, genre="nova"), there))) == 1

    def test_two_of_one_number_are_a_fault(self) -> None:
        one, two = spec("0007-a", number="0007"), spec("0007-b", DRAFT, number="0007")
        (fault,) = duplicates.faults(whole(one, two, spec("0008-a", number="0008")))
        assert fault.severity is None
        assert fault.message == "the number '0007' is also that of specs/0007-a.rst"

    def test_in_a_patch_one_of_the_two_is_touched(self) -> None:
        one, two = spec("x/a"), spec("y/a")
        assert told(duplicates.faults, patch([one, two], [one, two, spec("b")])) == []
        assert told(duplicates.faults, patch([two], [one, two])) == [("x/a.rst", "a")]


def redirect(old: str, new: str, line: int = 1) -> Redirect:
    new = new if "://" in new else f"specs/{new}.rst"
    return Redirect(f"specs/{old}.rst", new, Location("doc/redirects", line))


class TestMissingRedirects:
    MOVED = ([spec("approved/a")], [spec("implemented/a")])
    KEPT = (redirect("approved/x", "implemented/a"),)

    def test_a_move_needs_a_redirect_where_any_are_kept(self) -> None:
        found = [("implemented/a.rst", "specs/approved/a.rst")]
        assert told(redirects.missing, patch(*self.MOVED, redirects=self.KEPT)) == found
        assert told(redirects.missing, patch(*self.MOVED, old=self.KEPT)) == found
        asked = Policy(specs=SpecsPolicy(redirects=("*/redirects",)))
        assert told(redirects.missing, patch(*self.MOVED, policy=asked)) == found
        assert told(redirects.missing, patch(*self.MOVED)) == []

    def test_a_redirect_or_a_link_in_its_place_will_do(self) -> None:
        there = (redirect("approved/a", "implemented/a"),)
        assert told(redirects.missing, patch(*self.MOVED, redirects=there)) == []
        link = (SkippedSpec("specs/approved/a.rst", "a link to specs/implemented/a.rst"),)
        catalog = patch(*self.MOVED, redirects=self.KEPT, skipped_specs=link)
        assert told(redirects.missing, catalog) == []

    def test_a_spec_that_is_deleted_leads_on_to_another(self) -> None:
        catalog = patch([spec("a")], [], redirects=self.KEPT)
        assert told(redirects.missing, catalog) == [("a.rst", "")]
        there = (redirect("a", "implemented/b"),)
        assert told(redirects.missing, patch([spec("a")], [], redirects=there)) == []

    def test_what_stays_where_it_was_needs_none(self) -> None:
        catalog = patch([spec("a", DRAFT)], [spec("a"), spec("b")], redirects=self.KEPT)
        assert told(redirects.missing, catalog) == []


class TestFaultyRedirects:
    @pytest.mark.parametrize(
        ("items", "found"),
        [
            ([redirect("x", "a")], []),
            ([redirect("x", "https://example.org/x")], []),
            ([redirect("x", "index")], []),
            ([Redirect("specs/x.rst", "/demo/other.html", Location("doc/redirects", 1))], []),
            ([redirect("x", "b")], ["specs/x.rst"]),
            ([redirect("a", "a2")], ["specs/a.rst"]),
            ([redirect("index", "a")], ["specs/index.rst"]),
            ([redirect("x", "y"), redirect("y", "a")], ["specs/x.rst"]),
            ([redirect("x", "x")], ["specs/x.rst"]),
            ([redirect("x", "y"), redirect("y", "x")], ["specs/x.rst"]),
            ([redirect("w", "x"), redirect("x", "y"), redirect("y", "x")], ["w", "x"]),
            ([redirect("x", "a"), redirect("x", "a2", 2)], ["specs/x.rst"]),
        ],
    )
    def test_a_redirect_leads_to_a_page_at_once(
        self, items: list[Redirect], found: list[str]
    ) -> None:
        pages = (SkippedSpec("specs/index.rst", "an index page"),)
        catalog = whole(spec("a"), spec("a2"), redirects=tuple(items), skipped_specs=pages)
        keys = [fault.key for fault in redirects.faulty(catalog)]
        assert [key.split("/")[-1] for key in keys] == [
            f"{key.removesuffix('.rst').split('/')[-1]}.rst" for key in found
        ]

    def test_a_line_that_is_not_understood_is_told(self) -> None:
        where = Location("doc/redirects", 4)
        items = (Redirect("specs/a.rst only", "", where), Redirect("", "", where))
        found = redirects.faulty(whole(spec("a"), redirects=items))
        assert [fault.message for fault in found] == [
            "the line 'specs/a.rst only' is no redirect",
            "the file of redirects cannot be read",
        ]

    def test_a_circle_of_one_is_called_what_it_is(self) -> None:
        (fault,) = redirects.faulty(whole(spec("a"), redirects=(redirect("x", "x"),)))
        assert fault.message == "the redirect from specs/x.rst leads to itself"

    @given(st.lists(st.tuples(st.sampled_from("abxyz"), st.sampled_from("abxyz"))))
    def test_redirects_without_a_fault_lead_to_a_page_at_once(
        self, items: list[tuple[str, str]]
    ) -> None:
        moved = tuple(redirect(old, new, n) for n, (old, new) in enumerate(items, start=1))
        good = all(old not in "ab" and new in "ab" for old, new in items)
        good = good and len({old for old, _ in items}) == len(items)
        found = list(redirects.faulty(whole(spec("a"), spec("b"), redirects=moved)))
        assert (not found) is good

    def test_the_end_of_a_chain_is_named(self) -> None:
        chain = (redirect("x", "y"), redirect("y", "z"), redirect("z", "a"))
        first, second = redirects.faulty(whole(spec("a"), redirects=chain))
        assert first.remedy == second.remedy == "Let this one lead to specs/a.rst at once."

    def test_in_a_patch_only_what_it_touches_or_breaks_is_told(self) -> None:
        old = (redirect("x", "a"), redirect("y", "gone"))
        catalog = patch([spec("a")], [], redirects=old)
        assert [fault.key for fault in redirects.faulty(catalog)] == ["specs/x.rst"]
        files = [ChangedFile("doc/redirects", "modified")]
        catalog = patch([], [spec("a")], files, redirects=old)
        assert [fault.key for fault in redirects.faulty(catalog)] == ["specs/y.rst"]
