# SPDX-License-Identifier: Apache-2.0
"""Facts about a driver: collecting them, ranking them, and the state that follows.

Weakest first: the distribution's metadata, docstrings, decorators, class attributes,
the policy. Of two facts with one key the stronger counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wharfinger.model import (
    Deprecation,
    Distribution,
    Fact,
    FactRule,
    Location,
    State,
    UnknownValue,
    shown,
)

_STATES = frozenset(map(str, State))

# The attributes that drivers of any group mark themselves with; wharfinger-runtime reads them too.
MARKS = tuple(
    FactRule(key, f"DRIVER_{key.upper()}")
    for key in ("state", "since", "deprecated_since", "removal", "replacement", "reason")
)


def rank(*layers: Iterable[Fact]) -> dict[str, Fact]:
    """Return the facts that count, by key, given layers from the weakest to the strongest."""
    ranked: dict[str, Fact] = {}
    for layer in layers:
        for fact in layer:
            ranked[fact.key] = fact
    return dict(sorted(ranked.items()))


def state_of(facts: Mapping[str, Fact]) -> State:
    """Return the state that the facts tell; unknown where nothing says."""
    fact = facts.get("state")
    return State(str(fact.value)) if fact else State.UNKNOWN


def from_metadata(distribution: Distribution) -> list[Fact]:
    """Return what a distribution's metadata says of all its drivers."""
    values: dict[str, object] = {
        "maintainers": distribution.maintainers,
        "licence": distribution.licence,
        "development_status": distribution.development_status,
    }
    values.update(
        (f"url_{label.lower().replace(' ', '_')}", url) for label, url in distribution.urls
    )
    return [
        Fact(key, value, f"metadata of {distribution.name}", distribution.location)
        for key, value in values.items()
        if value
    ]


def from_deprecation(found: Deprecation | None) -> list[Fact]:
    """Return the facts that a mark of deprecation carries."""
    if found is None:
        return []
    values = {
        "state": str(State.DEPRECATED),
        "deprecated_since": found.since,
        "removal": found.removal,
        "replacement": found.replacement,
        "reason": found.reason,
    }
    return [
        Fact(key, value, found.source, found.location) for key, value in values.items() if value
    ]


def from_attribute(rule: FactRule, value: object, location: Location | None) -> Fact | None:
    """Return the fact that a class attribute tells by a rule, if any."""
    if isinstance(value, UnknownValue):
        return None
    text = str(value) if isinstance(value, (bool, type(None))) else shown(value)
    for written, meaning in rule.values.items():
        if written.lower() == text.lower():
            value = meaning
            break
    else:
        if value is not None and not isinstance(value, (str, int, float)):
            value = text
    if rule.key == "state" and str(value) not in _STATES:
        return None
    if value is None or value == "":
        return None
    return Fact(rule.key, value, f"attribute {rule.attribute}", location)


def from_policy(values: Mapping[str, object], location: Location) -> list[Fact]:
    """Return what the policy says of one driver."""
    facts = [Fact(key, value, "policy", location) for key, value in values.items()]
    if "state" not in values and "deprecated_since" in values:
        facts.append(Fact("state", str(State.DEPRECATED), "policy", location))
    return facts
