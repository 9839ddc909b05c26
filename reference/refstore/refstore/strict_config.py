# SPDX-License-Identifier: Apache-2.0
"""oslo.config, made strict: a misspelt option or section is an error instead of nothing.

oslo.config ignores what it does not know, since a library may register its options later. Here
the sections are known beforehand, or are registered with :func:`register`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oslo_config import cfg

from refstore.errors import ConfigurationError

DEFAULT = "DEFAULT"


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of a file, and the names of what it sets."""

    file: str
    name: str
    settings: tuple[str, ...]


def read(
    project: str,
    sections: Mapping[str, Sequence[cfg.Opt]],
    config_files: Sequence[str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> cfg.ConfigOpts:
    """Read configuration files; without any named, those in the usual places of the project.

    ``defaults`` are defaults of options in [DEFAULT] that are known only now. The environment is
    not read. Sections that ``sections`` does not have are for :func:`check_sections`.

    Raises ConfigurationError if a file is missing or cannot be parsed, if a section has an
    unknown option, and if a value is not what its option takes.
    """
    conf = cfg.ConfigOpts()
    for section, options in sections.items():
        conf.register_opts(options, group=_group(section))
    for name, value in (defaults or {}).items():
        conf.set_default(name, value)
    files = None if config_files is None else list(config_files)
    folders: list[str] | None = None if files is None else []
    try:
        conf(
            [],
            project,
            default_config_files=files,
            default_config_dirs=folders,
            use_env=False,
        )
    except (cfg.Error, OSError) as error:
        mark = "; save it without the byte order mark" if r"\ufeff" in str(error) else ""
        raise ConfigurationError(f"{error}{mark}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"a configuration file is not in UTF-8: {error}") from error
    for section, options in sections.items():
        _check(conf, section, options)
    return conf


def register(conf: cfg.ConfigOpts, section: str, options: Sequence[cfg.Opt]) -> None:
    """Add the options of a section to what was read. Raises ConfigurationError as `read` does."""
    conf.register_opts(options, group=_group(section))
    _check(conf, section, options)


def check_sections(conf: cfg.ConfigOpts, known: Collection[str]) -> None:
    """Raise ConfigurationError if a file has another section."""
    names = {_normal(section) for section in known}
    for found in _sections(conf):
        if found.name not in names:
            told = _nearest(found.name, known, "the sections are")
            raise ConfigurationError(f"{found.file}: unknown section [{found.name}]; {told}")


def _check(conf: cfg.ConfigOpts, section: str, options: Sequence[cfg.Opt]) -> None:
    given = [found for found in _sections(conf) if found.name == _normal(section)]
    known = {name for option in options for name in _names(option)}
    for found in given:
        for unknown in (name for name in found.settings if name not in known):
            told = _nearest(unknown, {option.dest for option in options}, "its options are")
            where = f"{found.file}: [{section}]"
            raise ConfigurationError(f"{where} has no option {unknown!r}; {told}")
    for option in options:
        files = [found.file for found in given if _names(option) & {*found.settings}]
        _check_value(conf, section, option, files)


def _check_value(conf: cfg.ConfigOpts, section: str, option: cfg.Opt, files: Sequence[str]) -> None:
    where = f"{', '.join(files) or 'configuration'}: [{section}] {option.dest}"
    try:
        value = conf[option.dest] if section == DEFAULT else conf[section][option.dest]
    except cfg.NoSuchOptError as error:
        raise ConfigurationError(
            f"{where}: its value names an option that is not there; write $$ for the sign itself"
        ) from error
    except (cfg.Error, ValueError) as error:
        reason = str(error).partition(" is not valid: ")[2] or str(error)
        raise ConfigurationError(f"{where}: {reason}") from error
    if option.required and value is None:
        raise ConfigurationError(f"{where} has no default: give it a value")


def _sections(conf: cfg.ConfigOpts) -> Iterator[_Section]:
    """Return everything that is in the files, whether it is known or not."""
    for file in _files(conf):
        sections: dict[str, dict[str, Any]] = {}
        cfg.ConfigParser(file, sections).parse()
        for name, settings in sections.items():
            yield _Section(file, _normal(name), tuple(settings))


def _files(conf: cfg.ConfigOpts) -> list[str]:
    folders = [Path(folder).expanduser() for folder in conf.config_dir]
    in_folders = [str(file) for folder in folders for file in sorted(folder.glob("*.conf"))]
    return [*(str(Path(file).expanduser()) for file in conf.config_file), *in_folders]


def _names(option: cfg.Opt) -> set[str]:
    return {option.dest, option.name, *(old.name for old in option.deprecated_opts if old.name)}


def _group(section: str) -> str | None:
    return None if section == DEFAULT else section


def _normal(section: str) -> str:
    return section if section == DEFAULT else section.lower()


def _nearest(name: str, known: Collection[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"did you mean {near[0]!r}?" if near else f"{otherwise} {', '.join(sorted(known))}"
