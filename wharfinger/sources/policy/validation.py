# SPDX-License-Identifier: Apache-2.0
"""A document against the published schema, with faults in plain words.

The rules are in ``schema.json``; this module only says what jsonschema finds in words
that name the key and what to do. It knows the few keywords that the schema uses.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from wharfinger.errors import PolicyError
from wharfinger.sources.policy.document import Document, Key, excerpt
from wharfinger.sources.policy.values import bad_values

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

# More than this helps nobody, and a hostile file could ask for millions.
MOST_FAULTS = 500

_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "yes or no",
    "null": "",
}

Problem = tuple[Key, str]


@cache
def schema() -> Mapping[str, Any]:
    """Return the published JSON Schema of the policy file."""
    text = files("wharfinger.sources.policy").joinpath("schema.json").read_text("utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def validate(document: Document) -> None:
    """Compare a document with the schema.

    Raises :class:`~wharfinger.errors.PolicyError` with all faults, in file order.
    """
    problems = dict.fromkeys(islice(_problems(document), MOST_FAULTS))
    faults = [document.fault(key, message) for key, message in problems]
    faults += document.faults
    if faults:
        raise PolicyError(sorted(faults, key=lambda fault: (fault.line, fault.key)))


def _problems(document: Document) -> Iterator[Problem]:
    mistyped: Key | None = None
    for error in _validator().iter_errors(document.data):
        key = tuple(error.absolute_path)
        if error.validator == "type":
            mistyped = key
        elif key == mistyped and error.validator != "type":
            continue
        yield from _explain(error, key)
    yield from bad_values(document.data)


@cache
def _validator() -> Draft202012Validator:
    # Only a project with a policy pays for this import.
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema())


def _explain(error: ValidationError, key: Key) -> Iterable[Problem]:
    explain = _EXPLANATIONS.get(str(error.validator))
    if explain is None:
        return [(key, "the value is not acceptable")]
    if "propertyNames" in error.absolute_schema_path:
        key = (*key, str(_instance(error)))
    return explain(error, key)


def _unknown_keys(error: ValidationError, key: Key) -> Iterator[Problem]:
    known = sorted(_definition(error).get("properties", {}))
    for name in _instance(error):
        if name not in known:
            close = difflib.get_close_matches(name[:40], known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known are: {', '.join(known)}"
            yield (*key, name), f"unknown key; {hint}"


def _wrong_type(error: ValidationError, key: Key) -> Iterator[Problem]:
    expected = _expected(_definition(error))
    hint = ""
    if isinstance(_instance(error), bool) and "text" in expected:
        hint = "; put it in quotes if it is meant as text"
    yield key, f"expected {expected}, found {_found(_instance(error))}{hint}"


def _expected(definition: Mapping[str, Any]) -> str:
    types = definition["type"]
    types = [types] if isinstance(types, str) else types
    names = [_TYPES[name] for name in types if _TYPES[name]]
    items = definition.get("items", {}).get("type")
    if items == "string" and "string" in types:
        return "a list of names"
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _found(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case dict():
            return "a mapping"
        case _:
            return "a list"


def _not_allowed(error: ValidationError, key: Key) -> Iterator[Problem]:
    allowed = ", ".join(item for item in _definition(error)["enum"] if isinstance(item, str))
    yield key, f"{_shown(_instance(error))} is not one of: {allowed}"


def _bad_form(error: ValidationError, key: Key) -> Iterator[Problem]:
    examples = ", ".join(repr(item) for item in _definition(error)["examples"])
    yield key, f"{_shown(_instance(error))} is not understood; write for example {examples}"


def _missing(error: ValidationError, key: Key) -> Iterator[Problem]:
    for name in _definition(error)["required"]:
        if name not in _instance(error):
            yield key, f"the key {name!r} is missing"


def _not_alone(error: ValidationError, key: Key) -> Iterator[Problem]:
    for name, needed in _definition(error)["dependentRequired"].items():
        for other in needed:
            if name in _instance(error) and other not in _instance(error):
                yield (*key, name), f"{name!r} needs {other!r} beside it"


def _exclusive(error: ValidationError, key: Key) -> Iterator[Problem]:
    names = [choice["required"][0] for choice in _definition(error)["oneOf"]]
    present = [name for name in names if name in _instance(error)]
    if present:
        yield key, f"{_quoted(present)} exclude each other; keep one"
    else:
        yield key, f"needs exactly one of: {', '.join(names)}"


def _together(error: ValidationError, key: Key) -> Iterator[Problem]:
    yield key, f"{_quoted(_definition(error)['not']['required'])} exclude each other; keep one"


def _empty(_: ValidationError, key: Key) -> Iterator[Problem]:
    yield key, "is empty; write at least one value or leave the key out"


def _too_small(error: ValidationError, key: Key) -> Iterator[Problem]:
    yield key, f"must be {_definition(error)['minimum']} or more"


def _too_long(error: ValidationError, key: Key) -> Iterator[Problem]:
    yield key, f"must have at most {_definition(error)['maxLength']} characters"


_EXPLANATIONS: dict[str, Callable[[ValidationError, Key], Iterable[Problem]]] = {
    "additionalProperties": _unknown_keys,
    "dependentRequired": _not_alone,
    "enum": _not_allowed,
    "maxLength": _too_long,
    "minItems": _empty,
    "minLength": _empty,
    "minimum": _too_small,
    "not": _together,
    "oneOf": _exclusive,
    "pattern": _bad_form,
    "required": _missing,
    "type": _wrong_type,
}


def _definition(error: ValidationError) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", error.schema)


def _instance(error: ValidationError) -> Any:
    return error.instance


def _shown(value: object) -> str:
    return repr(excerpt(value)) if isinstance(value, str) else _found(value)


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(repr(name) for name in names)
