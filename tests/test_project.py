# SPDX-License-Identifier: Apache-2.0
"""The project around the code: what its files promise each other."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import wharfinger


@pytest.fixture(scope="module")
def setup_cfg(root: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str
    parser.read(root / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def tox_ini(root: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(root / "tox.ini", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.rst").read_text(encoding="utf-8")


def tracked(root: Path) -> list[Path]:
    """Return the files that belong to the project, whether git knows them yet or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("needs a git checkout")
    names = done.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def test_readme_names_the_two_commands(readme: str, tox_ini: configparser.ConfigParser) -> None:
    commands = re.findall(r"^\s+\$ (\./tools/tox.*)$", readme, re.MULTILINE)
    assert commands[:2] == ["./tools/tox -e docs", "./tools/tox"]
    assert all("-e reference -- refstore" in command for command in commands[2:])
    assert tox_ini["tox"]["env_list"] == "py3"
    assert "testenv:docs" in tox_ini


def test_readme_pictures_exist(root: Path, readme: str) -> None:
    pictures = re.findall(r"^\.\. (?:image|figure):: (\S+)", readme, re.MULTILINE)
    assert pictures
    for picture in pictures:
        assert (root / picture).read_bytes().startswith(b"\x89PNG")


def environments(tox_ini: configparser.ConfigParser) -> set[str]:
    """Return the names of all environments; ``a{b,c}`` stands for two."""
    found: set[str] = set()
    for section in tox_ini.sections():
        name = section.removeprefix("testenv:")
        start, _, rest = name.partition("{")
        found |= {start + item for item in rest.rstrip("}").split(",")}
    return found


def test_every_tox_environment_in_the_documents_exists(
    root: Path, tox_ini: configparser.ConfigParser
) -> None:
    known = environments(tox_ini)
    for name in ("README.rst", "CONTRIBUTING.rst", ".ci/run"):
        text = (root / name).read_text(encoding="utf-8")
        for listed in re.findall(r"tools/tox (?:-q+ )?-e ([\w,]+)", text):
            assert set(listed.split(",")) <= known, f"{name}: {listed}"


def test_constraints_pin_everything_that_tox_installs(
    root: Path, tox_ini: configparser.ConfigParser
) -> None:
    text = (root / "constraints.txt").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+)$", text, re.MULTILINE))
    wanted = {
        re.sub(r"[-_.]+", "-", line.strip()).lower()
        for section in tox_ini.sections()
        for line in tox_ini[section].get("deps", "").splitlines()
        # What depends on the environment is a release that is tried there, and only there.
        if line.strip() and not line.startswith(("{", "-e")) and ":" not in line
    }
    assert wanted | {"tox", "setuptools", "stevedore", "sphinx"} <= pins.keys()
    assert "://" not in text


def test_gallery_packages_are_pinned(root: Path) -> None:
    text = (root / "doc/source/gallery/requirements.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines == ["tooz==9.1.0", "oslo.messaging==18.3.1", "keystone==30.0.0"]


def test_version_is_literal(root: Path, setup_cfg: configparser.ConfigParser) -> None:
    text = (root / "wharfinger/__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{wharfinger.__version__}"' in text
    assert setup_cfg["metadata"]["version"] == "attr: wharfinger.__version__"


def test_all_extras_are_in_all(setup_cfg: configparser.ConfigParser) -> None:
    extras = dict(setup_cfg["options.extras_require"])
    expected = {f"wharfinger[{name}]" for name in extras if name not in ("all", "doctor")}
    assert set(extras["all"].split()) == expected


def test_every_plugin_folder_is_announced(root: Path, setup_cfg: configparser.ConfigParser) -> None:
    points = setup_cfg["options.entry_points"]
    # A folder of several checks gives them all by one entry point.
    for family, attributes in (("checks", "checks?"), ("views", "view")):
        announced = points[f"wharfinger.{family}"].strip().splitlines()
        folders = [
            path.parent.name for path in (root / "wharfinger").glob(f"{family}/*/__init__.py")
        ]
        for slug, line in zip(sorted(folders), sorted(announced), strict=True):
            name = re.escape(slug).replace("_", "[_-]")
            assert re.fullmatch(rf"{name} = wharfinger\.{family}\.{slug}:{attributes}", line)


def test_every_view_has_its_page(root: Path) -> None:
    for module in (root / "wharfinger").glob("views/*/__init__.py"):
        assert module.with_name("page.rst").is_file(), module.parent


def test_sources_carry_their_licence(root: Path) -> None:
    shown = (root / "doc/source/tutorial", root / "doc/source/howto")  # examples for readers
    missing = [
        str(path.relative_to(root))
        for path in tracked(root)
        if (path.suffix == ".py" or path.parent.name in ("tools", ".ci"))
        and not any(path.is_relative_to(folder) for folder in shown)
        and "fixtures" not in path.parts
        and "SPDX-License-Identifier: Apache-2.0" not in path.read_text(encoding="utf-8")[:120]
    ]
    assert not missing


def test_modules_are_short(root: Path) -> None:
    long = {
        str(path.relative_to(root)): count
        for folder in ("wharfinger", "runtime", "reference", "tools")
        for path in (root / folder).rglob("*.py")
        if "tests" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) >= 400
    }
    assert not long


def test_tools_are_executable(root: Path) -> None:
    scripts = [path for path in (root / "tools").iterdir() if path.is_file() and not path.suffix]
    for path in (*scripts, root / ".ci/run"):
        assert path.read_bytes().startswith(b"#!"), path
        assert path.stat().st_mode & 0o111, path


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_tox_script_explains_what_is_missing(root: Path, tmp_path: Path, shell: str) -> None:
    if not (found := shutil.which(shell)):
        pytest.skip(f"no {shell} here")
    copy = tmp_path / "with a space/tools/tox"
    copy.parent.mkdir(parents=True)
    shutil.copy(root / "tools/tox", copy)
    shutil.copy(root / "constraints.txt", copy.parents[1])
    false = shutil.which("false")
    assert false
    done = subprocess.run(
        [found, str(copy)],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "PYTHON": false},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "not Python 3.11 or later" in done.stderr
    assert not list(copy.parents[1].glob(".tox"))


def test_pytest_runs_without_a_browser_unless_asked(root: Path) -> None:
    options = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    pytest_options = options["tool"]["pytest"]["ini_options"]
    assert "not browser" in pytest_options["addopts"]
    assert pytest_options["filterwarnings"] == ["error"]


def test_release_notes_are_valid(root: Path) -> None:
    pytest.importorskip("reno")
    done = subprocess.run(
        [sys.executable, "-m", "reno.main", "lint"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((root / "releasenotes/notes").glob("*.yaml"))
