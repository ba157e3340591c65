"""Collapsed stacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import PROCESS, THREAD
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

from .recorded import HOT, Recorded, assert_hot, chains, hottest, total


def test_stacks_of_py_spy_below_their_process_and_thread(raw: Recorded) -> None:
    if raw.missing():
        return
    profile = read(str(raw.path))
    assert_hot(profile, raw)
    assert (profile.tool, profile.unit, profile.interval) == ("py-spy", "samples", 0)
    name, number = hottest(profile)
    assert (name, number in HOT) == ("spin", True)
    assert {("main", "load", "spin"), ("main", "spin")} <= chains(profile)
    tree = profile.stacks
    assert tree is not None
    assert total(profile) == sum(tree.count)
    paths = [(tree.parent[node], tree.frames[number].path) for node, number in enumerate(tree.frame)]
    assert paths[:2] == [(-1, PROCESS), (0, THREAD)]


def test_a_line_without_a_weight_is_told(raw: Recorded, tmp_path: Path) -> None:
    if raw.missing():
        return
    damaged = tmp_path / "damaged.raw"
    lines = raw.path.read_text(encoding="utf-8").splitlines()
    damaged.write_text("\n".join([*lines, "main;load;"]), encoding="utf-8")
    with pytest.raises(UnreadableProfile, match=rf"damaged\.raw: line {len(lines) + 1}: the weight is no number"):
        read(str(damaged))
