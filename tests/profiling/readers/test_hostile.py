"""Whatever is in a file: a profile, or a message that names the file. Never another error, nor a hang."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from math import inf, isfinite, nan
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slowspot.analyzers.profiling.profile import Profile
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

from .recorded import Recorded

FORMATS = ["session", "report", "evented", "sampled", "raw", "pstats", "scalene", "austin", "mojo", "memray", "own"]
ODD: list[Any] = [
    None, True, -1, 0, 1.5, -0.1, nan, inf, 1 << 31, 10**30, 10**400, 1e308, "", "x", "\ud800", "a\0b",
    [], {}, [[]], [{}], [None], {"": 0},
]  # fmt: skip
"""What may stand in a JSON file where something else is expected."""


@pytest.fixture(scope="module", params=FORMATS)
def real(request: pytest.FixtureRequest) -> Recorded:
    return request.getfixturevalue(request.param)


def outcome(path: Path) -> Profile | None:
    """The profile, sound in itself; None where the file is unreadable, and the message names it."""
    try:
        profile = read(str(path))
    except UnreadableProfile as error:
        message = str(error)
    else:
        assert_sound(profile)
        return profile
    assert message.startswith(str(path))
    assert len(message) < 1000
    return None


def assert_sound(profile: Profile) -> None:
    """All numbers are finite and in range, and all texts can be stored."""
    json.dumps([profile.tool, profile.command, profile.notes, profile.interval, profile.duration], allow_nan=False)
    tree, functions = profile.stacks, profile.functions or []
    frames = [function.frame for function in functions]
    if tree is not None:
        assert len(tree.frame) == len(tree.parent) == len(tree.own) == len(tree.waiting) == len(tree.count)
        assert all(-1 <= parent < node for node, parent in enumerate(tree.parent))
        assert all(0 <= frame < len(tree.frames) for frame in tree.frame)
        assert all(isfinite(own) and own >= 0 for own in (*tree.own, *tree.waiting))
        frames += tree.frames
    for function in functions:
        assert all(0 <= caller < len(functions) for caller in function.callers)
        assert isfinite(sum((function.own, function.total or 0, *function.lines.values(), *function.callers.values())))
    for frame in frames:
        assert frame.first >= 0 <= frame.line
        assert b"\0" not in (frame.name + frame.path).encode("utf-8")


def spoiled(data: bytes, chance: Random) -> bytes:
    """Bytes of a real file with something cut off, cut out, put in, repeated, or changed."""
    at = chance.randrange(len(data))
    span = chance.choice((1, 2, 7, 100, 3000))
    kind = chance.randrange(6)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + data[at + span :]
    if kind == 2:
        return data[:at] + data[at : at + span] * 3 + data[at + span :]
    if kind == 3:
        return data[:at] + chance.randbytes(span) + data[at + span :]
    if kind == 4:
        digits = str(chance.choice((-1, 0, 999999999999, 10**30, "1e999", "NaN"))).encode()
        return data[:at] + digits + data[at:]
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def replaced(document: Any, chance: Random) -> Any:
    """A JSON document in which one value, at any depth, is another."""
    if isinstance(document, (list, dict)) and document and chance.random() < 0.9:
        key = chance.choice(list(document) if isinstance(document, dict) else range(len(document)))
        changed = document.copy()
        changed[key] = replaced(document[key], chance)
        if chance.random() < 0.1:
            del changed[key]
        return changed
    return chance.choice(ODD)


few = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(seed=st.integers(0, 1 << 60))
@few
def test_a_file_with_spoiled_bytes(real: Recorded, tmp_path: Path, seed: int) -> None:
    if real.missing():
        return
    path = tmp_path / real.path.name
    path.write_bytes(spoiled(real.path.read_bytes(), Random(seed)))
    outcome(path)


@pytest.mark.parametrize("name", ["session", "report", "evented", "sampled", "scalene", "own"])
@given(seed=st.integers(0, 1 << 60))
@few
def test_a_file_with_other_values(name: str, request: pytest.FixtureRequest, tmp_path: Path, seed: int) -> None:
    real: Recorded = request.getfixturevalue(name)
    if real.missing():
        return
    path = tmp_path / real.path.name
    path.write_text(json.dumps(replaced(json.loads(real.path.read_bytes()), Random(seed))), encoding="utf-8")
    outcome(path)


def loop(folder: Path) -> Path:
    (folder / "one").symlink_to(folder / "two")
    (folder / "two").symlink_to(folder / "one")
    return folder / "one"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def written(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "made").write_bytes(content)
        return folder / "made"

    return write


def sparse(folder: Path) -> Path:
    with open(folder / "sparse", "wb") as file:
        file.truncate(1 << 40)
    return folder / "sparse"


NESTED = b"[" * 100_000 + b"]" * 100_000
SCHEMA = b'{"$schema": "https://www.speedscope.app/file-format-schema.json", "profiles": '


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda folder: folder, "is a folder"),
        (lambda folder: folder / "nowhere", "No such file"),
        (lambda folder: folder / "na\0me", "null byte"),
        (loop, "symbolic links"),
        (fifo, "is no file, but a pipe"),
        (written(b""), "is empty"),
        (written(b"\x1f\x8b\x08" + bytes(100)), "gunzip"),
        (written(bytes(range(256)) * 40), "is of no format"),
        (written(b"\n" * 5000), "is of no format"),
        (written(SCHEMA + b'[{"more": ' + NESTED), "nested too deeply"),
        (written(SCHEMA + b'[{"unit": "seconds", "samples": [[0]], "weights": [' + b"9" * 5000), "not valid JSON"),
        (written(SCHEMA + b'[{"unit": "seconds", "samples": [[0], [0'), "cut off"),
        (written(SCHEMA + b'[{"samples": [[7]], "weights": [1]}], "shared": {"frames": []}}'), "does not exist"),
        (written(SCHEMA + b'[{"samples": [[0]], "weights": [-1]}], "shared": {"frames": [{}]}}'), "from 0 on"),
        (written(SCHEMA + b'[{"samples": [[0]], "weights": [1, 2]}], "shared": {"frames": [{}]}}'), "but 2 weights"),
        (written(SCHEMA + b'[{"events": [{"type": "C", "at": 0, "frame": 0}]}]}'), "another frame"),
        (written(b"\xfb(\xff\xff\xff\x7f"), "damaged|memory"),
        (written(b"\xfb\xa9\x03" + b"\xa9\x01" * 100_000), r"\(read as pstats\)"),
        (written(b"a;" * 2_000_000 + b" 1\n"), "longer than 1 MB"),
        (written(b"main;" + b"f (" * 300_000 + b" 1\n"), None),
        (written(b"MOJ\x03" + b"\x01" + b"\xff" * 100), "cut off"),
        (sparse, "MB; the limit is .* --memory GIGABYTES"),
    ],
    ids=lambda value: "odd" if value is None else value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_profile_is_told_with_the_reason(
    make: Callable[[Path], Path], reason: str | None, tmp_path: Path
) -> None:
    path = make(tmp_path)
    if reason is None:
        assert outcome(path) is not None  # odd, but no harm
        return
    with pytest.raises(UnreadableProfile, match=reason) as told:
        read(str(path))
    assert str(tmp_path) in str(told.value)


def test_memory_is_bounded_by_what_the_caller_grants(evented: Recorded) -> None:
    with pytest.raises(UnreadableProfile, match=r"could take .* GB of memory to read; the limit is 0\.0 GB"):
        read(str(evented.path), memory=5 * evented.path.stat().st_size)
