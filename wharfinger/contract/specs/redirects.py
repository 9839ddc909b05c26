# SPDX-License-Identifier: Apache-2.0
"""Pages that moved: what is moved has a redirect, and every redirect leads to a page."""

from __future__ import annotations

from collections.abc import Iterator

from wharfinger.contract.specs import codes
from wharfinger.contract.specs.cycles import cycles
from wharfinger.contract.specs.judged import Pair, Scope, pairs
from wharfinger.model import Catalog, CodedFault, Location
from wharfinger.model.spec import Redirect


def missing(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the specs that a patch moves or deletes without a redirect, where any are kept."""
    if not _keeps_redirects(catalog):
        return
    pages, origins = _pages(catalog), {item.old for item in catalog.redirects if item.new}
    for pair in pairs(catalog):
        old = pair.before.path if pair.before else ""
        if old and old not in pages and old not in origins:
            yield _missing(pair, old)


def faulty(catalog: Catalog) -> Iterator[CodedFault]:
    """Yield the redirects that are wrong, as far as they or what they name is judged."""
    scope = Scope(catalog)
    for redirect, problem in _problems(catalog):
        if scope.has((redirect.location.path, redirect.old, redirect.new)):
            yield CodedFault(codes.FAULTY_REDIRECT, *problem, redirect.location, redirect.old)


def _keeps_redirects(catalog: Catalog) -> bool:
    before = catalog.comparison.base.redirects if catalog.comparison else ()
    return bool(catalog.redirects or before or catalog.policy.specs.redirects)


def _missing(pair: Pair, old: str) -> CodedFault:
    if pair.after is None:
        message = f"{old} is deleted, and nothing leads on from its page"
        remedy = "Add a redirect from it to the spec that takes its place, or keep it."
        return CodedFault(codes.MISSING_REDIRECT, message, remedy, Location(old, 1), "")
    message = f"the spec was {old}, from which no redirect leads here"
    remedy = f"Add a redirect from {old} to {pair.after.path}."
    where = Location(pair.after.path, 1)
    return CodedFault(codes.MISSING_REDIRECT, message, remedy, where, old)


def _pages(catalog: Catalog) -> frozenset[str]:
    """Return where there is a page, be it that of an index or of a link to a spec."""
    skipped = (item.path for item in catalog.skipped_specs)
    return frozenset((*(spec.path for spec in catalog.specs), *skipped))


def _problems(catalog: Catalog) -> Iterator[tuple[Redirect, tuple[str, str]]]:
    """Yield redirects with what is wrong and what to do: one problem each."""
    pages = _pages(catalog)
    first: dict[str, Redirect] = {}
    for redirect in catalog.redirects:
        if not redirect.new:
            yield redirect, _not_understood(redirect)
            continue
        other = first.setdefault(redirect.old, redirect)
        if other is not redirect:
            yield redirect, _again(redirect, other)
    circles = {old: circle for circle in _circles(first) for old in circle}
    for redirect in first.values():
        circle = circles.get(redirect.old)
        if circle is None:
            problem = _problem(redirect, pages, first)
        else:
            problem = _of_circle(circle) if redirect.old == circle[0] else None
        if problem is not None:
            yield redirect, problem


def _circles(first: dict[str, Redirect]) -> tuple[tuple[str, ...], ...]:
    return cycles({old: (item.new,) for old, item in first.items()})


def _of_circle(circle: tuple[str, ...]) -> tuple[str, str]:
    if len(circle) == 1:
        return f"the redirect from {circle[0]} leads to itself", "Let it lead to another page."
    way = " to ".join((*circle, circle[0]))
    return f"the redirects run in a circle: {way}", "Let each lead to the page as it is now."


def _not_understood(redirect: Redirect) -> tuple[str, str]:
    if not redirect.old:
        return "the file of redirects cannot be read", "Make it a file of UTF-8 text."
    remedy = "Write the old path and the new one, with a space between and none in them."
    return f"the line {redirect.old!r} is no redirect", remedy


def _again(redirect: Redirect, other: Redirect) -> tuple[str, str]:
    message = f"there is another redirect from {redirect.old}, to {other.new}"
    return message, "Keep one of the two."


def _problem(
    redirect: Redirect, pages: frozenset[str], first: dict[str, Redirect]
) -> tuple[str, str] | None:
    if redirect.old in pages:
        message = f"the redirect leads away from {redirect.old}, which is there"
        return message, "Drop the redirect, or the page."
    if redirect.new in first and redirect.new not in pages:
        end = _end(redirect.new, first)
        message = f"{redirect.new} has a redirect of its own, to {first[redirect.new].new}"
        return message, f"Let this one lead to {end} at once."
    if redirect.new not in pages and not _is_address(redirect.new):
        message = f"the redirect leads to {redirect.new}, which is not there"
        return message, "Let it lead to the page as it is now, or drop it."
    return None


def _is_address(target: str) -> bool:
    """Tell whether a target is a page of another site, or of what is beside the specs."""
    return "://" in target or target.startswith("/")


def _end(path: str, first: dict[str, Redirect]) -> str:
    """Return where redirects lead to in the end; in a circle, where that begins."""
    seen: set[str] = set()
    while path in first and path not in seen:
        seen.add(path)
        path = first[path].new
    return path
