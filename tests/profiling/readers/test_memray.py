"""What memray exports."""

from __future__ import annotations

import pytest
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

from .recorded import KEPT, Recorded, line, own_by_place


def test_bytes_at_the_peak_by_line(memray: Recorded) -> None:
    profile = read(str(memray.path))
    assert (profile.tool, profile.unit) == ("memray", "bytes")
    assert own_by_place(profile)["load", line("load allocates")] == pytest.approx(KEPT, rel=0.2)


def test_the_export_for_speedscope_says_the_same(memray: Recorded) -> None:
    table, other = read(str(memray.path)), read(str(memray.path.with_name("memray.speedscope.json")))
    assert (other.tool, other.unit) == ("memray", "bytes")
    assert own_by_place(other) == own_by_place(table)
    assert any("Allocations" in note for note in other.notes)


def test_its_own_file_is_not_read_and_the_way_out_is_told(memray: Recorded) -> None:
    with pytest.raises(UnreadableProfile, match=r"program\.memray: .*memray transform csv"):
        read(str(memray.path.with_name("program.memray")))
