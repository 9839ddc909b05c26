# SPDX-License-Identifier: Apache-2.0
"""How people speak of drivers and interfaces in prose, besides by their names.

The driver ``amqp`` of ``impl_amqp1:ProtonDriver`` is "the AMQP1 driver" or "the Proton driver"; the
interface of ``demo.token.provider`` is "the interface for token providers".
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from wharfinger.model import Driver

Phrase = tuple[frozenset[str], ...]
"""Sets of words in lower case: a sentence with one word of each says it."""

KINDS = frozenset({"driver", "backend", "plugin", "provider", "handler", "store", "extension"})
"""What people call a driver as such."""

# Parts of names that tell no driver from another.
_EMPTY = KINDS | {"impl", "base", "core", "main", "common", "api", "client", "class", "module"}
_PART = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_INTERFACE = frozenset({"interface"})
_LEAST = 3
# How many parts of a module's name say something of one driver.
_DEPTH = 3


def of_driver(driver: Driver, others: Iterable[Driver]) -> tuple[Phrase, ...]:
    """Return what a sentence must have to mean a driver, which is none of some others.

    That is a word of its name, class or module that no other driver has, or two that no other
    has both, beside a word for drivers.
    """
    package = driver.target.partition(".")[0]
    words = _words_of(driver) - _EMPTY - {package, *_parts(driver.group)}
    words = frozenset(word for word in words if _is_telling(word))
    theirs = set(map(_words_of, others))
    own = words.difference(*theirs)
    pairs = itertools.combinations(sorted(words - own), 2)
    alone = [pair for pair in pairs if not any(other.issuperset(pair) for other in theirs)]
    both: list[Phrase] = [(frozenset({one}), frozenset({two}), KINDS) for one, two in alone]
    return ((own, KINDS), *both) if own else tuple(both)


def _is_telling(word: str) -> bool:
    """Tell a word that may stand for something from the chips of names: ``s3``, but not ``me``."""
    digits = sum(letter.isdigit() for letter in word)
    return len(word) >= (_LEAST - 1 if digits else _LEAST) and digits < len(word)


def _words_of(driver: Driver) -> frozenset[str]:
    """Return the words of a driver's name, of its class, and of its module's last parts."""
    module, _, attribute = driver.target.partition(":")
    texts = (driver.registered_name, attribute, *module.split(".")[-_DEPTH:])
    return frozenset(word for text in texts for word in _parts(text))


def _parts(text: str) -> set[str]:
    """Return the parts of a name, and those of parts in camel case: ``S3``, ``Backup``."""
    whole = {word.lower() for word in re.split(r"[\W_]+", text) if word}
    camel = {word.lower() for word in _PART.findall(text)}
    return {
        word.removesuffix("s") if word in {f"{k}s" for k in KINDS} else word
        for word in whole | camel
    }


def of_groups(groups: Sequence[str]) -> tuple[Phrase, ...]:
    """Return what a sentence must have to mean the interface of one of some groups.

    These are the words of the group's name behind that of the project, a word for drivers, and
    "interface".
    """
    return tuple(phrase for group in groups if (phrase := _of_group(group)))


def of_gone_groups(groups: Sequence[str]) -> tuple[Phrase, ...]:
    """Return what a sentence must have to mean all drivers of a group, such as "token backend"."""
    found = (tuple(words for words in _of_group(group) if words != _INTERFACE) for group in groups)
    return tuple((*phrase, KINDS) for phrase in found if phrase)


def _of_group(group: str) -> Phrase:
    parts = [part for part in re.split(r"[._\-]", group)[1:] if part]
    words = [frozenset({part.lower(), part.lower().removesuffix("s")}) for part in parts]
    if not words:
        return ()
    kinds = () if any(KINDS & word for word in words) else (KINDS,)
    return (*words, *kinds, _INTERFACE)


def says(text: str, phrase: Phrase) -> bool:
    """Tell whether a sentence of a text has a word of each set, in any case and number."""
    sentences = _SENTENCE_END.split(text)
    return any(all(_pattern(words).search(part) for words in phrase) for part in sentences)


@functools.lru_cache(maxsize=4096)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words))
    return re.compile(rf"(?<!\w)(?:{either})s?(?!\w)", re.IGNORECASE)
