# SPDX-License-Identifier: Apache-2.0
"""Reading the configuration, and what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from oslo_config import cfg
from refstore.driver import StoreDriverV9
from refstore.errors import ConfigurationError
from refstore.loading import DRIVERS, open_driver
from refstore.options import list_options, load, load_scope


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a configuration file and returns its name."""

    def write(text: str, name: str = "refstore.conf") -> str:
        file = tmp_path / name
        file.write_bytes(text.encode("latin-1"))
        return str(file)

    return write


def test_defaults_follow_the_state_path(monkeypatch, written):
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    conf = load([])
    assert (conf.driver, conf.list_limit, conf.scopes_path) == ("sql", 1000, None)
    assert conf.id_mapping.connection == "sqlite:////state/refstore/refstore.db"
    moved = load([written("[DEFAULT]\nstate_path = /var/lib/refstore\n")])
    assert moved.id_mapping.connection == "sqlite:////var/lib/refstore/refstore.db"


def test_the_usual_places_are_looked_at(monkeypatch, tmp_path, written):
    monkeypatch.setenv("HOME", str(tmp_path))
    written("[DEFAULT]\nlist_limit = 7\n")
    assert load().list_limit == load(["~/refstore.conf"]).list_limit == 7
    (tmp_path / "refstore.conf.d").mkdir()
    written("[DEFAULT]\nlist_limit = 8\n", "refstore.conf.d/more.conf")
    assert load().list_limit == 8
    written("[DEFAULT]\nlist_limt = 8\n", "refstore.conf.d/more.conf")
    with pytest.raises(ConfigurationError, match=r"refstore\.conf\.d/more\.conf: \[DEFAULT\]"):
        load()


def test_the_environment_changes_nothing(monkeypatch):
    monkeypatch.setenv("OS_DEFAULT__LIST_LIMIT", "7")
    assert load([]).list_limit == 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[DEFAULT]\nlist_limt = 3\n",
            r"refstore.conf: \[DEFAULT\] .* 'list_limt'; .*'list_limit'",
        ),
        ("[DEFAULT]\nzzz = 3\n", r"\[DEFAULT\] has no option 'zzz'; its options are driver, "),
        ("[id_mapings]\na = 3\n", r"refstore.conf: unknown section \[id_mapings\]; .*'id_mapping'"),
        ("[kvv]\n", r"unknown section \[kvv\]; did you mean 'kv'"),
        ("[zzz]\na = 3\n", r"unknown section \[zzz\]; the sections are DEFAULT, "),
        ("[DEFAULT]\nlist_limit = many\n", r"refstore.conf: \[DEFAULT\] list_limit: .*'many'"),
        ("[DEFAULT]\nlist_limit = -1\n", r"\[DEFAULT\] list_limit: .*0"),
        ("[id_mapping]\nmap_default_driver = perhaps\n", r"map_default_driver: .*perhaps"),
        ("[DEFAULT]\nlist_limit\n", r"refstore.conf:2"),
        (
            "[DEFAULT]\nstate_path = $nothing/x\n",
            r"refstore.conf: \[DEFAULT\] state_path: .*not there; write \$\$ for",
        ),
        ("list_limit = 3\n", r"refstore.conf:1.*Section must be started"),
        ("[DEFAULT]\ndriver = \xe9\n", r"not in UTF-8"),
        ("\xef\xbb\xbf[DEFAULT]\n", r"without the byte order mark"),
    ],
)
def test_a_fault_is_an_error_that_names_it(written, text, expected):
    with pytest.raises(ConfigurationError, match=expected):
        load([written(text)])


def test_a_file_that_is_missing_or_a_folder_is_an_error(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere\.conf"):
        load([str(tmp_path / "nowhere.conf")])
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        load([str(tmp_path)])


class Demanding(StoreDriverV9):
    """A driver with options, for tests."""

    OPTIONS = (
        cfg.StrOpt("address", required=True, deprecated_name="url"),
        cfg.IntOpt("size", default=5, max=9),
    )
    create = get = get_by_name = update = delete = list_records = None


DEMANDING = f"{__name__}:Demanding"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adress = x", r"refstore.conf: \[.*Demanding\] has no option 'adress'; .* 'address'"),
        ("address = x\nsize = 10", r"refstore.conf: \[.*Demanding\] size: .*9"),
        ("size = 1", r"configuration: \[.*Demanding\] address has no default"),
    ],
)
def test_a_drivers_options_are_examined_when_it_is_opened(written, text, expected):
    conf = load([written(f"[DEFAULT]\ndriver = {DEMANDING}\n[{DEMANDING}]\n{text}\n")])
    with pytest.raises(ConfigurationError, match=expected):
        open_driver(conf, conf.driver)


@pytest.mark.filterwarnings("ignore:Deprecated")
def test_a_driver_has_its_options_those_of_all_drivers_and_old_names(written):
    section = f"[DEFAULT]\ndriver = {DEMANDING}\n[{DEMANDING}]\n"
    conf = load([written(f"{section}url = x\nlist_limit = 3\n")])
    options = open_driver(conf, conf.driver).options
    assert (options.address, options.size, options.list_limit) == ("x", 5, 3)
    assert open_driver(conf, conf.driver).options.address == "x"


def test_the_section_of_a_driver_that_is_not_used_may_be_there(written):
    load([written("[kv]\n[sql]\nwhatever = 3\n")])


@pytest.mark.parametrize("name", ["nothing", "nowhere.at_all:Driver", f"{__name__}:Path", "sql "])
def test_a_driver_that_cannot_be_loaded_is_a_configuration_error(written, name):
    conf = load([written(f"[DEFAULT]\ndriver = '{name}'\n")])
    with pytest.raises(ConfigurationError, match=r"refstore\.conf: ") as caught:
        open_driver(conf, conf.driver)
    assert str(caught.value.__cause__) in str(caught.value)


def test_a_sections_name_can_be_in_any_case(written):
    conf = load([written("[SQL]\nlist_limit = 3\n[ID_Mapping]\nmap_default_driver = true\n")])
    assert conf.id_mapping.map_default_driver
    assert open_driver(conf, "sql").options.list_limit == 3
    with pytest.raises(ConfigurationError, match=r"\[cache\] has no option 'a'"):
        load([written("[Cache]\na = 3\n")])


def test_a_scopes_file_takes_over_what_it_does_not_say(written):
    conf = load([written("[DEFAULT]\nstate_path = /state\nenable_unsupported = true\n")])
    scope = load_scope(written("[DEFAULT]\ndriver = kv\n", "lab.conf"), conf)
    assert (scope.driver, scope.state_path, scope.enable_unsupported) == ("kv", "/state", True)


@pytest.mark.parametrize("text", ["[cache]\nenabled = true\n", "[DEFAULT]\nlist_limit = 3\n"])
def test_a_scopes_file_cannot_set_what_would_have_no_effect(written, text):
    with pytest.raises(ConfigurationError, match=r"lab\.conf: "):
        load_scope(written(text, "lab.conf"), load([]))


def test_the_sample_file_has_all_options_and_is_itself_valid(tmp_path):
    sample = tmp_path / "sample.conf"
    command = [Path(sys.executable).with_name("oslo-config-generator"), "--namespace", "refstore"]
    subprocess.run([*command, "--output-file", sample], check=True)
    text = sample.read_text()
    for section in ("DEFAULT", "cache", "cache_records", "id_mapping", "kv", "sql"):
        assert f"\n[{section}]\n" in f"\n{text}"
    assert str(Path.home()) not in text
    uncommented = text.replace("\n#driver =", "\ndriver =").replace("\n#list_limit", "\nlist_limit")
    sample.write_text(uncommented)
    assert open_driver(load([str(sample)]), "sql").options.list_limit == 0


def test_every_section_of_an_in_tree_driver_is_listed():
    listed = {section: {option.dest for option in options} for section, options in list_options()}
    for name in ("kv", "sql"):
        own = {option.dest for option in DRIVERS.load(name, warn=False).cls.OPTIONS}
        assert own | {"list_limit"} == listed[name]
