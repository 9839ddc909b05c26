# SPDX-License-Identifier: Apache-2.0
"""Wheels as file systems, honest ones and others."""

from __future__ import annotations

import os
import warnings
import zipfile

import pytest

from wharfinger.errors import UsageError
from wharfinger.model import Request
from wharfinger.sources import archives, files
from wharfinger.sources.archives import Wheel
from wharfinger.sources.environments import environment


@pytest.fixture
def make(tmp_path):
    def made(names, name="demo-1.0-py3-none-any.whl", **options):
        path = tmp_path / name
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", **options) as archive:
            warnings.simplefilter("ignore")
            for item, text in names:
                archive.writestr(item, text)
        return path

    return made


def _refused(path):
    with pytest.raises(UsageError) as caught:
        Wheel(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


CONTENTS = [
    ("demo/__init__.py", "X = 1\n"),
    ("demo/sub/mod.py", "Y = 2\n"),
    ("demo-1.0.dist-info/METADATA", "Name: demo\nVersion: 1.0\n"),
    ("empty/", ""),
]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_wheel_is_read_like_an_environment(make, method):
    wheel = Wheel(make(CONTENTS, compression=method))
    with files.mounted("/wheel:x/demo", wheel) as top:
        assert files.names(top) == ("demo", "demo-1.0.dist-info", "empty")
        assert files.read_text(top / "demo" / "sub" / "mod.py", top) == "Y = 2\n"
        assert files.is_folder(top / "empty")
        assert files.names(top / "empty") == files.names(top / "demo" / "__init__.py") == ()
        assert not files.exists(top / "none")
        assert files.identity(str(top / "demo" / "__init__.py")) == ""
        assert environment(top).sites == (top,)
        for name, reason in (("none", "there is no such file"), ("demo", "it is a folder")):
            with pytest.raises(files.UnreadableError, match=reason):
                files.read_bytes(top / name, top, 10)
    wheel.close()


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["/etc/passwd"], "is an absolute path"),
        (["C:/x"], "is an absolute path"),
        (["../x"], "leads out of it"),
        (["a/../../x"], "leads out of it"),
        (["a\\..\\x"], "leads out of it"),
        (["a//b"], "is not a plain path"),
        (["./a"], "is not a plain path"),
        (["a", "a"], "has 'a' twice"),
        (["a", "a/b"], "has 'a/b' twice"),
        (["a/b", "a"], "has 'a' twice"),
        (["a", "a/"], "has 'a/' twice"),
    ],
)
def test_archives_that_no_honest_tool_makes(make, names, reason):
    path = make([(name, "x") for name in names])
    assert reason in _refused(path)


def test_folders_may_be_named_again(make):
    Wheel(make([("a/", ""), ("a/b", "x"), ("a/", "")])).close()


@pytest.mark.parametrize("data", [b"", b"x" * 100, b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 50])
def test_what_is_no_zip(tmp_path, data):
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(data)
    assert "this is no wheel" in _refused(path)


def test_what_is_no_file(tmp_path):
    path = tmp_path / "a.whl"
    assert "there is no such wheel" in _refused(path)
    os.mkfifo(path)
    assert "there is no such wheel" in _refused(path)


def test_too_many_files_and_too_many_bytes(make, monkeypatch):
    path = make(CONTENTS)
    monkeypatch.setattr(archives, "_MOST_FILES", 3)
    assert "too large" in _refused(path)
    monkeypatch.undo()
    monkeypatch.setattr(archives, "_MOST_BYTES", 10)
    assert "too large" in _refused(path)


def test_a_bomb_is_not_unpacked(make):
    wheel = Wheel(make([("a", "0" * 10**7)], compression=zipfile.ZIP_DEFLATED))
    with pytest.raises(OSError, match="larger than 1 MiB"):
        wheel.read("a", 2**20)
    # What the archive says of the size may be a lie.
    wheel._info("a").file_size = 5
    with pytest.raises(OSError, match=r"larger than 1000 bytes|damaged"):
        wheel.read("a", 1000)
    wheel.close()


def test_damage_costs_no_other_file(make):
    path = make([("a", "x" * 100), ("b", "y")])
    data = path.read_bytes().replace(b"x" * 100, b"z" * 100)
    path.write_bytes(data)
    wheel = Wheel(path)
    with pytest.raises(OSError, match="damaged"):
        wheel.read("a", 1000)
    assert wheel.read("b", 10) == b"y"
    wheel.close()


def test_encrypted_and_unknown_compression(make):
    path = make([("a", "x")])
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    encrypted = bytearray(data)
    encrypted[directory + 8] |= 1
    path.write_bytes(encrypted)
    assert "is encrypted" in _refused(path)
    data[directory + 10] = 93
    path.write_bytes(data)
    assert "compressed in a way" in _refused(path)


def test_a_request_reads_it(make):
    from wharfinger.sources.roots import roots

    wheel = Wheel(make(CONTENTS))
    with files.mounted("/wheel:x/demo", wheel) as top:
        (root,) = roots(Request(environments=(top,)))
        assert root.folder == str(top)
    wheel.close()
