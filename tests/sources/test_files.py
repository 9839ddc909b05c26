# SPDX-License-Identifier: Apache-2.0
"""The one way to read a file."""

from __future__ import annotations

import os

import pytest

from wharfinger.sources import files


def _reason(path, within, limit=files.METADATA_LIMIT):
    with pytest.raises(files.UnreadableError) as caught:
        files.read_text(path, within, limit)
    return caught.value.reason


def test_reads_text_without_its_mark(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx\r\n")
    assert files.read_text(tmp_path / "a", tmp_path) == "x\r\n"


def test_a_link_inside_is_followed(tmp_path):
    (tmp_path / "a").write_text("x")
    (tmp_path / "b").symlink_to("a")
    assert files.read_bytes(tmp_path / "b", tmp_path, 1) == b"x"


@pytest.mark.parametrize("path", ["link", "sub/../../secret", "folder/secret"])
def test_nothing_outside_is_read(tmp_path, path):
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "secret").write_text("x")
    (inside / "link").symlink_to(tmp_path / "secret")
    (inside / "folder").symlink_to(tmp_path)
    assert _reason(inside / path, inside) == "it leads out of its folder"


def test_a_folder_with_the_same_beginning_is_outside(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "inside").write_text("x")
    assert _reason(tmp_path / "inside", tmp_path / "in") == "it leads out of its folder"


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    assert _reason(tmp_path / "fifo", tmp_path) == "it is not a regular file"
    assert _reason(tmp_path, tmp_path) == "it is a folder"
    assert _reason(tmp_path / "none", tmp_path) == "there is no such file"
    assert "symbolic links" in _reason(tmp_path / "loop", tmp_path)
    assert _reason("/dev/null", "/dev") == "it is not a regular file"
    assert "null" in _reason(f"{tmp_path}/a\0b", tmp_path)


def test_what_is_no_text(tmp_path):
    (tmp_path / "latin").write_bytes(b"a\nb\xe9\n")
    (tmp_path / "nul").write_bytes(b"a\0")
    assert _reason(tmp_path / "latin", tmp_path) == "it is not UTF-8 (line 2)"
    assert _reason(tmp_path / "nul", tmp_path) == "it is not text: it has NUL bytes"


def test_what_is_too_large(tmp_path):
    (tmp_path / "a").write_text("xxx")
    assert files.read_text(tmp_path / "a", tmp_path, 3) == "xxx"
    assert _reason(tmp_path / "a", tmp_path, 2) == "it is larger than 2 bytes"
    (tmp_path / "sparse").touch()
    os.truncate(tmp_path / "sparse", 50 * 2**20)
    assert _reason(tmp_path / "sparse", tmp_path) == "it is larger than 8 MiB"


def test_a_size_that_lies_is_noticed():
    # Files of the kernel say that they are empty, whatever is in them.
    if not os.path.exists("/proc/self/maps"):
        pytest.skip("there is no /proc")
    assert _reason("/proc/self/maps", "/proc", 10) == "it is larger than 10 bytes"


def test_names_and_relative(tmp_path):
    (tmp_path / "b").touch()
    (tmp_path / "a").touch()
    assert files.names(tmp_path) == ("a", "b")
    assert files.names(tmp_path / "none") == files.names(tmp_path / "a") == ()
    assert files.relative(tmp_path / "a" / "b", tmp_path) == "a/b"
