# SPDX-License-Identifier: Apache-2.0
"""Genres of specs: which sections a kind of spec has, in which order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SectionRule:
    """A section that a genre knows. ``aliases`` are other titles that it may have.

    ``guides`` are digests of the text that templates put there for the author; a section that
    still has one of them is not written yet. ``may_be_empty`` is for one whose heading has to
    be there, and text need not.
    """

    title: str
    required: bool = True
    aliases: tuple[str, ...] = ()
    sections: tuple[SectionRule, ...] = ()
    guides: tuple[str, ...] = ()
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Genre:
    """The layout of a kind of spec, in one version.

    ``template`` is the path of the template that it was read from, if a repository brings its
    own. ``ordered`` asks for the order of ``sections``; ``exact_case`` for titles written as
    here; ``closed`` allows no other sections below the title. ``licence`` is a text that the
    header must have, empty for none. ``metadata`` are the fields that a spec must have.
    ``history`` is the section in which changes of accepted text are recorded. ``newest`` is the
    newest version of the genre. ``guessed`` tells that a spec has it because it is the likest.
    """

    name: str
    title: str
    sections: tuple[SectionRule, ...]
    version: int = 1
    newest: int = 1
    template: str = ""
    ordered: bool = True
    exact_case: bool = False
    closed: bool = False
    licence: str = ""
    metadata: tuple[str, ...] = ()
    history: str = ""
    guessed: bool = False
