"""How cost grows: the same files in one run, in few or in many, and a repository of very many files."""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from scale_corpus import laid_out, made_up, parts, pool, sample, scratch
from scale_runs import Ours, checked

__all__ = ["growth", "many"]

SMALL = (10_000, 30_000, 100_000, 300_000)
"""Lines of a run, tried on one set of files of the last size."""
LARGE = (300_000, 1_000_000, 2_000_000)
"""The same on all files."""
_FINDING = "def grown(rows):\n    out = []\n    for row in rows:\n        out = out + [row]\n    return out\n"


@dataclass
class _Length:
    """Runs of one length, over all of the files together."""

    lines: int = 0
    cpu: float = 0.0
    runs: list[list[Path]] = field(default_factory=list[list[Path]])
    times: int = 1
    """So often each of the runs is made."""

    @property
    def mean(self) -> tuple[float, float]:
        """Lines and CPU seconds of a run."""
        count = len(self.runs) * self.times
        return self.lines / count, self.cpu / count


def growth(_options: argparse.Namespace) -> dict[str, Any]:
    """CPU seconds that a further line costs, between runs of one length and those of the next: in microseconds.

    The same files are dealt out to many runs, to few, to one, for other files would cost something else by the line
    already. One process each, nothing cached; the runs take turns by chance. Each has something to report, for the
    first finding loads the models, which short runs mostly do without.
    """
    few = _measured(sample(pool(), SMALL[-1]), SMALL, times=2)
    slopes = dict(_slopes(few))
    all_of_them = _measured(pool(), LARGE)
    # The two sets of files meet at one length: what lines of the second cost is told in lines of the first.
    link = (few[-1].mean[1] / few[-1].mean[0]) / (all_of_them[0].mean[1] / all_of_them[0].mean[0])
    slopes |= {name: slope * link for name, slope in _slopes(all_of_them)}
    whole = _slope(few[0], few[-1])
    return {
        "start": round(few[0].mean[1] - whole * few[0].mean[0], 3), "whole": round(whole * 1e6, 3),
        "slopes": {name: round(slope * 1e6, 3) for name, slope in slopes.items()},
        "off": round(max(abs(slope / whole - 1) for slope in slopes.values()), 4),
    }  # fmt: skip


def _measured(files: list[Path], lengths: Iterable[int], times: int = 1) -> list[_Length]:
    measured = [_Length(runs=parts(files, lines), times=times) for lines in lengths]
    turns = [(length, part) for length in measured for part in length.runs * times]
    random.Random(1).shuffle(turns)
    with scratch() as folder:
        ours = Ours(folder / "cache")
        for length, part in turns:
            tree = laid_out(part, folder / "files")
            (tree.path / "one_finding.py").write_text(_FINDING, "utf-8")
            ours.forget()
            length.cpu += checked(ours.command(tree.path, jobs=1)).cpu
            length.lines += tree.lines
            shutil.rmtree(tree.path)
    return measured


def _slopes(lengths: list[_Length]) -> Iterable[tuple[str, float]]:
    for shorter, longer in pairwise(lengths):
        yield f"{round(shorter.mean[0], -3):.0f}-{round(longer.mean[0], -3):.0f}", _slope(shorter, longer)


def _slope(shorter: _Length, longer: _Length) -> float:
    (few, little), (many_lines, much) = shorter.mean, longer.mean
    return (much - little) / (many_lines - few)


def many(options: argparse.Namespace) -> dict[str, Any]:
    """A made-up repository of very many files, cold and warm, beside one of a tenth of them."""
    found: dict[str, Any] = {}
    for files in (options.files // 10, options.files):
        with scratch() as folder:
            tree = made_up(folder / "files", files)
            ours = Ours(folder / "cache")
            command = ours.command(tree.path)
            first, again = checked(command), checked(command)
            found[str(files)] = {
                "lines": tree.lines, "cold": round(first.wall, 2), "warm": round(again.wall, 2),
                "cpu": round(first.cpu, 2), "peak": round(first.peak), "warm_peak": round(again.peak),
            }  # fmt: skip
    return found
