# SPDX-License-Identifier: Apache-2.0
"""Attributes and filters as they are written on the command line."""

from __future__ import annotations

import json
import re

from refstore.errors import InvalidFilterError, InvalidRecordError
from refstore.hints import TEXT_COMPARATORS, Comparator, Filter
from refstore.records import Value

COMPARATORS = {
    "=": Comparator.EQUALS,
    "~=": Comparator.CONTAINS,
    "^=": Comparator.STARTS_WITH,
    "$=": Comparator.ENDS_WITH,
    "<": Comparator.LESS,
    "<=": Comparator.LESS_OR_EQUAL,
    ">": Comparator.GREATER,
    ">=": Comparator.GREATER_OR_EQUAL,
}

IGNORE_CASE = "i:"

FILTER_HELP = """\
A filter is ATTRIBUTE, a comparison and a value, as in name^=web or attributes.size>=3:

  =   equals             <   less
  ~=  contains           <=  less or equal
  ^=  starts with        >   greater
  $=  ends with          >=  greater or equal

ATTRIBUTE is id, name, scope, revision or attributes.NAME. With i: in front, as in i:name=WEB, the
case of letters does not matter. The value of an attribute is JSON, or text if it is not: write
attributes.tag='"5"' for text that looks like a number.
"""

_FILTER = re.compile(r"(.+?)([~^$]=|<=|>=|[=<>])(.*)", re.DOTALL)


def parsed_filter(text: str) -> Filter:
    """Return the filter in a text, as :data:`FILTER_HELP` explains it.

    Raises InvalidFilterError or UnknownAttributeError.
    """
    match = _FILTER.fullmatch(text.removeprefix(IGNORE_CASE))
    if not match:
        raise InvalidFilterError(f"{text!r} has no comparison: write it like name=web")
    attribute, operator, value = match.groups()
    comparator = COMPARATORS[operator]
    is_text = comparator in TEXT_COMPARATORS or attribute in ("id", "name", "scope")
    return Filter(
        attribute,
        value if is_text else parsed_value(value),
        comparator,
        ignore_case=text.startswith(IGNORE_CASE),
    )


def parsed_attribute(text: str) -> tuple[str, Value]:
    """Return the name and the value in ``NAME=VALUE``. Raises InvalidRecordError."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise InvalidRecordError("attributes", f"{text!r} is not of the form NAME=VALUE")
    return name, parsed_value(value)


def parsed_value(text: str) -> Value:
    """Return what a text is as JSON, or the text itself if it is not a value in JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if value is None or isinstance(value, str | int | float) else text
