"""Austin's texts and binary files."""

from __future__ import annotations

from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import THREAD
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

from .recorded import HOT, Recorded, assert_hot, chains, hottest


@pytest.fixture(params=["austin", "mojo"])
def recorded(request: pytest.FixtureRequest) -> Recorded:
    return request.getfixturevalue(request.param)


def test_text_and_binary_have_the_hot_line_and_seconds(recorded: Recorded) -> None:
    if recorded.missing():
        return
    profile = read(str(recorded.path))
    assert_hot(profile, recorded)
    assert (profile.tool, profile.unit, profile.interval) == ("austin", "seconds", 0.001)
    name, number = hottest(profile)
    assert (name, number in HOT) == ("spin", True)
    assert {("main", "load", "spin"), ("main", "spin")} <= chains(profile)
    assert 0 < profile.duration < recorded.wall
    tree = profile.stacks
    assert tree is not None
    assert {tree.frames[tree.frame[node]].path for node, parent in enumerate(tree.parent) if parent < 0} == {THREAD}


def test_a_newer_version_of_the_binary_format_is_told_and_a_way_out(mojo: Recorded, tmp_path: Path) -> None:
    newer = tmp_path / "newer.mojo"
    newer.write_bytes(b"MOJ\x04" + (b"" if mojo.missing() else mojo.path.read_bytes()[4:]))
    with pytest.raises(UnreadableProfile, match=r"newer\.mojo: is of version 4 .*mojo2austin"):
        read(str(newer))
