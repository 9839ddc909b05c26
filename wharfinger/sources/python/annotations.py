# SPDX-License-Identifier: Apache-2.0
"""The names of ``typing`` and what else they are called."""

from __future__ import annotations

import collections.abc
from collections.abc import Sequence

_BUILTINS = {
    "List": "list",
    "Dict": "dict",
    "Set": "set",
    "FrozenSet": "frozenset",
    "Tuple": "tuple",
    "Type": "type",
    "Text": "str",
    "Any": "Any",
}
_ELSEWHERE = {
    "DefaultDict": "collections:defaultdict",
    "OrderedDict": "collections:OrderedDict",
    "Counter": "collections:Counter",
    "ChainMap": "collections:ChainMap",
    "Deque": "collections:deque",
    "AbstractSet": "collections.abc:Set",
    "Pattern": "re:Pattern",
    "Match": "re:Match",
    "ContextManager": "contextlib:AbstractContextManager",
    "AsyncContextManager": "contextlib:AbstractAsyncContextManager",
}
TRANSPARENT = frozenset(
    f"typing:{name}"
    for name in ("Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly")
)
"""What says something of a type, in brackets, without making it another one."""

# What these take in brackets says how many there are.
_COUNTED = frozenset({"tuple", "collections.abc:Callable"})


def is_typing(module: str) -> bool:
    """Tell a module whose names are those of ``typing``."""
    return module in ("typing", "typing_extensions")


def typing_name(absolute: str) -> str:
    """Return the one spelling of a name of the standard library, given as ``module.Name``."""
    module, _, name = absolute.rpartition(".")
    if module == "builtins":
        return name
    if not is_typing(module):
        return f"{module}:{name}"
    if name in _BUILTINS:
        return _BUILTINS[name]
    if name in collections.abc.__all__ and name != "Set":
        return f"collections.abc:{name}"
    return _ELSEWHERE.get(name, f"typing:{name}")


def without_any(base: str, arguments: Sequence[str]) -> str:
    """Return a type with its arguments; those of a plain ``list`` are ``Any`` anyway."""
    if base not in _COUNTED and all(text == "Any" for text in arguments):
        return base
    return f"{base}[{', '.join(arguments)}]"
