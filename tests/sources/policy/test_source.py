# SPDX-License-Identifier: Apache-2.0
"""Which policy files are used, and how several of them go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from wharfinger.errors import PolicyError
from wharfinger.model import (
    Distribution,
    EntryPoint,
    Fault,
    Location,
    Policy,
    Request,
    Root,
    Severity,
)
from wharfinger.sources.policy import source
from wharfinger.sources.policy.shipped import Shipped, shipped

YAML = "groups: {a: {title: From YAML}}\n"
TOML = '[tool.wharfinger]\ngroups.a.title = "From TOML"\n'


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _own(tree: Path) -> Policy:
    (policy,) = source.read(Request(trees=(tree,)), {"distributions": ()}).items
    assert isinstance(policy, Policy)
    return policy


def _named(*files: Path) -> Policy:
    (policy,) = source.read(Request(policies=files), {"distributions": ()}).items
    assert isinstance(policy, Policy)
    return policy


def _faults(error: PolicyError) -> list[str]:
    return [str(fault) for fault in error.faults]


def test_no_policy_at_all(tmp_path: Path) -> None:
    assert _own(tmp_path) == Policy()
    assert _named() == Policy()


def test_the_file_of_the_first_tree(tmp_path: Path) -> None:
    _write(tmp_path, **{"driver-policy_yaml": YAML, "pyproject_toml": "[tool.x]\n# wharfinger\n"})
    policy = _own(tmp_path)
    assert policy.groups["a"].title == "From YAML"
    assert policy.groups["a"].location == Location("driver-policy.yaml", 1)


def test_the_table_of_the_first_tree(tmp_path: Path) -> None:
    policy = _own(_write(tmp_path, pyproject_toml=TOML))
    assert policy.groups["a"].title == "From TOML"
    assert policy.groups["a"].location == Location("pyproject.toml", 2)


def test_both_are_one_too_many(tmp_path: Path) -> None:
    _write(tmp_path, **{"driver-policy_yaml": YAML, "pyproject_toml": TOML})
    with pytest.raises(PolicyError, match=r"driver-policy\.yaml and in .* of pyproject\.toml"):
        _own(tmp_path)


def test_a_file_outside_of_the_tree_is_not_read(tmp_path: Path) -> None:
    outside = _write(tmp_path / "outside", secret="groups: {secret: {}}")
    tree = _write(tmp_path / "tree", other="")
    (tree / "driver-policy.yaml").symlink_to(outside / "secret")
    with pytest.raises(PolicyError, match="cannot be read: it leads out of its folder"):
        _own(tree)


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"project: \xff", "driver-policy.yaml:1: the file is not UTF-8; save it in that encoding"),
        (b"#" * 300_000, "driver-policy.yaml: cannot be read: it is larger than"),
        (b"\xef\xbb\xbfproject: 3", "driver-policy.yaml:1: project: expected text"),
    ],
)
def test_files_that_cannot_be_a_policy(tmp_path: Path, data: bytes, fault: str) -> None:
    (tmp_path / "driver-policy.yaml").write_bytes(data)
    with pytest.raises(PolicyError) as caught:
        _own(tmp_path)
    assert _faults(caught.value)[0].startswith(fault)


def test_an_unreadable_pyproject_is_no_policy(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    assert _own(tmp_path) == Policy()


def test_named_files_take_the_place_of_the_project_s_own(tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", **{"driver-policy_yaml": YAML})
    named = _write(tmp_path, other_yaml="groups: {b: {}}") / "other.yaml"
    request = Request(trees=(tree,), policies=(named,))
    (policy,) = source.read(request, {"distributions": ()}).items
    assert list(policy.groups) == ["b"]
    assert policy.groups["b"].location.path == named.as_posix()


def test_several_named_files_are_joined(tmp_path: Path) -> None:
    one = "project: one\ngroups: {a: {}}\nchecks: {DRV001: {severity: info}}\n"
    two = (
        "project: two\ngroups: {b: {}}\nfail_on: warning\n"
        "checks: {DRV001: {severity: error}, DRV002: {x: 1}}\n"
        "waivers: [{code: DRV001, subject: s, reason: r}]\n"
    )
    _write(tmp_path, one_yaml=one, two_yaml=two, three_toml=TOML.replace(".a.", ".c."))
    policy = _named(*(tmp_path / name for name in ("one.yaml", "two.yaml", "three.toml")))
    assert policy.project == "one"
    assert list(policy.groups) == ["a", "b", "c"]
    assert policy.fail_on is Severity.WARNING
    assert policy.severities == {"DRV001": Severity.INFO}
    assert policy.options["DRV002"] == {"x": 1}
    assert [(w.code, w.subject, w.reason) for w in policy.waivers] == [("DRV001", "s", "r")]


def test_one_group_in_two_named_files(tmp_path: Path) -> None:
    _write(tmp_path, one_yaml=YAML, two_yaml="\n" + YAML)
    with pytest.raises(PolicyError) as caught:
        _named(tmp_path / "one.yaml", tmp_path / "two.yaml")
    one, two = (tmp_path / name for name in ("one.yaml", "two.yaml"))
    assert _faults(caught.value) == [
        f"{two.as_posix()}:2: groups.a: the group is also in {one.as_posix()}:1; keep one of them"
    ]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("missing.yaml", None, "cannot be read: there is no such file"),
        ("other.toml", "[tool.other]\n", r"the file has no \[tool.wharfinger\]"),
    ],
)
def test_named_files_without_a_policy(
    tmp_path: Path, name: str, text: str | None, fault: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(PolicyError, match=fault):
        _named(tmp_path / name)


def _shipping(name: str, package: str) -> Distribution:
    place = Location(f"lib/{name}.dist-info/entry_points.txt", 2)
    entry_point = EntryPoint("wharfinger.policy", name, package, package, "", (), place)
    return Distribution(name, "1.0", "installed", place, entry_points=(entry_point,))


def _shipped(env: Path, *distributions: Distribution) -> Shipped:
    return shipped(distributions, (Root(str(env / "lib"), str(env)),))


def test_shipped_policies_give_their_groups(tmp_path: Path) -> None:
    text = "fail_on: info\ngroups: {a: {title: A}}\nchecks: {DRV001: {severity: info}}\n"
    _write(tmp_path, **{"lib__pkg__sub__driver-policy_yaml": text})
    found = _shipped(tmp_path, _shipping("dist", "pkg.sub"))
    assert found.faults == ()
    assert found.groups["a"].title == "A"
    assert found.groups["a"].location == Location("lib/pkg/sub/driver-policy.yaml", 2)


def test_a_faulty_shipped_policy_is_reported_and_costs_no_other(tmp_path: Path) -> None:
    _write(
        tmp_path,
        **{
            "lib__bad__driver-policy_yaml": "groups: {b: {titel: B}}",
            "lib__good__driver-policy_yaml": "groups: {a: {}}",
        },
    )
    found = _shipped(tmp_path, _shipping("bad", "bad"), _shipping("good", "good"))
    assert list(found.groups) == ["a"]
    assert found.faults == (
        Fault(
            "groups.b.titel: unknown key; did you mean 'title'?",
            Location("lib/bad/driver-policy.yaml", 1),
        ),
    )


def test_of_two_shipped_policies_the_first_by_name_is_used(tmp_path: Path) -> None:
    for package in ("one", "two"):
        _write(
            tmp_path,
            **{f"lib__{package}__driver-policy_yaml": f"groups: {{a: {{title: {package}}}}}"},
        )
    found = _shipped(tmp_path, _shipping("B-dist", "two"), _shipping("a_dist", "one"))
    assert found.groups["a"].title == "one"
    (fault,) = found.faults
    assert fault.location == Location("lib/two/driver-policy.yaml", 1)
    assert "B-dist ships a policy for this group, and so does a_dist" in fault.message


def test_the_project_s_own_policy_settles_who_is_right(tmp_path: Path) -> None:
    for package in ("one", "two"):
        _write(tmp_path, **{f"lib__{package}__driver-policy_yaml": "groups: {a: {}}"})
    distributions = (_shipping("x", "one"), _shipping("y", "two"))
    roots = (Root(str(tmp_path / "lib"), str(tmp_path)),)
    assert shipped(distributions, roots, {"a"}) == Shipped({}, ())


@pytest.mark.parametrize("package", ["missing", "../outside", "..outside", "", "/etc", "a.\0"])
def test_packages_that_have_no_policy(tmp_path: Path, package: str) -> None:
    env = tmp_path / "env"
    _write(tmp_path, **{"env__lib__x": "", "outside__driver-policy_yaml": "groups: {a: {}}"})
    found = _shipped(env, _shipping("dist", package))
    assert found.groups == {}
    (fault,) = found.faults
    assert "which has no driver-policy.yaml" in fault.message
    assert fault.location == Location("lib/dist.dist-info/entry_points.txt", 2)


def test_a_shipped_policy_that_leads_out_of_the_environment(tmp_path: Path) -> None:
    outside = _write(tmp_path / "outside", **{"driver-policy_yaml": "groups: {a: {}}"})
    _write(tmp_path, env__lib__x="")
    (tmp_path / "env" / "lib" / "pkg").symlink_to(outside)
    found = _shipped(tmp_path / "env", _shipping("dist", "pkg"))
    assert found.groups == {}
    assert "leads out of its folder" in found.faults[0].message


def test_shipped_groups_stand_behind_the_project_s_own(tmp_path: Path) -> None:
    tree = _write(tmp_path / "tree", **{"driver-policy_yaml": YAML})
    site = _write(
        tmp_path / "site", **{"pkg__driver-policy_yaml": "groups: {a: {title: Not I}, b: {}}"}
    )
    _write(site, **{"dist-1.0.dist-info__METADATA": "Name: dist\nVersion: 1.0\n"})
    request = Request(trees=(tree,), environments=(site,))
    parts = {"distributions": (_shipping("dist", "pkg"),)}
    (policy,) = source.read(request, parts).items
    titles = [(name, group.title) for name, group in policy.groups.items()]
    assert titles == [("a", "From YAML"), ("b", "")]
