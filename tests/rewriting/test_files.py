"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from unittest.mock import patch

import pytest
from slowspot.analyzers.rewriting.files import FileChanged, NotWritten, write_atomically


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_bytes(b"old\r\n")
    return path


def test_the_content_is_replaced(file: Path) -> None:
    write_atomically(file, b"new\r\n", b"old\r\n")
    assert file.read_bytes() == b"new\r\n"


def test_the_mode_is_kept(file: Path) -> None:
    file.chmod(0o751)
    write_atomically(file, b"new", b"old\r\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o751


def test_a_symbolic_link_stays_one(file: Path) -> None:
    link = file.parent / "sub" / "link.py"
    link.parent.mkdir()
    link.symlink_to(Path("..") / "a.py")
    write_atomically(link, b"new", b"old\r\n")
    assert (link.is_symlink(), file.read_bytes(), os.listdir(link.parent)) == (True, b"new", ["link.py"])


def test_a_changed_file_is_left_alone(file: Path) -> None:
    with pytest.raises(FileChanged, match=r"a\.py: changed since it was read"):
        write_atomically(file, b"new", b"other")
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"old\r\n", ["a.py"])


def test_a_file_that_changes_while_the_new_one_is_written_is_left_alone(file: Path) -> None:
    def fsync(descriptor: int) -> None:
        file.write_bytes(b"theirs")

    with patch("os.fsync", fsync), pytest.raises(FileChanged):
        write_atomically(file, b"new", b"old\r\n")
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"theirs", ["a.py"])


def test_a_deleted_file_is_not_made_again(file: Path) -> None:
    file.unlink()
    with pytest.raises(FileChanged, match="deleted"):
        write_atomically(file, b"new", b"old\r\n")
    assert os.listdir(file.parent) == []


def test_a_failure_leaves_nothing_behind(file: Path) -> None:
    refused = patch("os.replace", side_effect=OSError(28, "No space left on device"))
    with refused, pytest.raises(NotWritten, match="writing failed: No space left on device"):
        write_atomically(file, b"new", b"old\r\n")
    assert (file.read_bytes(), os.listdir(file.parent)) == (b"old\r\n", ["a.py"])


def test_a_folder_that_is_not_writable_is_told(file: Path) -> None:
    # Root may write anywhere, so the system's refusal is played.
    refused = patch("tempfile.mkstemp", side_effect=PermissionError(13, "Permission denied"))
    with refused, pytest.raises(NotWritten, match=r"a\.py: the folder is not writable: Permission denied"):
        write_atomically(file, b"new", b"old\r\n")


def test_a_read_only_file_is_told(file: Path) -> None:
    with patch("os.access", return_value=False), pytest.raises(NotWritten, match="the file is read-only"):
        write_atomically(file, b"new", b"old\r\n")
