# SPDX-License-Identifier: Apache-2.0
"""Writing drafts of release notes in the form of the project's tool."""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wharfinger.errors import UsageError
from wharfinger.sources import files
from wharfinger.sources.notes.phrases import DRAFT_MARK
from wharfinger.sources.notes.settings import Settings

_ADVICE = "check each text, then delete this line"
_WIDTH = 76

Entries = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to write: its path in the tree, and what is in it."""

    path: str
    text: str


def drafts(settings: Settings, slug: str, entries: Entries) -> tuple[Draft, ...]:
    """Return the files of a draft. A changelog has none: its entries are for a person to place.

    The same texts always get the same names.
    """
    if settings.tool == "towncrier":
        return tuple(_fragments(settings, slug, entries))
    if settings.tool == "changelog":
        return ()
    text = _reno(entries)
    return (Draft(f"{settings.folder}/{slug}-{_digest(text, 16)}.yaml", text),)


def changelog_text(entries: Entries) -> str:
    """Return the entries as they could stand in a changelog."""
    parts = [f"{name}\n\n{_listed(texts)}" for name, texts in entries.items()]
    return "\n".join(parts)


def write(tree: Path, draft: Draft) -> Path:
    """Write a draft into a tree and return where it is.

    Raises :class:`~wharfinger.errors.UsageError` if there is such a file already, or if it
    cannot be written. What is there is never changed.
    """
    path = tree / draft.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not files.is_inside(path.parent, tree):
            raise UsageError(f"{path.parent} leads out of {tree}; the draft is not written")
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(draft.text)
    except FileExistsError:
        raise UsageError(f"{path} is there already; edit it, or delete it first") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot write the draft {path}: {reason}") from error
    return path


def _reno(entries: Entries) -> str:
    lines = ["---", f"# {DRAFT_MARK}; {_ADVICE}"]
    for section, texts in entries.items():
        lines.append(f"{section}:")
        for text in texts:
            lines += ["  - |", *(f"    {line}" for line in _wrapped(text, _WIDTH - 4))]
    return "\n".join(lines) + "\n"


def _fragments(settings: Settings, slug: str, entries: Entries) -> Iterator[Draft]:
    markdown = str(settings.options.get("filename", "")).endswith(".md")
    for section, texts in entries.items():
        kind = next((kind for kind, name in settings.kinds.items() if name == section), "")
        kind = kind or next(iter(settings.kinds), "misc")
        mark = f"{DRAFT_MARK}; {_ADVICE}"
        head = f"<!-- {mark} -->" if markdown else f".. {mark}"
        body = "\n".join(line for text in texts for line in (*_wrapped(text, _WIDTH), ""))
        text = f"{head}\n\n{body.rstrip()}\n"
        suffix = "md" if markdown else "rst"
        # A leading plus sign marks a fragment that belongs to no issue.
        yield Draft(f"{settings.folder}/+{slug}-{_digest(text, 8)}.{kind}.{suffix}", text)


def _listed(texts: tuple[str, ...]) -> str:
    lines = (_wrapped(text, _WIDTH - 2) for text in texts)
    return "".join(
        f"- {first}\n" + "".join(f"  {line}\n" for line in rest) for first, *rest in lines
    )


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:length]
