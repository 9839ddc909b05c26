# SPDX-License-Identifier: Apache-2.0
"""Roles, the inventory for other projects, and which page an object belongs to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sphinx.util.inventory import InventoryFile

ROLES = {
    "group": ("demo.backends", "demo.backends", "drivers"),
    "name": ("demo.backends:kazoo", "kazoo", "drivers"),
    "feature": ("demo.backends:leaders", "Leader election", "matrix"),
    "method": ("demo.api:Driver.get_leader", "Driver.get_leader", "interface"),
    "check": ("DRV001", "DRV001", "checks"),
}


def links(html: str) -> list[tuple[str, str]]:
    found = re.findall(
        r'<a class="reference internal" href="([^"#]*#driver-[^"]*)"[^>]*>(.*?)</a>', html
    )
    return [(goal, re.sub(r"<[^>]+>", "", text)) for goal, text in found]


@pytest.mark.parametrize("kind", ROLES)
def test_roles_lead_to_the_entry_under_its_short_name(site: Any, kind: str) -> None:
    target, name, page = ROLES[kind]
    site.page("plain", f":driver:{kind}:`{target}` and :driver:{kind}:`a title <{target}>`")
    site.build()
    assert not site.warnings
    (first, short), (second, title) = [
        link
        for link in links(site.text("plain.html"))
        if link[0].startswith(f"{page}.html#driver-{kind}")
    ]
    assert (first, short, title) == (second, name, "a title")
    goal = first.partition("#")[2]
    assert f'id="{goal}"' in site.text(f"{page}.html")


def test_a_page_can_be_the_entry_of_a_check(empty_site: Any) -> None:
    empty_site.page("a", ".. driver:check:: DRV001\n\nAll about it.")
    empty_site.page("b", ".. wharfinger-view:: checks")
    empty_site.page("index", ":driver:check:`DRV001`\n\n.. toctree::\n   :glob:\n\n   *")
    empty_site.build()
    assert not empty_site.warnings
    assert 'href="a.html#driver-check-DRV001"' in empty_site.text("index.html")


def test_any_finds_every_kind(site: Any) -> None:
    site.page("plain", " ".join(f":any:`{target}`" for target, *_ in ROLES.values()))
    site.build()
    assert not site.warnings
    body = site.text("plain.html").partition('role="main"')[2]
    assert len([link for link in links(body) if "#driver-" in link[0]]) == len(ROLES)


def test_a_reference_to_nothing_is_told_with_what_is_similar(site: Any) -> None:
    site.page("plain", ":driver:name:`demo.backends:kazo`")
    site.build(nitpicky=False)
    assert "plain.rst:4: WARNING: no page describes a driver 'demo.backends:kazo'" in site.warnings
    assert "did you mean demo.backends:kazoo" in site.warnings


def test_a_reference_to_nothing_can_be_suppressed(site: Any) -> None:
    site.page("plain", ":driver:check:`DRV999`")
    site.build(suppress_warnings=["wharfinger.ref"])
    assert not site.warnings


def test_a_matrix_alone_has_names_without_links(empty_site: Any) -> None:
    empty_site.page("index", ".. driver-matrix:: demo.backends")
    empty_site.build()
    assert not empty_site.warnings
    assert not links(empty_site.text("index.html").partition("<tbody")[0])


def test_the_inventory_has_every_kind(site: Any) -> None:
    site.build()
    found = InventoryFile.loads(site.output.joinpath("html", "objects.inv").read_bytes(), uri="")
    for kind, (target, name, page) in ROLES.items():
        item = found.data[f"driver:{kind}"][target]
        assert item.uri.startswith(f"{page}.html#")
        assert item.display_name in {name, "-"}


def test_other_projects_refer_to_drivers(site: Any, tmp_path: Any) -> None:
    site.build()
    inventory = str(site.output / "html" / "objects.inv")
    for page in ("matrix", "drivers", "interface", "checks"):
        site.source.joinpath(f"{page}.rst").unlink()
    site.page("index", ":driver:name:`demo.backends:kazoo`\n\n.. driver-matrix:: demo.backends")
    site.page("plain", ":driver:method:`that <demo.api:Driver.get_leader>`\n\n:orphan:")
    mapping = {"sample": ("https://docs.example/", inventory)}
    site.output = tmp_path / "other"
    site.build(extensions=["wharfinger.sphinxext", "fake_views", "sphinx.ext.intersphinx"],
               intersphinx_mapping=mapping, suppress_warnings=["toc"])  # fmt: skip
    html = site.text("index.html")
    # The role, and the head of the matrix that has no list of its own to refer to.
    assert html.count("https://docs.example/drivers.html#driver-name-demo.backends-kazoo") == 2
    assert "https://docs.example/interface.html#driver-method" in site.text("plain.html")


def goal_of_kazoo(site: Any) -> str:
    site.page("zz", ":driver:name:`demo.backends:kazoo`")
    site.page("index", ".. toctree::\n   :glob:\n\n   *")
    site.build()
    assert not site.warnings
    (goal,) = [goal for goal, _ in links(site.text("zz.html").partition('role="main"')[2])]
    return goal.partition("#")[0]


def test_the_first_of_two_pages_by_name_has_the_entry(empty_site: Any) -> None:
    empty_site.page("b", ".. driver-list:: demo.backends")
    empty_site.page("a", ".. driver-list:: demo.backends")
    assert goal_of_kazoo(empty_site) == "a.html"


def test_no_index_leaves_the_entry_to_another_page(empty_site: Any) -> None:
    empty_site.page("b", ".. driver-list:: demo.backends")
    empty_site.page("a", ".. driver-list:: demo.backends\n   :no-index:")
    assert goal_of_kazoo(empty_site) == "b.html"


def test_a_list_is_the_entry_of_a_group_before_a_matrix(empty_site: Any) -> None:
    empty_site.page("a", ".. driver-matrix:: demo.backends")
    empty_site.page("b", ".. driver-list:: demo.backends")
    empty_site.page("index", ":driver:group:`demo.backends`\n\n.. toctree::\n   :glob:\n\n   *")
    empty_site.build()
    assert 'href="b.html#driver-group-demo.backends"' in empty_site.text("index.html")


def test_a_page_that_goes_takes_its_entries_along(empty_site: Any) -> None:
    empty_site.page("b", ".. driver-list:: demo.backends")
    empty_site.page("a", ".. driver-list:: demo.backends")
    goal_of_kazoo(empty_site)
    empty_site.source.joinpath("a.rst").unlink()
    assert goal_of_kazoo(empty_site) == "b.html"
