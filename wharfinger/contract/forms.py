# SPDX-License-Identifier: Apache-2.0
"""Overrides of another form: asynchronous or not, property or method, of class or object."""

from __future__ import annotations

import re

from wharfinger.contract.overriding import CALLABLE, Override, is_transparent
from wharfinger.model import Catalog, Member, Method, MethodKind

_FORMS = {
    "method": "a method",
    "classmethod": "a class method",
    "staticmethod": "a static method",
    "property": "a property",
}
_AWAITABLE = re.compile(r"\b(?:Awaitable|Coroutine|CoroutineType|Future|Task|Deferred|Async\w+)\b")
_ON_CLASS = ("classmethod", "staticmethod")


def changed_form(override: Override) -> tuple[str, str] | None:
    """Return what the interface's definition is and what the override is, if they do not fit.

    None where they do, or where decorators hide what they are.
    """
    expected, given = override.expected, override.given
    if expected.form == given.form or not {expected.form, given.form} <= _FORMS.keys():
        return None
    if not (is_transparent(expected) and is_transparent(given)):
        return None
    if "property" in (expected.form, given.form) or _lacks_object(expected, given):
        return _FORMS[expected.form], _FORMS[given.form]
    return None


def matters_on_class(override: Override) -> bool:
    """Tell whether a changed form is met by those alone who call the method on the class."""
    return override.expected.form in _ON_CLASS and override.given.form == "method"


def _lacks_object(expected: Method, given: Method) -> bool:
    """Tell whether a call on the class, or on an object, meets the wrong first argument."""
    if given.form == "method":
        # Nobody calls what only refuses on the class; and a function without any parameter is
        # one whose parameters were not read.
        works = expected.kind is not MethodKind.REFUSING
        return expected.form in _ON_CLASS and works and bool(given.parameters)
    first = given.parameters[0].name if given.parameters else ""
    return given.form == "staticmethod" and first in ("self", "cls")


def changes_concurrency(override: Override, catalog: Catalog) -> bool:
    """Tell whether one of two definitions has to be awaited and the other one has not."""
    expected, given = override.expected, override.given
    if expected.form not in CALLABLE or given.form not in CALLABLE:
        return False
    if expected.asynchronous == given.asynchronous:
        return False
    if not (is_transparent(expected) and is_transparent(given)):
        return False
    plain = expected if given.asynchronous else given
    return not (_AWAITABLE.search(plain.returns) or _is_open(plain, override, catalog))


def _is_open(plain: Method, override: Override, catalog: Catalog) -> bool:
    """Tell whether a definition without ``async`` may return what is to be awaited."""
    if not plain.parameters and "staticmethod" not in plain.decorators:
        return True
    if plain is override.expected:
        return False
    return plain.kind is MethodKind.REFUSING or _hands_on(override, catalog)


def _hands_on(override: Override, catalog: Catalog) -> bool:
    """Tell whether an override does nothing but return what another function returns.

    So does any of which nothing more is known than its parameters.
    """
    member = _member(override, catalog)
    return member is None or bool(member.calls)


def _member(override: Override, catalog: Catalog) -> Member | None:
    for contract in catalog.contracts:
        if contract.group not in override.groups:
            continue
        for info in contract.drivers.values():
            for item in info.lineage:
                if item.name == override.given.owner:
                    return item.own.get(override.given.name)
    return None
