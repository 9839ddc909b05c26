# SPDX-License-Identifier: Apache-2.0
"""Changes of a class as a whole: its bases, its metaclass, its slots, its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from wharfinger.contract.comparison.demands import new_demands
from wharfinger.contract.comparison.pairs import Found, Pair, found_in_class, plain_change
from wharfinger.contract.interfaces import find_interface, gap
from wharfinger.model import Change, ClassInfo, Contract, Location, MethodKind, Patch

# Bases that stand for how a class is made, which has rules of its own.
_FORMAL = frozenset({"abc:ABC", "typing:Generic", "typing:Protocol", "builtins:object"})


def class_changes(pair: Pair) -> Iterator[Found]:
    """Yield the changes of a class as a whole."""
    if bool(gap(pair.old)) is not bool(gap(pair.new)):
        yield found_in_class("class-unreadable", pair, gap(pair.old) or gap(pair.new))
    demands = new_demands(pair)
    # What a base that could not be read demands may have been demanded all along.
    if demands and not pair.new.protocol and not gap(pair.old):
        bases = dict.fromkeys(member.owner for member in demands)
        yield found_in_class("base-added", pair, ", ".join(map(short, bases)), new=", ".join(bases))
    if lost := _lost_bases(pair):
        yield found_in_class("base-removed", pair, ", ".join(map(short, lost)), old=", ".join(lost))
    yield from _enforcement(pair)
    yield from _closing(pair)


def _lost_bases(pair: Pair) -> list[str]:
    names = {info.name for info in pair.new.lineage}
    moved = pair.contract.moved
    return [
        info.name
        for info in pair.old.ancestors
        if info.name not in names
        and moved.get(info.name) not in names
        and info.name.replace("typing_extensions:", "typing:") not in _FORMAL
        and not info.name.startswith("collections.abc:")
        and not (info.unresolved and gap(pair.new))
    ]


def _enforcement(pair: Pair) -> Iterator[Found]:
    if pair.old.enforces is pair.new.enforces or gap(pair.old) or gap(pair.new):
        return
    left = [name for name, m in pair.old_members.items() if m.kind is MethodKind.ABSTRACT]
    still = [n for n in left if n in pair.new_members]
    both = [n for n in still if pair.new_members[n].kind is MethodKind.ABSTRACT]
    if both:
        rule = "abc-enforced" if pair.new.enforces else "abc-dropped"
        yield found_in_class(rule, pair, ", ".join(both))


def _closing(pair: Pair) -> Iterator[Found]:
    if pair.old.final is not pair.new.final:
        yield found_in_class("class-made-final" if pair.new.final else "class-final-dropped", pair)
    if (pair.old.slots is None) is not (pair.new.slots is None):
        yield found_in_class("slots-added" if pair.new.slots is not None else "slots-removed", pair)


def missing_class(
    info: ClassInfo, base: Contract, head: Contract
) -> tuple[Change | None, ClassInfo | None]:
    """Return what happened to a class of the base that cannot be had at the head.

    Beside the change comes the class that has taken its place, if there is one. A class that
    descends from it and keeps the old name is no change.
    """
    new = successor(info, base, head)
    heirs_of = head.meaning.ancestors(info.name)
    if heirs_of:
        # The old name is still a class, if no longer the one that drivers are asked for.
        return None, new if new and new.name in heirs_of else None
    if head.unreadable and new is None:
        # The file that cannot be read may be the one that defines it.
        rule = "class-unreadable"
    else:
        rule = "class-moved" if new else "class-removed"
    location = (new.location if new else None) or info.location or Location(".")
    change = plain_change(rule, info.name, location, info.name, (base.group,))
    names = (info.name, new.name if new else "")
    return replace(change, old=names[0], new=names[1], detail=names[1]), new


def lost_names(base: Contract, head: Contract) -> Iterator[Change]:
    """Yield the further names by which an interface was offered and can be had no more.

    Where the class itself is gone, or a file cannot be read, that is told already.
    """
    for name, own in base.published.items():
        dotted = _with_colon(name)
        now = None if head.unreadable else head.meaning.class_named(own)
        if now is None or head.meaning.class_named(dotted) is not None:
            continue
        change = plain_change(
            "class-moved", dotted, now.location or Location("."), own, (base.group,)
        )
        yield replace(change, old=dotted, new=now.name, detail=now.name)


def _with_colon(name: str) -> str:
    module, _, last = name.rpartition(".")
    return name if ":" in name else f"{module}:{last}"


def successor(info: ClassInfo, base: Contract, head: Contract) -> ClassInfo | None:
    """Return the class that a group has now in the place of one that is gone.

    It is the one that takes its part, as the interface or a version, or from which drivers
    descend; or else one of the same name in another module.
    """
    there_before = {item.name for item in base.classes}
    candidates = (*_of_same_part(info, base, head), *_of_same_name(info, head))
    return next((item for item in candidates if item.name not in there_before), None)


def _of_same_part(info: ClassInfo, base: Contract, head: Contract) -> Iterator[ClassInfo]:
    for version, old in base.versions.items():
        if old is info and version in head.versions:
            yield head.versions[version]
    if info is base.interface:
        new = head.interface or find_interface(tuple(head.drivers.values()))[0]
        yield from (item for item in (new,) if item)


def _of_same_name(info: ClassInfo, head: Contract) -> Iterator[ClassInfo]:
    starts = (*head.classes, *head.drivers.values())
    lineages = (item for start in starts for item in start.lineage)
    return (i for i in lineages if short(i.name) == short(info.name) and not i.unresolved)


def unreadable_files(base: Contract, head: Contract, patch: Patch | None) -> Iterator[Change]:
    """Yield the files of a contract that cannot be read on one side, or that a patch changes so."""
    before = {place.path: (place, why) for place, why in base.unreadable}
    after = {place.path: (place, why) for place, why in head.unreadable}
    for path in sorted(before.keys() ^ after.keys()):
        place, why = before.get(path) or after[path]
        side = "base" if path in before else "head"
        change = plain_change("file-unreadable", path, place, groups=(base.group,))
        yield replace(change, detail=f"at the {side}: {why}")
    touched = {file.path for file in patch.files} if patch else set()
    for path in sorted(before.keys() & after.keys() & touched):
        place, why = after[path]
        change = plain_change("file-unreadable", path, place, groups=(base.group,))
        yield replace(change, detail=f"on both sides: {why}")


def short(name: str) -> str:
    """Return the last part of a qualified name."""
    return name.rpartition(":")[2].rpartition(".")[2]
