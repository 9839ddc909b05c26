# SPDX-License-Identifier: Apache-2.0
"""Release notes, whatever tool keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from wharfinger.model.finding import CodedFault
from wharfinger.model.location import Location


@dataclass(frozen=True, slots=True)
class NoteItem:
    """One entry of a section: its text, and where the text begins.

    ``fresh`` is False for an entry that a patch does not add or change, and for those of a note
    that had been released before it.
    """

    text: str
    location: Location
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """A release note: its file, and the entries of its sections.

    ``tool`` is ``reno``, ``towncrier`` or ``changelog``. ``uid`` is reno's, empty elsewhere.
    ``sections`` maps a section's name (one of reno's, the kinds of other tools translated) to
    its entries; ``prelude`` counts as one. ``touched`` tells a note that the patch adds or
    changes. ``draft`` tells one that was drafted by a tool and is not edited yet.
    """

    path: str
    tool: str
    uid: str = ""
    sections: tuple[tuple[str, tuple[NoteItem, ...]], ...] = ()
    faults: tuple[CodedFault, ...] = ()
    touched: bool = False
    draft: bool = False

    def items(self, section: str) -> tuple[NoteItem, ...]:
        """Return the entries of a section, none if there is no such section."""
        return next((items for name, items in self.sections if name == section), ())
