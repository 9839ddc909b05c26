# SPDX-License-Identifier: Apache-2.0
"""What all checks have in common: folder, code, registration and page agree."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

import pytest

import wharfinger.checks
from wharfinger import plugins, testing
from wharfinger.model import Check

FOLDER = Path(wharfinger.checks.__file__).parent
SETUP = FOLDER.parent.parent / "setup.cfg"
FOLDERS = sorted(path.parent.name for path in FOLDER.glob("*/__init__.py"))
HEADINGS = ["Why", "How to mend", "Good", "Bad"]


def registered() -> dict[str, str]:
    parser = configparser.ConfigParser()
    parser.read(SETUP, encoding="utf-8")
    lines = parser["options.entry_points"]["wharfinger.checks"].strip().splitlines()
    return dict(line.replace(" ", "").split("=") for line in lines)


def built_in() -> dict[str, Check]:
    """Return wharfinger's own checks by slug."""
    loaded = plugins.load(plugins.CHECKS)
    own = (n for n, module in loaded.modules.items() if module.startswith(FOLDER_MODULE))
    return {loaded.plugins[name].info.slug: loaded.plugins[name] for name in own}


def folder(slug: str) -> Path:
    """Return the folder of a check."""
    loaded = plugins.load(plugins.CHECKS)
    (name,) = (n for n, check in loaded.plugins.items() if check.info.slug == slug)
    return FOLDER / loaded.modules[name].rpartition(".")[2]


def page(slug: str) -> str:
    return (folder(slug) / CHECKS[slug].info.page).read_text(encoding="utf-8")


FOLDER_MODULE = wharfinger.checks.__name__ + "."
CHECKS = built_in()
SLUGS = sorted(CHECKS)


def test_every_folder_is_registered_and_every_registration_has_a_folder() -> None:
    assert FOLDERS
    targets = registered()
    assert sorted(targets) == FOLDERS
    for name, target in targets.items():
        module, _, attribute = target.partition(":")
        assert module == FOLDER_MODULE + name
        assert attribute in ("check", "checks")


def test_codes_are_unique() -> None:
    codes = [check.info.code for check in CHECKS.values()]
    assert len(set(codes)) == len(codes)


def test_every_page_is_that_of_one_check() -> None:
    pages = [folder(slug) / CHECKS[slug].info.page for slug in SLUGS]
    assert sorted(pages) == sorted(FOLDER.glob("**/*.rst"))


@pytest.mark.parametrize("slug", SLUGS)
class TestConventions:
    def test_the_slug_is_the_folder_and_the_code_has_its_form(self, slug: str) -> None:
        info = CHECKS[slug].info
        if registered()[folder(slug).name].endswith(":check"):
            assert info.slug == folder(slug).name.replace("_", "-")
        assert re.fullmatch(r"[A-Z]{3}\d{3}", info.code)

    def test_the_page_begins_with_the_title_and_the_summary(self, slug: str) -> None:
        info = CHECKS[slug].info
        title, line, _, summary, _ = page(slug).split("\n", 4)
        assert title == f"{info.code}: {info.slug}"
        assert line == "=" * len(title)
        assert summary == info.summary
        assert summary.endswith(".")

    def test_the_page_has_the_headings(self, slug: str) -> None:
        headings = re.findall(r"^(\S.*)\n-+$", page(slug), re.MULTILINE)
        assert [heading for heading in headings if heading != "Options"] == HEADINGS
        assert ("Options" in headings) == bool(CHECKS[slug].info.options)

    def test_the_page_has_good_and_bad_examples(self, slug: str) -> None:
        sections = {example.section for example in testing.page_examples(page(slug))}
        assert sections == {"Good", "Bad"}

    def test_every_block_of_the_page_belongs_to_an_example(self, slug: str) -> None:
        files = sum(len(example.files) for example in testing.page_examples(page(slug)))
        assert files == page(slug).count(".. code-block::")

    def test_remedies_end_with_a_full_stop_and_messages_do_not(self, slug: str) -> None:
        calls = list(finding_calls(folder(slug)))
        assert calls
        for call in calls:
            message, remedy = call.args[1], call.args[2]
            assert not ending(message).endswith(".")
            # What is computed, and what each module that computes it tests, has no ending here.
            assert ending(remedy)[-1:] in ("", ".")


def finding_calls(folder: Path) -> list[ast.Call]:
    return [
        node
        for path in sorted(folder.glob("**/*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "finding"
    ]


def ending(node: ast.expr) -> str:
    """Return the text with which a literal ends, or nothing where a value ends it."""
    last = node.values[-1] if isinstance(node, ast.JoinedStr) else node
    return str(last.value) if isinstance(last, ast.Constant) else ""
