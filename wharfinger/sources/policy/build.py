# SPDX-License-Identifier: Apache-2.0
"""From a document that fits the schema to the policy of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wharfinger.model import (
    FactRule,
    Feature,
    GenreChoice,
    GroupPolicy,
    InterfaceVersion,
    Lifecycle,
    Location,
    MigrationsPolicy,
    NotesPolicy,
    Origin,
    Policy,
    Severity,
    SpecsPolicy,
    State,
    Waiver,
)
from wharfinger.sources.policy.document import Decimal, Document, Key

_METHOD_RULES = ("all", "any", "overrides")
_ORIGINS = ("mapping", "decorated", "subclasses", "calls")
_VERSIONS = frozenset({"since", "deprecated_since", "removal"})


def build(document: Document) -> Policy:
    """Return the policy of a valid document."""
    data = document.data
    checks = _section(data, "checks")
    return Policy(
        project=data.get("project", ""),
        location=Location(document.path),
        groups={
            name: _group(document, name, group or {})
            for name, group in _section(data, "groups").items()
        },
        fail_on=Severity(data.get("fail_on", Severity.ERROR)),
        severities={
            code: Severity(check["severity"])
            for code, check in checks.items()
            if "severity" in check
        },
        options={code: _options(check) for code, check in checks.items()},
        waivers=tuple(
            _waiver(item, _location(document, ("waivers", index)))
            for index, item in enumerate(data.get("waivers") or ())
        ),
        lifecycle=_lifecycle(_section(data, "lifecycle")),
        notes=_notes(_section(data, "notes")),
        migrations=_migrations(_section(data, "migrations")),
        specs=_specs(_section(data, "specs")),
        stable_branches=data.get("stable_branches", ""),
        target_branch=data.get("target_branch", ""),
    )


def _section(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a mapping that may be left out, or left empty."""
    section: Mapping[str, Any] = data.get(name) or {}
    return section


def _group(document: Document, name: str, data: Mapping[str, Any]) -> GroupPolicy:
    key: Key = ("groups", name)
    features = data.get("features")
    return GroupPolicy(
        name=name,
        location=_location(document, key),
        title=data.get("title", ""),
        interface=data.get("interface", ""),
        versioning=data.get("versioning", "default-implementation"),
        versions=tuple(
            _version(version, item, _location(document, (*key, "versions", version)))
            for version, item in _section(data, "versions").items()
        ),
        features=None if features is None else tuple(_feature(*item) for item in features.items()),
        fact_rules=tuple(_fact_rule(*item) for item in _section(data, "facts").items()),
        facts_of={
            driver: {fact: _fact(fact, value) for fact, value in facts.items()}
            for driver, facts in _section(data, "drivers").items()
        },
        origin=_origin(data["origin"]) if "origin" in data else None,
        structural=data.get("conformance") == "structural",
    )


def _location(document: Document, key: Key) -> Location:
    return Location(document.path, document.line(key))


def _version(name: str, data: Mapping[str, Any], location: Location) -> InterfaceVersion:
    return InterfaceVersion(
        version=name,
        class_name=data.get("class", ""),
        state=data.get("state", State.UNKNOWN.value),
        since=_text(data.get("since", "")),
        removal=_text(data.get("removal", "")),
        replacement=_text(data.get("replacement", "")),
        reason=data.get("reason", ""),
        location=location,
        adapter=data.get("adapter", ""),
    )


def _feature(key: str, data: Mapping[str, Any]) -> Feature:
    title, level = data.get("title", key), data.get("level", "undeclared")
    for rule in _METHOD_RULES:
        if rule in data:
            return Feature(key, title, level, rule, methods=_names(data[rule]))
    if "drivers" in data:
        declared = {name: _support(value) for name, value in data["drivers"].items()}
        return Feature(key, title, level, "declared", declared=declared)
    return Feature(
        key,
        title,
        level,
        "attribute",
        attribute=data["attribute"],
        contains=_plain(data.get("contains")),
        equals=_plain(data.get("equals")),
        show_value="show" in data,
    )


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _support(value: str | bool) -> str:
    """Return the support that is declared. YAML reads ``yes`` and ``no`` as booleans."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _fact_rule(key: str, data: str | Mapping[str, Any]) -> FactRule:
    if isinstance(data, str):
        return FactRule(key, data)
    values = {
        _comparable(text): _plain(meaning, _text)
        for text, meaning in data.items()
        if text != "attribute"
    }
    return FactRule(key, data["attribute"], values)


def _comparable(text: str) -> str:
    """Return the text of a value: ``true``, ``false`` and ``none`` in any case are one."""
    lowered = text.lower()
    if lowered == "null":
        return "none"
    return lowered if lowered in {"true", "false", "none"} else text


def _fact(key: str, value: object) -> object:
    if key in _VERSIONS:
        return _text(value)
    if key == "maintainers" and isinstance(value, str):
        return (value,)
    return _plain(value, _text)


def _origin(data: Mapping[str, Any]) -> Origin:
    kind = next(kind for kind in _ORIGINS if kind in data)
    arguments = {
        name: argument if isinstance(argument, str) else int(argument)
        for name, argument in data.get("arguments", {}).items()
    }
    below = data.get("below", "").removeprefix("./").rstrip("/")
    return Origin(kind, data[kind], below, data.get("key", ""), arguments)


def _options(check: Mapping[str, Any]) -> Mapping[str, object]:
    return {name: _plain(value) for name, value in check.items() if name != "severity"}


def _waiver(data: Mapping[str, Any], location: Location) -> Waiver:
    until = _text(data.get("until", ""))
    return Waiver(data["code"], data["subject"], data["reason"], until, location)


def _lifecycle(data: Mapping[str, Any]) -> Lifecycle:
    deprecation = data.get("deprecation", {})
    return Lifecycle(
        releases=int(deprecation.get("releases", 0)),
        interface_versions_back=int(data.get("interface_versions_back", 1)),
    )


def _notes(data: Mapping[str, Any]) -> NotesPolicy:
    return NotesPolicy(
        sections={
            trigger: _names(sections) for trigger, sections in _section(data, "sections").items()
        },
        exempt_authors=_names(data.get("exempt_authors", ())),
        folder=data.get("folder", ""),
    )


def _migrations(data: Mapping[str, Any]) -> MigrationsPolicy:
    phases = {phase: _names(names) for phase, names in _section(data, "phases").items()}
    return MigrationsPolicy(data.get("path", "").removeprefix("./").strip("/"), phases)


def _specs(data: Mapping[str, Any]) -> SpecsPolicy:
    choices = data.get("genres") or ()
    return SpecsPolicy(
        folder=_path(data.get("folder", "")) or SpecsPolicy().folder,
        layouts=_paths(data.get("layout", ())),
        statuses=dict(_section(data, "statuses")),
        fields=dict(_section(data, "fields")),
        tracker=data.get("tracker", ""),
        genres=tuple(
            GenreChoice(_path(c["path"]), c.get("genre", ""), _path(c.get("template", "")))
            for c in choices
        ),
        genre_files=_paths(data.get("genre_files", ())),
        ignored=_paths(data.get("ignore", ())),
        redirects=_paths(data.get("redirects", ())),
        line_length=int(data.get("line_length", 79)),
        required=tuple(dict.fromkeys(data.get("require", ()))),
        licence=data.get("licence"),
    )


def _paths(value: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(map(_path, _names(value)))


def _path(value: str) -> str:
    """Return a path as folders are walked: without what stays in the same folder."""
    return "/".join(part for part in value.split("/") if part not in ("", "."))


def _text(value: object) -> str:
    return str(value)


def _plain(value: object, decimal: Callable[[Decimal], object] = float) -> object:
    """Return a value as immutable standard types; ``decimal`` says what becomes of decimals."""
    if isinstance(value, list):
        return tuple(_plain(item, decimal) for item in value)
    return decimal(value) if isinstance(value, Decimal) else value
