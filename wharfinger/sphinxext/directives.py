# SPDX-License-Identifier: Apache-2.0
"""The one directive, under five names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from wharfinger import plugins
from wharfinger.errors import ConfigurationError, ToolkitError, UsageError
from wharfinger.model import Option, ViewInfo
from wharfinger.options import directive_spec, with_defaults
from wharfinger.sphinxext.answers import Question, Shown, answers
from wharfinger.sphinxext.domain import driver_domain
from wharfinger.sphinxext.problem import Problem, listed, of_error
from wharfinger.sphinxext.render import Rendering, render

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

Converter = Callable[[Any], Any]

VIEWS = {
    "driver-list": "drivers",
    "driver-matrix": "matrix",
    "driver-deprecations": "deprecations",
    "driver-interface": "interface",
    "wharfinger-view": "",
}
"""The view of each directive. An empty one is the directive's first argument."""

PRESENTATION: dict[str, Converter] = {
    "caption": directives.unchanged_required,
    "evidence": directives.flag,
    "class": directives.class_option,
    "name": directives.unchanged_required,
    "no-index": directives.flag,
}
"""Options that every view has on a page, whatever it shows."""


class _AnyOption(Mapping[str, Converter]):
    """Accepts every option as it is written.

    Which options there are depends on the view, which may be an argument. So they are
    converted later, where a fault can be told under a subtype that can be suppressed.
    """

    def __getitem__(self, name: str) -> Converter:
        return lambda text: text

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


class ViewDirective(SphinxDirective):
    """Shows a view of the drivers."""

    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = cast("dict[str, Converter]", _AnyOption())
    view: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Return what the view shows, or a placeholder with a warning."""
        try:
            info, groups = self._view_and_groups()
            own, shared = self._converted(info)
        except ToolkitError as error:
            return self._placeholder((of_error(error),))
        return self._shown(Question(info.name, groups, own), shared)

    def _shown(self, question: Question, options: Mapping[str, Any]) -> list[nodes.Node]:
        shown: Shown = answers(self.config).to(question)
        pages = driver_domain(self.env).shown
        pages.setdefault(self.env.docname, {})[question] = shown.digest
        if not shown.blocks:
            return self._placeholder(shown.problems)
        self._warn(shown.problems)
        rendered = render(shown.blocks, self._rendering(options))
        self._name(rendered, options.get("name"))
        return rendered

    def _view_and_groups(self) -> tuple[ViewInfo, tuple[str, ...]]:
        words = self.arguments[0].split() if self.arguments else []
        name = self.view or (words.pop(0) if words else "")
        if not name:
            views = ", ".join(plugins.names(plugins.VIEWS))
            raise UsageError(f"name a view as the first argument; there are: {views}")
        info: ViewInfo = plugins.load_one(plugins.VIEWS, name).info
        if info.groups == "none" and words:
            raise ConfigurationError(f"the view {name!r} takes no group, but here are: {words}")
        if info.groups == "one" and len(words) != 1:
            found = listed(words, "none")
            raise ConfigurationError(f"the view {name!r} takes one group as argument, not {found}")
        return info, tuple(words)

    def _converted(self, info: ViewInfo) -> tuple[tuple[tuple[str, Any], ...], Mapping[str, Any]]:
        """Return the options of the view, with defaults, and those of the presentation."""
        own, shared = {}, {}
        spec = directive_spec(info.options)
        for name, text in self.options.items():
            if name in spec:
                own[name] = _convert(name, spec[name], _implied(info.options, name, text))
            elif name in PRESENTATION:
                shared[name] = _convert(name, PRESENTATION[name], text)
            else:
                there_are = ", ".join([*spec, *PRESENTATION])
                raise ConfigurationError(f"there is no option {name!r}; there are: {there_are}")
        values = with_defaults(info.options, own)
        return tuple((name, _frozen(value)) for name, value in sorted(values.items())), shared

    def _rendering(self, options: Mapping[str, Any]) -> Rendering:
        return Rendering(
            env=self.env,
            document=self.state.document,
            place=self.get_source_info(),
            caption=options.get("caption", ""),
            classes=tuple(options.get("class", ())),
            evidence="evidence" in options,
            index="no-index" not in options,
        )

    def _name(self, rendered: list[nodes.Node], name: str | None) -> None:
        if name:
            tables = (table for node in rendered for table in node.findall(nodes.table))
            self.options["name"] = name
            self.add_name(next(tables, rendered[0]))

    def _warn(self, problems: tuple[Problem, ...]) -> None:
        for subtype, message in problems:
            logger.warning(
                "%s: %s",
                self.name,
                message,
                location=self.get_location(),
                type="wharfinger",
                subtype=subtype,
            )

    def _placeholder(self, problems: tuple[Problem, ...]) -> list[nodes.Node]:
        self._warn(problems)
        title = " ".join([self.name, *self.arguments])
        text = f"{title}: there is nothing to show here. {problems[-1].message}"
        paragraph = nodes.paragraph(text, text, classes=["wharfinger-missing"])
        self._name([paragraph], self.options.get("name"))
        return [paragraph]


def connect(app: Sphinx) -> None:
    """Add the directive under its names."""
    for name, view in VIEWS.items():
        app.add_directive(name, type("ViewDirective", (ViewDirective,), {"view": view}))


def _convert(name: str, converter: Converter, text: str | None) -> Any:
    try:
        return converter(text)
    except (ValueError, TypeError) as error:
        raise ConfigurationError(f"option {name!r}: {error}") from error


def _implied(options: Iterable[Option], name: str, text: str | None) -> str | None:
    """Let an option that can be ``yes`` mean it when it stands without a value."""
    chosen = next(option for option in options if option.name.replace("_", "-") == name)
    return "yes" if text is None and "yes" in chosen.choices else text


def _frozen(value: Any) -> Any:
    """Return a value that can be a part of a key."""
    return tuple(value) if isinstance(value, list) else value
