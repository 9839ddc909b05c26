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


def load(folder: str) -> Check:
    check: Check = plugins.load_one(plugins.CHECKS, folder)
    return check


def page(folder: str) -> str:
    return (FOLDER / folder / "page.rst").read_text(encoding="utf-8")


def test_every_folder_is_registered_and_every_registration_has_a_folder() -> None:
    assert FOLDERS
    assert registered() == {name: f"wharfinger.checks.{name}:check" for name in FOLDERS}


def test_codes_are_unique() -> None:
    codes = [load(folder).info.code for folder in FOLDERS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("folder", FOLDERS)
class TestConventions:
    def test_the_slug_is_the_folder_and_the_code_has_its_form(self, folder: str) -> None:
        info = load(folder).info
        assert info.slug == folder.replace("_", "-")
        assert re.fullmatch(r"[A-Z]{3}\d{3}", info.code)

    def test_the_page_begins_with_the_title_and_the_summary(self, folder: str) -> None:
        info = load(folder).info
        title, line, _, summary, _ = page(folder).split("\n", 4)
        assert title == f"{info.code}: {info.slug}"
        assert line == "=" * len(title)
        assert summary == info.summary
        assert summary.endswith(".")

    def test_the_page_has_the_headings(self, folder: str) -> None:
        headings = re.findall(r"^(\S.*)\n-+$", page(folder), re.MULTILINE)
        assert [heading for heading in headings if heading != "Options"] == HEADINGS
        assert ("Options" in headings) == bool(load(folder).info.options)

    def test_the_page_has_good_and_bad_examples(self, folder: str) -> None:
        sections = {example.section for example in testing.page_examples(page(folder))}
        assert sections == {"Good", "Bad"}

    def test_every_block_of_the_page_belongs_to_an_example(self, folder: str) -> None:
        files = sum(len(example.files) for example in testing.page_examples(page(folder)))
        assert files == page(folder).count(".. code-block::")

    def test_remedies_end_with_a_full_stop_and_messages_do_not(self, folder: str) -> None:
        calls = list(finding_calls(FOLDER / folder / "__init__.py"))
        assert calls
        for call in calls:
            message, remedy = call.args[1], call.args[2]
            assert not ending(message).endswith(".")
            assert ending(remedy).endswith(".")


def finding_calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "finding"
    ]


def ending(node: ast.expr) -> str:
    """Return the text with which a literal ends, or nothing where a value ends it."""
    last = node.values[-1] if isinstance(node, ast.JoinedStr) else node
    return str(last.value) if isinstance(last, ast.Constant) else ""
