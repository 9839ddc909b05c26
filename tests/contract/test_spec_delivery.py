# SPDX-License-Identifier: Apache-2.0
"""From claim to delivery, on catalogs made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wharfinger.contract.specs.delivery import deliveries, releases_since, unclaimed
from wharfinger.contract.specs.delivery.claims import FORMS, Names, Target, target
from wharfinger.contract.specs.delivery.verdicts import Verdict
from wharfinger.model import (
    Basis,
    Cell,
    Claim,
    DeclaredOption,
    Feature,
    Interface,
    InterfaceVersion,
    Location,
    Method,
    MethodKind,
    Note,
    NoteItem,
    Release,
    Resolution,
    Spec,
    SpecStatus,
    State,
    Support,
)
from wharfinger.testing import catalog, distribution, driver, entry_point, group

BASE = "demo.base:DriverV9"
PLACE = Location("demo/base.py", 9)


def method(name, kind=MethodKind.ABSTRACT, line=10):
    return Method(name, kind, "method", BASE, Location("demo/base.py", line))


INTERFACE = Interface(
    BASE,
    PLACE,
    "",
    (
        method("get"),
        method("watch", MethodKind.REFUSING, 20),
        method("lock", MethodKind.REFUSING, 25),
        method("ping", MethodKind.DEFAULT, 30),
    ),
    bases=("demo.base:Common",),
)


def feature(name, level="undeclared"):
    return Feature(name, name, level, "all", (name,), found=True)


def cells(**supports):
    return {
        (feature, name): Cell(support, Basis.IMPLEMENTED)
        for feature, by_driver in supports.items()
        for name, support in by_driver.items()
    }


YES, NO = Support.YES, Support.NO


def demo(*specs, **fields):
    """Return a catalog with a group of three drivers, one of them deprecated."""
    drivers = group(
        driver("memory", interface_version="9"),
        driver("redis", state=State.DEPRECATED, interface_version="8"),
        driver("remote", distribution="elsewhere"),
        interface=INTERFACE,
        interface_name=BASE,
        versions=(
            InterfaceVersion("8", "demo.base:DriverV8", "deprecated", location=Location("p", 1)),
            InterfaceVersion("9", BASE, "supported", location=Location("p", 2)),
        ),
        features=(feature("get", "required"), feature("watch"), feature("lock")),
        cells=cells(
            get={"memory": YES, "redis": NO, "remote": YES},
            watch={"memory": YES, "redis": NO, "remote": NO},
            lock={"memory": NO, "redis": NO, "remote": NO},
        ),
        gone=(driver("disk", group="demo.drivers", state=State.REMOVED),),
        governed=True,
    )
    own = distribution(entry_point("memory = demo.drivers:Memory"))
    other = distribution(name="elsewhere", origin="installed")
    given = {"distributions": (own, other), "specs": specs} | fields
    return catalog(drivers, group(name="demo.hooks"), **given)


def spec(*claims, slug="add-things", status=SpecStatus.IMPLEMENTED, **fields):
    found = tuple(
        Claim(kind, text, Location(f"specs/{slug}.rst", line))
        for line, (kind, text) in enumerate(claims, 5)
    )
    return Spec(f"specs/{slug}.rst", slug, status=status, claims=found, **fields)


def one(kind, text, **fields):
    (found,) = deliveries(demo(spec((kind, text)), **fields))
    (item,) = found.claims
    return item


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("adds-driver", "a.b:c", Target(Names.DRIVER, "a.b", "c")),
        ("adds-driver", "a.b", None),
        ("adds-driver", "a.b:c d", None),
        ("changes-interface", "a.b 9", Target(Names.VERSION, "a.b", "9")),
        ("changes-interface", "identity v9.1", Target(Names.VERSION, "identity", "9.1")),
        ("changes-interface", "a.b:get_all", Target(Names.METHOD, "a.b", "get_all")),
        ("changes-interface", "a.b:get()", Target(Names.METHOD, "a.b", "get")),
        ("changes-interface", "a.b:C", Target(Names.CLASS, owner="a.b:C")),
        ("changes-interface", "a.b:C.get", Target(Names.METHOD, name="get", owner="a.b:C")),
        ("changes-interface", "a.b", None),
        ("adds-option", "ldap/url", Target(Names.OPTION, "ldap", "url")),
        ("adds-option", "debug", Target(Names.OPTION, "", "debug")),
        ("adds-option", "a/b/c", None),
    ],
)
def test_targets(kind, text, expected):
    assert target(Claim(kind, text, PLACE)) == expected


@given(st.sampled_from(sorted(FORMS)), st.text(max_size=40))
def test_any_target_is_read(kind, text):
    found = target(Claim(kind, text, PLACE))
    assert found is None or found.name or found.owner
    assert len(deliveries(demo(spec((kind, text))))) == 1


@pytest.mark.parametrize(
    ("kind", "text", "verdict", "note"),
    [
        ("adds-driver", "demo.drivers:memory", "delivered", ""),
        ("adds-driver", "drivers:memory", "delivered", ""),
        (
            "adds-driver",
            "demo.drivers:redis",
            "partly",
            "it does not support what is required: get",
        ),
        ("adds-driver", "demo.drivers:remote", "partly", "only elsewhere has it"),
        ("adds-driver", "demo.drivers:disk", "delivered", "it has been removed since"),
        ("adds-driver", "demo.drivers:ftp", "not delivered", "it has: memory, redis, remote"),
        ("adds-driver", "demo.others:ftp", "not delivered", "there is no group demo.others"),
        ("adds-driver", "else.where:ftp", "unknown", "nothing here knows the group else.where; if"),
        ("adds-driver", "memory", "unknown", "the claim is not written as group:name"),
        ("removes-driver", "demo.drivers:disk", "delivered", ""),
        ("removes-driver", "demo.drivers:remote", "delivered", "the trees have no driver of"),
        ("removes-driver", "demo.drivers:redis", "partly", "it is deprecated, and still there"),
        ("removes-driver", "demo.drivers:memory", "not delivered", "it is still there"),
        ("removes-driver", "demo.others:disk", "delivered", "the group demo.others is gone"),
        ("removes-driver", "emo.drivers:disk", "unknown", "did you mean demo.drivers?"),
        ("changes-interface", "demo.drivers:get", "delivered", "not supported by redis"),
        ("changes-interface", "demo.drivers:watch", "delivered", "not supported by redis, remote"),
        ("changes-interface", "demo.drivers:lock", "partly", "no driver supports it: memory, red"),
        ("changes-interface", "demo.drivers:ping", "delivered", ""),
        ("changes-interface", "demo.drivers:put", "not delivered", f"{BASE} has no put"),
        ("changes-interface", f"{BASE}.get", "delivered", "not supported by redis"),
        ("changes-interface", "demo:DriverV9.get", "delivered", "not supported by redis"),
        ("changes-interface", "demo.base:Common", "delivered", ""),
        ("changes-interface", "demo.base:DriverV8.put", "unknown", "version 8 is not the newest"),
        ("changes-interface", "demo.base:Missing", "unknown", "no group has the interface"),
        ("changes-interface", "demo.drivers 9", "delivered", ""),
        ("changes-interface", "drivers 7", "delivered", "the interface is at version 9 by now"),
        ("changes-interface", "demo.drivers 10", "not delivered", "the newest version of the in"),
        ("changes-interface", "demo.hooks:get", "unknown", "the interface of demo.hooks is not"),
        ("changes-interface", "demo.hooks 2", "unknown", "nothing says which versions"),
        ("adds-option", "ldap/url", "unknown", "no option is declared"),
    ],
)
def test_verdicts(kind, text, verdict, note):
    item = one(kind, text)
    assert (item.verdict, note in item.judgement.note) == (verdict, True), item.judgement
    assert bool(item.judgement.note) == bool(note)


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("ldap/url", "delivered", ""),
        ("url", "delivered", ""),
        ("cache/time-out", "delivered", "the source does not show its group"),
        ("DEFAULT/time_out", "delivered", ""),
        ("sql/url", "not delivered", "options of that name are in other groups: ldap"),
        ("ldap/user", "not delivered", "the source declares no option user"),
    ],
)
def test_options(text, verdict, note):
    options = (DeclaredOption("url", "ldap", PLACE), DeclaredOption("time_out", "", PLACE))
    item = one("adds-option", text, options=options)
    assert (item.verdict, item.judgement.note) == (verdict, note)


def test_the_likely_one_of_options_whose_group_cannot_be_seen():
    places = (Location("demo/kv.py", 1), Location("demo_etcd/options.py", 2))
    options = tuple(DeclaredOption("prefix", "", place) for place in places)
    item = one("adds-option", "etcd/prefix", options=options)
    assert item.evidence == places[1:]


def test_evidence():
    item = one("changes-interface", "demo.drivers:watch")
    assert item.evidence == (Location("demo/base.py", 20),)
    assert item.version is None


def test_a_tree_of_specs_beside_an_environment():
    specs = distribution(name="demo-specs")
    other = distribution(name="demo", origin="installed")
    item = one("adds-driver", "demo.drivers:memory", distributions=(specs, other))
    assert item.verdict is Verdict.DELIVERED


def test_a_target_that_is_missing():
    broken = group(driver("memory", resolution=Resolution.MISSING, reason="no demo/drivers.py"))
    (found,) = deliveries(catalog(broken, specs=(spec(("adds-driver", "demo.drivers:memory")),)))
    assert found.verdict is Verdict.PARTLY
    assert "no demo/drivers.py" in found.claims[0].judgement.note


def test_a_version_that_no_driver_has():
    found = demo(spec(("changes-interface", "demo.drivers 10")))
    drivers, *others = found.groups
    newest = InterfaceVersion("10", "demo.base:DriverV10", "supported")
    drivers = replace(drivers, versions=(*drivers.versions, newest))
    (item,) = deliveries(replace(found, groups=(drivers, *others)))
    assert item.verdict is Verdict.PARTLY
    assert "no driver implements it; older versions have memory, redis" in (
        item.claims[0].judgement.note
    )


def test_what_another_spec_removes_again_was_delivered():
    adds = spec(("adds-driver", "demo.drivers:ftp"))
    removes = spec(("removes-driver", "demo.drivers:ftp"), slug="drop-ftp")
    first, second = deliveries(demo(adds, removes))
    assert (first.verdict, second.verdict) == (Verdict.DELIVERED, Verdict.DELIVERED)
    assert first.claims[0].evidence == (removes.claims[0].location,)
    planned = replace(removes, status=SpecStatus.DRAFT)
    (first,) = deliveries(demo(adds, planned))
    assert first.verdict is Verdict.NOT_DELIVERED


D, P, N, U = Verdict.DELIVERED, Verdict.PARTLY, Verdict.NOT_DELIVERED, Verdict.UNKNOWN
CLAIMS = {
    D: ("adds-driver", "demo.drivers:memory"),
    P: ("adds-driver", "demo.drivers:redis"),
    N: ("adds-driver", "demo.drivers:ftp"),
    U: ("adds-driver", "else.where:ftp"),
}


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((D,), D),
        ((D, D), D),
        ((D, N), P),
        ((D, P), P),
        ((N, P), P),
        ((N, N), N),
        ((D, U), U),
        ((N, U), N),
        ((P, U), P),
        ((D, N, U), P),
    ],
)
def test_a_spec_as_a_whole(parts, whole):
    (found,) = deliveries(demo(spec(*(CLAIMS[part] for part in parts))))
    assert [item.verdict for item in found.claims] == list(parts)
    assert found.verdict is whole


def test_which_specs_are_looked_at():
    claim = CLAIMS[D]
    specs = [spec(claim, slug=status, status=status) for status in SpecStatus]
    unsaid, empty = spec(claim, slug="unsaid", status=None), spec(slug="empty")
    found = demo(*specs, unsaid, empty)
    assert [item.spec.slug for item in deliveries(found)] == ["accepted", "implemented"]
    (draft,) = deliveries(found, {SpecStatus.DRAFT})
    assert draft.spec.slug == "draft"
    assert deliveries(demo()) == ()


def note(name, text, section="features"):
    path = f"releasenotes/notes/{name}.yaml"
    return Note(path, "reno", sections=((section, (NoteItem(text, Location(path, 3)),)),))


def released(*texts, section="features"):
    """Return notes and releases: one text for each release, the first not released yet."""
    notes = tuple(note(f"n{index}", text, section) for index, text in enumerate(texts))
    names = ["", *(f"{number}.0.0" for number in range(len(texts) - 1, 0, -1))]
    releases = (Release(name, 1, (n.path,)) for name, n in zip(names, notes, strict=True))
    return {"notes": notes, "releases": tuple(releases)}


def test_the_first_release_that_tells_of_it():
    texts = ("Mend the memory driver.", "The memory driver is quicker.", "Other.")
    item = one("adds-driver", "demo.drivers:memory", **released(*texts, "A memory driver."))
    assert (item.version, item.told_at) == ("1.0.0", Location("releasenotes/notes/n3.yaml", 3))
    assert item.evidence[-1] == item.told_at
    item = one("adds-driver", "demo.drivers:memory", **released(*texts, "Other."))
    assert item.version == "3.0.0"
    item = one("adds-driver", "demo.drivers:memory", **released("A memory driver.", "Other."))
    assert item.version == ""
    item = one("adds-driver", "demo.drivers:memory", **released("Other.", "Memory leaks."))
    assert item.version is None


@pytest.mark.parametrize(
    ("name", "text", "is_told"),
    [
        ("memory", "The ``memory`` driver is new.", True),
        ("memory", "A new backend, ``memory``.", True),
        # A word of prose, in a sentence that speaks of another driver.
        ("memory", "The ftp driver needs less memory.", False),
        ("memory", "Limit ``memory``. The ftp driver is new.", False),
        # The name of another driver, of which this is a part.
        ("redis", "The ``fast-redis`` driver is new.", False),
        ("redis", "The ``redis-sentinel`` driver is new.", False),
        ("redis", "Drivers: ``redis-sentinel``, ``redis``.", True),
        ("akamai_v2", "The Akamai v2 backend is new.", True),
        ("raid-device", "The driver needs no RAID device.", False),
        ("raid-device", "The hook ``raid-device`` is new.", True),
        # Words of the class and the module of a driver are no name of it.
        ("rest", "The store has a history.", False),
    ],
)
def test_which_notes_tell_of_a_driver(name, text, is_told):
    target = "demo.status_history:StoreHistory"
    drivers = group(driver(name, target=target), driver("ftp"))
    own = distribution(entry_point(f"{name} = {target}"))
    found = catalog(
        drivers,
        distributions=(own,),
        specs=(spec(("adds-driver", f"demo.drivers:{name}")),),
        **released(text, "Other."),
    )
    (item,) = deliveries(found)[0].claims
    assert item.verdict is Verdict.DELIVERED
    assert item.version == ("" if is_told else None)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("The ``noop`` driver is new.", True),
        ("The ``noop`` hook is new. Drivers may do nothing.", False),
        ("All drivers of which the hook may or may not be one are ``noop``.", False),
    ],
)
def test_which_notes_tell_of_a_driver_whose_name_is_common(text, is_told):
    groups = (group(driver("noop")), group(driver("noop", group="demo.hooks"), name="demo.hooks"))
    found = catalog(
        *groups,
        distributions=(distribution(entry_point("noop = demo.drivers:Noop")),),
        specs=(spec(("adds-driver", "demo.drivers:noop")),),
        **released(text, "Other."),
    )
    assert deliveries(found)[0].claims[0].version == ("" if is_told else None)


@pytest.mark.parametrize(
    "text",
    [
        "See add-things.",
        "Blueprint https://blueprints.launchpad.net/demo/+spec/add-things is done.",
    ],
)
def test_a_note_that_names_the_spec_goes_first(text):
    given = released("Other.", text, "The memory driver is not new.")
    assert one("adds-driver", "demo.drivers:memory", **given).version == "2.0.0"


def test_a_note_that_names_the_record_of_the_spec():
    given = released("Other.", "Closes bug 1234567.", "Closes bug 12345678.")
    tracker = "https://bugs.launchpad.net/demo/+bug/1234567"
    (found,) = deliveries(demo(spec(CLAIMS[D], tracker=tracker), **given))
    assert found.claims[0].version == "2.0.0"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Works with ftp/fast.", False),
        ("Quick, #fast.", False),
        ("See https://blueprints.launchpad.net/demo/+spec/fast.", True),
        ("See https://specs.example.org/demo/specs/zed/approved/fast.html.", True),
        ("Blueprint fast is done.", True),
        ("bp/fast", True),
    ],
)
def test_a_spec_whose_name_is_a_word(text, is_told):
    given = released(text, "Other.")
    (found,) = deliveries(demo(spec(CLAIMS[D], slug="fast"), **given))
    assert found.claims[0].version == ("" if is_told else None)


def test_a_note_without_git():
    given = released("A memory driver.") | {"releases": ()}
    item = one("adds-driver", "demo.drivers:memory", **given)
    assert (item.version, bool(item.told_at)) == (None, True)


def test_the_release_of_a_removal():
    texts = ("Other.", "The disk driver is removed.", "The disk driver is slow.")
    item = one("removes-driver", "demo.drivers:disk", **released(*texts, section="upgrade"))
    assert item.version == "2.0.0"


def test_a_note_that_announces_a_removal_is_no_removal():
    texts = ("The disk driver is removed.", "The disk driver will be removed.")
    item = one("removes-driver", "demo.drivers:disk", **released(*texts, section="upgrade"))
    assert item.version == ""


def test_a_note_that_deprecates_a_driver():
    given = released("Other.", "The memory driver is deprecated.", section="deprecations")
    item = one("removes-driver", "demo.drivers:memory", **given)
    assert (item.verdict, item.version) == (Verdict.PARTLY, None)
    assert item.evidence == (Location("releasenotes/notes/n1.yaml", 3),)


def test_a_note_tells_that_it_was_removed_since():
    given = released("Other.", "The ``ftp`` driver has been removed.", section="upgrade")
    assert one("adds-driver", "demo.drivers:ftp", **given).verdict is Verdict.DELIVERED
    given = released("Other.", "The ftp driver is here. Other code is gone.", section="upgrade")
    assert one("adds-driver", "demo.drivers:ftp", **given).verdict is Verdict.NOT_DELIVERED
    given = released("Other.", "The method ``put`` was removed.", section="upgrade")
    assert one("changes-interface", "demo.drivers:put", **given).verdict is Verdict.DELIVERED


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("A memory driver.",), 0),
        (("Other.", "A memory driver."), 1),
        (("Other.", "Other.", "A memory driver."), 2),
        (("Other.", "Other.", "Other."), None),
    ],
)
def test_releases_since(texts, count):
    found = demo(spec(CLAIMS[D]), **released(*texts))
    assert releases_since(found, *deliveries(found)) == count


def test_releases_since_nothing_was_delivered():
    found = demo(spec(CLAIMS[D], CLAIMS[N]), **released("Other.", "A memory driver."))
    assert releases_since(found, *deliveries(found)) is None


def test_delivered_without_a_claim():
    found = demo(spec(("adds-driver", "demo.drivers:memory")))
    assert [(i.kind, i.name) for i in unclaimed(found)] == [("driver", "redis")]
    found = demo(
        spec(("changes-interface", "demo.drivers 9"), ("changes-interface", f"{BASE}.get"))
    )
    assert [(item.kind, item.name) for item in unclaimed(found)] == [
        ("method", "lock"),
        ("method", "ping"),
        ("method", "watch"),
        ("version", "8"),
    ]
    assert unclaimed(demo(spec(("changes-interface", BASE)))) == ()
    assert unclaimed(demo()) == ()
    assert unclaimed(demo(spec(CLAIMS[D], status=SpecStatus.WITHDRAWN))) == ()


def test_an_alias_of_a_claimed_driver_is_claimed():
    drivers = group(driver("one", aliases=("first",)), driver("first", aliases=("one",)))
    found = catalog(drivers, specs=(spec(("adds-driver", "demo.drivers:one")),))
    assert unclaimed(found) == ()


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("demo.driver", "unknown"), ("demo.v1", "delivered"), ("demo.anything", "delivered")],
)
def test_a_group_that_is_gone_and_one_that_is_misspelled(name, verdict):
    found = demo(spec(("removes-driver", f"{name}:disk")))
    groups = (*found.groups, group(name="demo.v2"))
    (item,) = deliveries(replace(found, groups=groups))
    assert item.verdict == verdict
    assert item.claims[0].judgement.unnamed is (verdict == "unknown")
