# SPDX-License-Identifier: Apache-2.0
"""Faults that come in crowds."""

from __future__ import annotations

from wharfinger.contract.specs import codes, summing_up
from wharfinger.model import CodedFault, Location, Spec


def long_lines(path: str, *lines: int) -> list[CodedFault]:
    return [
        CodedFault(codes.LONG_LINE, "Line too long", "Break the line.", Location(path, n), "D001")
        for n in lines
    ]


def stub(path: str) -> CodedFault:
    message = "it has no section that any genre knows"
    return CodedFault(
        codes.UNKNOWN_GENRE, message, "Name it.", Location(path, 1), summing_up.NO_SECTIONS
    )


class TestByFile:
    def test_few_are_told_one_by_one(self) -> None:
        faults = [*long_lines("a.rst", 1, 2, 3), *long_lines("b.rst", 9)]
        assert list(summing_up.by_file(faults)) == faults

    def test_of_many_the_rest_is_one_with_their_lines(self) -> None:
        *first, rest = summing_up.by_file(long_lines("a.rst", 1, 2, 3, 7, 9))
        assert [fault.location.line for fault in first] == [1, 2, 3]
        assert rest.message == "Line too long; the same on 2 more lines: 7, 9"
        assert (rest.location.line, rest.key) == (7, "D001 more")

    def test_no_line_is_long_because_of_many(self) -> None:
        *_, rest = summing_up.by_file(long_lines("a.rst", *range(1, 1000)))
        assert rest.message.endswith("22, 23 and 976 more")

    def test_of_a_file_that_silences_some_each_is_told(self) -> None:
        faults = [*long_lines("a.rst", *range(1, 9)), *long_lines("b.rst", *range(1, 9))]
        found = list(summing_up.by_file(faults, {"a.rst"}))
        assert found[:8] == faults[:8]
        assert len(found) == 12

    def test_files_do_not_share_their_faults(self) -> None:
        faults = [*long_lines("a.rst", 1, 2), *long_lines("b.rst", 1, 2)]
        assert list(summing_up.by_file(faults)) == faults


class TestWithoutSections:
    def test_one_is_told_as_it_is(self) -> None:
        assert list(summing_up.without_sections([stub("a.rst")])) == [stub("a.rst")]

    def test_many_are_told_once_and_counted(self) -> None:
        (one,) = summing_up.without_sections(stub(f"{n}.rst") for n in range(5))
        assert one.message.startswith("5 specs have no section that any genre knows")
        assert one.message.endswith("0.rst, 1.rst, 2.rst and 2 more")

    def test_a_waiver_is_for_those_that_there_were(self) -> None:
        few, many = (
            next(summing_up.without_sections(stub(f"{n}.rst") for n in range(count)))
            for count in (3, 4)
        )
        (others,) = summing_up.without_sections(map(stub, ("0.rst", "1.rst", "3.rst")))
        assert few.location == many.location == others.location
        assert len({few.key, many.key, others.key}) == 3

    def test_one_that_silences_some_is_told_by_itself(self) -> None:
        faults = [stub(f"{n}.rst") for n in range(4)]
        found = list(summing_up.without_sections(faults, {"0.rst"}))
        assert found[0] == faults[0]
        assert found[1].message.startswith("3 specs")

    def test_others_are_left_alone(self) -> None:
        other = CodedFault(codes.UNKNOWN_GENRE, "no genre is like it", "", Location("c.rst"), "x")
        found = list(summing_up.without_sections([stub("a.rst"), other, stub("b.rst")]))
        assert other in found
        assert len(found) == 2


class TestRecords:
    fault = CodedFault(codes.NAME_MISMATCH, "differs", "Rename.", Location("a.rst", 3), "tracker")

    def spec(self, slug: str, tracker: str) -> Spec:
        return Spec(f"specs/{slug}.rst", slug, tracker=tracker, faults=(self.fault,))

    def test_a_record_of_one_spec_names_it(self) -> None:
        specs = (self.spec("a", "https://t/x"), self.spec("b", "https://t/y"))
        assert tuple(summing_up.with_records_of_their_own(specs)) == specs

    def test_a_record_of_two_names_neither(self) -> None:
        specs = (self.spec("a", "https://t/x"), self.spec("b", "https://t/x"))
        assert not any(s.faults for s in summing_up.with_records_of_their_own(specs))

    def test_a_spec_that_was_proposed_twice_is_one(self) -> None:
        specs = (self.spec("a", "https://t/x"), self.spec("a", "https://t/x"))
        assert all(s.faults for s in summing_up.with_records_of_their_own(specs))
