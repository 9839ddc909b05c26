# SPDX-License-Identifier: Apache-2.0
"""SPC3xx, beyond the examples of their pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger import pipeline
from wharfinger.checks.spec_delivery import checks
from wharfinger.model import Claim, Location, Release, Severity, Spec, SpecStatus
from wharfinger.testing import catalog, driver, group, patch, run_check

NOT_DELIVERED, NOT_IMPLEMENTED, UNKNOWN = checks
SETUP = """
[metadata]
name = demo

[options.entry_points]
demo.drivers =
    memory = demo.drivers:Memory
"""
TWO = SETUP + "    redis = demo.drivers:Redis\n"
DRIVERS = "class Memory: ...\n\n\nclass Redis: ...\n"
SPEC = """
=============
Redis drivers
=============

:status: {}
:{}

Problem Description
===================

Values have to be kept between two requests.

Proposed Change
===============

A driver keeps them.

References
==========

* https://example.org/drivers
"""
ADDS = SPEC.format("implemented", "adds-driver: demo.drivers:redis")


def project(side: str, setup: str, **specs: str) -> dict[str, str]:
    files = {"setup.cfg": setup, "demo/__init__.py": "", "demo/drivers.py": DRIVERS}
    files |= {f"specs/{name.replace('_', '-')}.rst": text for name, text in specs.items()}
    return {f"{side}/{name}": text for name, text in files.items()}


def found(folder: Path, base: dict[str, str], head: dict[str, str]) -> list[tuple[str, str]]:
    request = patch(base | head, folder)
    outcome = pipeline.check(request, select=("SPC3",))
    return [(item.code, item.subject) for item in outcome.findings]


def test_a_patch_that_takes_away_what_an_old_spec_claims(tmp_path):
    base = project("base", TWO, redis_drivers=ADDS)
    head = project("head", SETUP, redis_drivers=ADDS)
    subject = "specs/redis-drivers.rst:adds-driver:demo.drivers:redis"
    assert found(tmp_path, base, head) == [("SPC301", subject)]


def test_a_patch_that_takes_it_away_by_another_spec(tmp_path):
    removes = SPEC.format("implemented", "removes-driver: demo.drivers:redis")
    removes = removes.replace("Redis drivers", "Remove redis ")
    base = project("base", TWO, redis_drivers=ADDS)
    head = project("head", SETUP, redis_drivers=ADDS, remove_redis=removes)
    assert found(tmp_path, base, head) == []


def test_a_patch_beside_a_spec_that_is_wrong_already(tmp_path):
    base = project("base", SETUP, redis_drivers=ADDS)
    head = project("head", SETUP + "    disk = demo.drivers:Redis\n", redis_drivers=ADDS)
    assert found(tmp_path, base, head) == []


def test_a_patch_with_a_claim_that_is_wrong(tmp_path):
    claims = "adds-driver: demo.drivers:disk\n:adds-option: nothing\n:removes-driver: x.y:z"
    base = project("base", SETUP)
    head = project("head", SETUP, redis_drivers=SPEC.format("implemented", claims))
    assert found(tmp_path, base, head) == [
        ("SPC301", "specs/redis-drivers.rst:adds-driver:demo.drivers:disk"),
        ("SPC303", "specs/redis-drivers.rst:removes-driver:x.y:z"),
    ]


def test_options_of_a_patch(tmp_path):
    claims = "adds-option: demo/kept\n:adds-option: demo/lost"
    option = 'OPTS = [cfg.StrOpt("kept")]\nCONF.register_opts(OPTS, group="demo")\n'
    base = project("base", SETUP)
    head = project("head", SETUP, redis_drivers=SPEC.format("implemented", claims))
    head["head/demo/conf.py"] = option
    assert found(tmp_path, base, head) == [
        ("SPC301", "specs/redis-drivers.rst:adds-option:demo/lost")
    ]


def spec(*claims: str, status: SpecStatus = SpecStatus.ACCEPTED) -> Spec:
    made = tuple(Claim("adds-driver", text, Location("specs/a-b.rst", 5)) for text in claims)
    return Spec("specs/a-b.rst", "a-b", status=status, claims=made, field_lines=(("status", 4),))


def world(*specs: Spec, **fields: object):
    return catalog(group(driver("one")), specs=specs, **fields)


def test_in_part_is_a_warning():
    drivers = group(driver("one", distribution="elsewhere"), driver("own"))
    from wharfinger.testing import distribution

    implemented = spec("demo.drivers:one", status=SpecStatus.IMPLEMENTED)
    found = catalog(drivers, specs=(implemented,), distributions=(distribution(),))
    (finding,) = run_check(NOT_DELIVERED, found)
    assert finding.severity is Severity.WARNING
    assert "is delivered in part: only elsewhere has it" in finding.message


@pytest.mark.parametrize(("releases", "count"), [(1, 1), (2, 1), (3, 0)])
def test_how_many_releases_a_spec_may_stay_accepted(releases, count):
    from wharfinger.model import Note, NoteItem

    path = "releasenotes/notes/n.yaml"
    text = NoteItem("See a-b.", Location(path, 3))
    given = {
        "notes": (Note(path, "reno", sections=(("features", (text,)),)),),
        "releases": (Release("2.0"), Release("1.0", 1, (path,)), Release("0.9")),
    }
    found = run_check(NOT_IMPLEMENTED, world(spec("demo.drivers:one"), **given), releases=releases)
    assert len(found) == count
    for finding in found:
        assert finding.location == Location("specs/a-b.rst", 4)
        assert "is in 2 releases (first in 1.0)" in finding.message


@pytest.mark.parametrize(
    ("check", "catalog_", "reason"),
    [
        (NOT_DELIVERED, world(), "the project has no specs"),
        (NOT_DELIVERED, world(spec()), "no spec claims anything"),
        (NOT_IMPLEMENTED, world(spec("demo.drivers:one")), "no release is known"),
        (UNKNOWN, catalog(specs=(spec("a.b:c"),)), "no drivers are known here"),
        (UNKNOWN, world(spec("a.b:c")), ""),
    ],
)
def test_why_a_check_cannot_run(check, catalog_, reason):
    assert check.validate(catalog_, {"releases": 2}) == reason


@pytest.mark.parametrize("status", [SpecStatus.REJECTED, SpecStatus.SUPERSEDED, None])
def test_claims_of_lapsed_specs_are_not_judged(status):
    assert run_check(UNKNOWN, world(spec("a.b:c", status=status))) == ()
