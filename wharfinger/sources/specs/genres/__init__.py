# SPDX-License-Identifier: Apache-2.0
"""Which genre a spec has: as it declares, as the policy says of its path, or the likest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from wharfinger.contract.specs.likeness import THRESHOLD, Layout, keys_of
from wharfinger.model import Genre, GenreChoice, Outline, SpecsPolicy
from wharfinger.sources import files
from wharfinger.sources.files import PROJECT_FILE_LIMIT, UnreadableError
from wharfinger.sources.specs import templates
from wharfinger.sources.specs.genres import brought
from wharfinger.sources.specs.genres.of_templates import genre_of
from wharfinger.sources.specs.genres.shipped import SHIPPED, shipped
from wharfinger.sources.specs.layouts import is_cycle
from wharfinger.sources.specs.patterns import compiled

DECLARED, PATH, BEST_MATCH = "declared", "path", "best match"

Parse = Callable[[str], Outline]


NO_KNOWN_SECTION = "it has no section that any genre knows"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The genre of a spec, None for none; ``basis`` says why it is that one.

    ``problem`` is what is wrong with a choice of the spec or of the policy, or why there is no
    genre. After a wrong choice the next way of choosing counts.
    """

    genre: Genre | None
    basis: str = ""
    problem: str = ""


class Genres:
    """The genres that a project can use; each is read when it is asked for."""

    def __init__(
        self, tree: Path, policy: SpecsPolicy, own: Mapping[str, tuple[Genre, ...]], parse: Parse
    ) -> None:
        self._tree, self._parse = tree, parse
        self._folder = policy.folder
        self._choices = policy.genres
        self._own = own
        self._of_names: dict[str, tuple[Genre, ...]] = {}
        self._of_templates: dict[str, Genre | str] = {}
        self._layouts: dict[str, tuple[Layout, ...]] = {}
        self._matches: dict[object, Chosen] = {}

    @classmethod
    def load(cls, tree: Path, policy: SpecsPolicy, parse: Parse | None = None) -> Genres:
        """Return the genres of a project; ``parse`` makes outlines of its templates' texts.

        Raises :class:`~wharfinger.errors.PolicyError` for genre files that the policy names and
        that have faults.
        """
        own = {}
        for path in policy.genre_files:
            own[PurePosixPath(path).stem] = brought.read(tree, path)
        return cls(tree, policy, own, parse or _outline)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all genres: the project's, then those that come along."""
        return tuple(dict.fromkeys((*self._own, *SHIPPED, *templates.own_names(self._tree))))

    def named(self, name: str, version: int = 0) -> Genre | None:
        """Return a version of a genre, the newest for 0; None if there is no such."""
        versions = self._versions(name)
        if version == 0:
            return versions[-1] if versions else None
        return next((genre for genre in versions if genre.version == version), None)

    def choose(
        self, path_below: str, cycle: str, declared: str, version: int, outline: Outline
    ) -> Chosen:
        """Return the genre of a spec, by its path below the specs' folder and what it says."""
        problem = ""
        if declared:
            if genre := self.named(declared, version):
                return Chosen(genre, DECLARED)
            problem = self._no_such(declared, version)
        choice = next((c for c in self._choices if compiled(c.path).fullmatch(path_below)), None)
        if choice is not None:
            found = self._by_path(choice, cycle, outline)
            if isinstance(found, Genre):
                return Chosen(found, PATH, problem)
            problem = problem or found
        match = self._best_match(cycle, outline)
        return Chosen(match.genre, match.basis, problem or match.problem)

    def _versions(self, name: str) -> tuple[Genre, ...]:
        if name not in self._of_names:
            self._of_names[name] = self._own.get(name) or self._read_versions(name)
        return self._of_names[name]

    def _read_versions(self, name: str) -> tuple[Genre, ...]:
        """Return what a project's own template says, else what comes along by that name."""
        coming_along = shipped(name) if name in SHIPPED else ()
        text = _own_template(self._tree, name)
        if text is None or (name in templates.NAMES and text == templates.shipped_text(name)):
            return coming_along
        path = f"{templates.OWN_FOLDER}/{name}.rst"
        return (genre_of(path, name, self._parse(text), reversed(coming_along)),)

    def _by_path(self, choice: GenreChoice, cycle: str, outline: Outline) -> Genre | str:
        """Return the genre that the policy chooses, or why there is none."""
        if choice.template:
            if "{cycle}" in choice.template and not cycle:
                return f"no cycle is known for the template {files.quoted(choice.template)}"
            return self._from_template(choice.template.replace("{cycle}", cycle))
        name, _, version = choice.genre.partition(" ")
        if version:
            number = int(version) if re.fullmatch("[0-9]{1,3}", version) else -1
            return self.named(name, number) or self._no_such(name, number)
        likest = _likest(self._prepared(name), outline)
        return likest[1].genre if likest else self._no_such(name, 0)

    def _from_template(self, path: str) -> Genre | str:
        if path not in self._of_templates:
            self._of_templates[path] = self._read_template(path)
        return self._of_templates[path]

    def _read_template(self, path: str) -> Genre | str:
        shown = f"{self._folder}/{path}"
        try:
            text = files.read_text(self._tree / shown, self._tree, PROJECT_FILE_LIMIT)
        except UnreadableError as error:
            return f"the template {files.quoted(shown)} cannot be read: {error.reason}"
        outline = self._parse(text)
        if not outline.sections:
            return f"the template {files.quoted(shown)} has no sections"
        known = (genre for name in (*self._own, *SHIPPED) for genre in self._versions(name)[::-1])
        return genre_of(shown, PurePosixPath(path).stem, outline, known)

    def _best_match(self, cycle: str, outline: Outline) -> Chosen:
        titles = tuple((s.title, tuple(b.title for b in s.sections)) for s in outline.sections)
        if (cycle, titles) not in self._matches:
            self._matches[cycle, titles] = self._matched(cycle, outline)
        return self._matches[cycle, titles]

    def _matched(self, cycle: str, outline: Outline) -> Chosen:
        """Return the likest genre; of two that are alike, what the repository itself has."""
        layouts = (*self._repository_layouts(cycle), *self._layouts_of((*self._own, *SHIPPED)))
        likest = _likest(layouts, outline)
        if likest is None or likest[0] == 0:
            return Chosen(None, problem=NO_KNOWN_SECTION)
        likeness, layout = likest
        if likeness < THRESHOLD:
            genre = layout.genre
            near = genre.template or f"{genre.name} {genre.version}"
            near = f"the nearest is {near}, alike to {likeness:.0%}"
            return Chosen(None, problem=f"no genre is like it; {near}")
        return Chosen(_loosely(layout.genre), BEST_MATCH)

    def _repository_layouts(self, cycle: str) -> tuple[Layout, ...]:
        """Return those of the templates that most repositories have beside their specs."""
        names = (*((f"{cycle}-template.rst",) if is_cycle(cycle) else ()), "template.rst")
        return tuple(layout for name in names for layout in self._layouts_of_template(name))

    def _layouts_of_template(self, name: str) -> tuple[Layout, ...]:
        if f"/{name}" not in self._layouts:
            genre = self._from_template(name)
            found = (Layout(genre),) if isinstance(genre, Genre) else ()
            self._layouts[f"/{name}"] = found
        return self._layouts[f"/{name}"]

    def _layouts_of(self, names: Iterable[str]) -> tuple[Layout, ...]:
        return tuple(layout for name in names for layout in self._prepared(name))

    def _prepared(self, name: str) -> tuple[Layout, ...]:
        """Return the layouts of a genre, newest first."""
        if name not in self._layouts:
            self._layouts[name] = tuple(map(Layout, reversed(self._versions(name))))
        return self._layouts[name]

    def _no_such(self, name: str, version: int) -> str:
        if versions := self._versions(name):
            has = "version 1" if len(versions) == 1 else f"versions 1 to {versions[-1].version}"
            return f"the genre {name!r} has {has}, not {version}"
        close = difflib.get_close_matches(name[:40], self.names, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(self.names)}"
        return f"there is no genre {files.quoted(name)}; {hint}"


def _likest(layouts: Sequence[Layout], outline: Outline) -> tuple[float, Layout] | None:
    """Return the layout most like a text.

    Of several it is the one whose titles are written the same, then the one of which the text
    lacks the least, then the first.
    """
    keys = keys_of(outline.sections)
    alike = [(layout.likeness(keys), layout) for layout in layouts]
    if not alike:
        return None
    most = max(likeness for likeness, _ in alike)
    best = [layout for likeness, layout in alike if likeness == most]
    if len(best) == 1:
        return most, best[0]
    exact = [(lay.exact(outline.sections), -lay.lacking(keys)) for lay in best]
    return most, best[exact.index(max(exact))]


def _loosely(genre: Genre) -> Genre:
    """Return what a guess may ask for: the sections, without the other rules of a project."""
    return replace(genre, exact_case=False, closed=False, licence="", metadata=(), guessed=True)


def _own_template(tree: Path, name: str) -> str | None:
    from wharfinger.errors import UsageError

    try:
        return templates.own_text(tree, name)
    except UsageError:
        # Who starts a spec from it is told.
        return None


def _outline(text: str) -> Outline:
    # Only a template that was not seen before needs docutils.
    from wharfinger.sources.specs.outline import outline

    # Nobody asks how long the lines of a template are.
    return outline(text, line_length=0)
