# SPDX-License-Identifier: Apache-2.0
"""A new spec: a template with its title, its fields and its place."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wharfinger.errors import UsageError
from wharfinger.model import SpecFiles, SpecsPolicy, SpecStatus
from wharfinger.sources import files
from wharfinger.sources.specs.layouts import is_cycle, standing
from wharfinger.sources.specs.starting import filling
from wharfinger.sources.specs.starting.placing import Wanted, current_cycle, place

_LONGEST_SLUG = 100
_LONGEST_TITLE = 500
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,199}")
_NO_SPEC = re.compile(r"index|readme|.+_idx|(.+[-_])?template", re.IGNORECASE)
_TEMPLATE = re.compile(r"[-_]template$", re.IGNORECASE)
TEMPLATE_REASON = "a template"
"""What is said of templates among the files that are no specs."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants; texts are empty where nothing was said."""

    template: str
    title: str
    slug: str = ""
    cycle: str = ""
    author: str = ""
    tracker: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A file to write: its path in the tree, and what is in it."""

    path: str
    text: str


def draft(tree: Path, wish: Wish, there: SpecFiles, policy: SpecsPolicy, day: date) -> Draft:
    """Return the new spec that somebody wants.

    Raises :class:`~wharfinger.errors.UsageError` if a wish cannot be granted.
    """
    title = _title(wish.title)
    for name in ("author", "tracker"):
        _require_one_line(f"--{name}", getattr(wish, name))
    slug = _slug(wish.slug) if wish.slug else slug_of(title)
    cycle = _part("--cycle", wish.cycle) or _cycle(wish.template, there)
    template = _template(tree, wish.template, there)
    path = place(Wanted(slug, cycle, _part("--project", wish.project)), there, policy)
    folder = there.folder or path.split("/")[0]
    status = standing(path.removeprefix(f"{folder}/"), policy).status or SpecStatus.DRAFT
    values = {
        "status": str(status),
        "cycle": cycle,
        "created": day.isoformat(),
        "authors": _signature(wish.author, policy.line_length),
        "tracker": wish.tracker,
    }
    return Draft(path, _filled(template, title, slug, values))


def _signature(author: str, length: int) -> str:
    """Return an author, by name alone where the line with the address would be too long."""
    name = author.partition("<")[0].strip()
    return name if name and 0 < length < len(f":authors: {author}") else author


def slug_of(title: str) -> str:
    """Return the name of a file for a title: its letters and digits of ASCII, with hyphens.

    Raises :class:`~wharfinger.errors.UsageError` for a title that has none.
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = "-".join(words)
    if not slug:
        raise UsageError("the title has no letter of ASCII to name the file by; say --slug")
    if len(slug) > _LONGEST_SLUG:
        slug = slug[:_LONGEST_SLUG].rpartition("-")[0] or slug[:_LONGEST_SLUG]
    return _slug(slug)


def _cycle(template: str, there: SpecFiles) -> str:
    """Return the cycle of a spec for which none is named: its template's, or the newest."""
    return template if is_cycle(template) else current_cycle(there.specs)


def own_templates(there: SpecFiles) -> dict[str, str]:
    """Return the paths of the project's own templates by their names.

    ``policy-template.rst`` is called ``policy``, and ``template.rst`` is ``template``. Of two
    with one name, that with the shorter path counts.
    """
    paths = [item.path for item in there.skipped if item.reason == TEMPLATE_REASON]
    named: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: (path.count("/"), path)):
        stem = path.rpartition("/")[2].removesuffix(".rst")
        named.setdefault(_TEMPLATE.sub("", stem) or stem, path)
    return named


def _template(tree: Path, name: str, there: SpecFiles) -> filling.Form:
    """Return a template of the project, else one of ours."""
    from wharfinger.sources.specs import templates

    own = own_templates(there)
    if name in own and name not in templates.own_names(tree):
        text = files.read_text(tree / own[name], tree, files.PROJECT_FILE_LIMIT)
        return filling.Form(text.replace("\r\n", "\n"), name, 0)
    known = {*templates.NAMES, *templates.own_names(tree)}
    if name in known:
        found = templates.template(name, tree=tree)
        return filling.Form(found.text, found.name, found.version)
    names = sorted({*own, *known})
    near = difflib.get_close_matches(name, names, n=3)
    meant = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
    raise UsageError(f"there is no template {name!r}; {meant}there are: {', '.join(names)}")


def _filled(form: filling.Form, title: str, slug: str, values: Mapping[str, str]) -> str:
    """Return the text, with signs of markup in the title escaped where they would do harm."""
    for spelled in (title, filling.escaped(title)):
        text = filling.filled(form, spelled, slug, values)
        if filling.is_readable(text, form.text):
            return text
    raise UsageError(
        f"the template {form.name!r} is no good reStructuredText with the title {title!r}; leave "
        "out signs of markup there, in --author and in --tracker, or mend the template"
    )


def _title(text: str) -> str:
    title = text.strip()
    if not title:
        raise UsageError("the title is empty; say what the spec is about")
    if len(title) > _LONGEST_TITLE:
        raise UsageError(f"the title is longer than {_LONGEST_TITLE} characters")
    _require_one_line("the title", title)
    return title


def _require_one_line(what: str, text: str) -> None:
    bad = [character for character in text if unicodedata.category(character) in _UNSAFE]
    if bad:
        raise UsageError(f"{what} has a control character or a line break: {bad[0]!a}")


_UNSAFE = frozenset({"Cc", "Cs", "Zl", "Zp"})


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text) or ".." in text:
        raise UsageError(
            f"the slug {text!r} cannot be the name of a file; it is made of letters and digits of "
            "ASCII, hyphens, dots and underscores"
        )
    slug = text.removesuffix(".rst")
    if _NO_SPEC.fullmatch(slug):
        raise UsageError(f"a file {slug}.rst is not taken for a spec; say another --slug")
    return slug


def _part(option: str, text: str) -> str:
    """Return a text that can be the name of a folder."""
    if text and (not re.fullmatch(r"\w[\w.+-]*", text) or ".." in text):
        raise UsageError(f"{option} {text!r} cannot be the name of a folder")
    return text
