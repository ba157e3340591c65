"""Files of cProfile."""

from __future__ import annotations

import marshal
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.readers import UnreadableProfile, read

from .recorded import SPIN, Recorded, assert_hot


def test_functions_with_calls_and_callers(pstats: Recorded) -> None:
    profile = read(str(pstats.path))
    assert_hot(profile, pstats)
    functions = profile.functions
    assert functions is not None
    spin = next(found for found in functions if found.frame.name == "spin")
    assert (spin.frame.first, spin.calls) == (SPIN, 2)
    callers = {functions[place].frame.name: weight for place, weight in spin.callers.items()}
    assert set(callers) == {"load", "main"}
    assert sum(callers.values()) == pytest.approx(spin.total)
    assert callers["load"] > callers["main"]


def test_functions_in_c_have_their_plain_names(pstats: Recorded) -> None:
    functions = read(str(pstats.path)).functions or ()
    assert {"time.perf_counter", "builtins.exec"} <= {found.frame.name for found in functions if not found.frame.path}


def test_a_file_that_crashes_the_interpreter_that_reads_it_is_unreadable(tmp_path: Path) -> None:
    # A reference to an object that is not there yet: a NULL, where older interpreters look no further.
    damaged = tmp_path / "damaged.pstats"
    for content in (
        b"\xfb\xa9\x03" + b"\xa9\x01" * 3000,
        marshal.dumps({("a.py", 1, "f"): (1, 1, 0.5)}),
        marshal.dumps({("a.py", 1, "f"): (1, 1, float("nan"), 1.0, {})}),
        marshal.dumps({("a.py", 1, "f"): (1, 1, "soon", 1.0, {})}),
        marshal.dumps({("a.py", 1, 2): 0}),
    ):
        damaged.write_bytes(content)
        with pytest.raises(UnreadableProfile, match=r"damaged\.pstats: .* \(read as pstats\)"):
            read(str(damaged))


def test_the_sampler_of_python_3_15_counts_lines(tmp_path: Path) -> None:
    # Made by hand after CPython's `profiling/sampling/pstats_collector.py`: no Python 3.15 is at hand to record with.
    path = tmp_path / "sampled.pstats"
    main, load, other = ("/p/a.py", 9, "main"), ("/p/a.py", 4, "load"), ("/p/a.py", 5, "load")
    stats: dict[tuple[object, ...], object] = {
        main: (0, 10, 0.0, 0.01, {}),
        load: (7, 7, 0.007, 0.007, {main: 7}),
        other: (3, 3, 0.003, 0.003, {main: 3}),
        ("__sampled__",): True,
    }
    path.write_bytes(marshal.dumps(stats))
    profile = read(str(path))
    assert (profile.tool, profile.unit, profile.interval) == ("Tachyon", "seconds", 0.001)
    functions = profile.functions or []
    assert [(found.frame.name, found.frame.line, found.frame.first, found.own) for found in functions] == [
        ("main", 9, 0, 0.0), ("load", 4, 0, 0.007), ("load", 5, 0, 0.003),
    ]  # fmt: skip
    assert functions[1].callers == {0: pytest.approx(0.007)}
