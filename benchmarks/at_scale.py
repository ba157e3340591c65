"""What `slowspot analyze` costs in CI and at scale: every row of the table "In CI and at scale" of docs/quality.md.

    python benchmarks/at_scale.py [--record] [--only cold,warm] [--rounds N]

Commands that are compared get the same files, and take turns; ratios are of rounds, and their median counts. "Cold" is
an empty cache, and files that the system has not read yet. With `--record` the figures go to
benchmarks/scale_figures.json. The first call installs the other linters and the files that all read. Linux only, ten
minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from processes import Cost
from scale_cluster import dask
from scale_corpus import Tree, big, evict, laid_out, ordinary, pool, sample, scratch, tree_in
from scale_growth import growth, many
from scale_peers import PEERS, PINNED, Peer, environment, ruff
from scale_runs import PARSE, Ours, checked

FIGURES = Path(__file__).with_name("scale_figures.json")
_QUICKEST = 40_000
"""Lines per second of CPU: a linter in Python that seems quicker has looked at nothing."""


def cold(options: argparse.Namespace) -> dict[str, Any]:
    """Django, SymPy and the standard library, nothing cached, beside `ast.parse` of them in one process."""
    tree = big()
    with scratch() as folder:
        ours = Ours(folder / "cache")
        taken: dict[str, list[Cost]] = {"parse": [], "ours": []}
        for _ in range(options.rounds):
            ours.forget()
            for name, command in (("parse", [*PARSE, str(tree.path)]), ("ours", ours.command(tree.path, jobs=2))):
                evict(tree.path)
                taken[name].append(checked(command))
    parse, mine = taken["parse"], taken["ours"]
    return {
        **tree.facts, "parse": _costs(parse, tree), "ours": _costs(mine, tree),
        "wall": _ratio(mine, parse, "wall"), "cpu": _ratio(mine, parse, "cpu"),
        "peak": round(max(cost.peak for cost in mine)),
    }  # fmt: skip


def warm(options: argparse.Namespace) -> dict[str, Any]:
    """Nothing changed since the last run, beside `ruff check` with its cache."""
    trees = {"django": big().path / "django", "big": big().path}
    found: dict[str, Any] = {}
    with scratch() as folder:
        ours = Ours(folder / "cache")
        for name, path in trees.items():
            theirs = [*ruff(folder / "ruff"), str(path)]
            taken = _turns({"ruff": theirs, "ours": ours.command(path)}, options.rounds + 2)
            tree = tree_in(path)
            found[name] = {
                **tree.facts, "ruff": _costs(taken["ruff"], tree), "ours": _costs(taken["ours"], tree),
                "wall": _ratio(taken["ours"], taken["ruff"], "wall"), "peak": round(max(c.peak for c in taken["ours"])),
            }  # fmt: skip
    return found


def edit(options: argparse.Namespace) -> dict[str, Any]:
    """One file of 3,000 changed, beside the warm run just before it and that file alone."""
    warm_runs: list[float] = []
    edited: list[float] = []
    alone: list[float] = []
    with scratch() as folder:
        tree = laid_out(pool()[:3000], folder / "files")
        ours = Ours(folder / "cache")
        whole = ours.command(tree.path)
        checked(whole)
        files = sorted(tree.path.rglob("*.py"))
        for number in range(options.rounds + 2):
            path = files[(number + 1) * 577 % len(files)]
            text = path.read_bytes() + b"\n# edit %d\n" % number
            path.unlink()  # it is a link to a file of the corpus
            path.write_bytes(text)
            single = Ours(folder / f"single{number}").command(path)
            first = checked(single).wall
            alone.append(first - checked(single).wall)
            edited.append(checked(whole).wall)
            warm_runs.append(checked(whole).wall)
    ratios = [(both - file) / before for both, file, before in zip(edited, alone, warm_runs, strict=True)]
    return {
        **tree.facts, "warm": _seconds(warm_runs), "edited": _seconds(edited), "file": _seconds(alone),
        "ratio": round(statistics.median(ratios), 3),
    }  # fmt: skip


def peers(options: argparse.Namespace) -> dict[str, Any]:
    """Lines per second of others on the same files of Django or SymPy, each as it comes."""
    binaries = environment()
    found: dict[str, Any] = {}
    trees: dict[tuple[str, int], Tree] = {}
    corpora = big().path
    with scratch() as folder:
        ours = Ours(folder / "cache")
        for peer in PEERS:
            chosen = peer.corpus, peer.lines
            if chosen not in trees:
                files = [path for path in pool() if str(path).startswith(f"{corpora / peer.corpus}/")]
                target = folder / f"{peer.corpus}{peer.lines}"
                trees[chosen] = laid_out(sample(files, peer.lines, ordinary), target, packages=True)
            found[f"{peer.name}, {peer.corpus}"] = _beside(peer, binaries, trees[chosen], ours)
    return found


def _beside(peer: Peer, binaries: Path, tree: Tree, ours: Ours) -> dict[str, Any]:
    """Ours before and after the other, each from nothing."""
    ours.forget()
    mine = [checked(ours.command(tree.path))]
    packages = sorted(entry.name for entry in tree.path.iterdir() if entry.is_dir())
    cost = checked([str(binaries / peer.command[0]), *peer.command[1:], *packages], tree.path, peer.fine)
    if cost.cpu < tree.lines / _QUICKEST:
        raise RuntimeError(f"{peer.name} has hardly looked at the files: {cost.cpu:.1f} s for {tree.lines:,} lines")
    ours.forget()
    mine.append(checked(ours.command(tree.path)))
    wall = statistics.mean(each.wall for each in mine)
    cpu = statistics.mean(each.cpu for each in mine)
    return {
        "name": peer.name, "corpus": peer.corpus, **tree.facts,
        "theirs": _costs([cost], tree), "ours": _costs(mine, tree),
        "ratio": round(cost.wall / wall, 2), "wanted": peer.wanted, "cpu": round(cost.cpu / cpu, 2),
    }  # fmt: skip


def _turns(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, list[Cost]]:
    """Run commands in turn; the first round fills caches and does not count."""
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = checked(command)
            if number:
                taken[name].append(cost)
    return taken


def _costs(costs: Sequence[Cost], tree: Tree) -> dict[str, Any]:
    wall = statistics.median(cost.wall for cost in costs)
    return {
        "wall": round(wall, 3), "cpu": round(statistics.median(cost.cpu for cost in costs), 3),
        "peak": round(max(cost.peak for cost in costs)), "lines_per_second": round(tree.lines / wall), "n": len(costs),
    }  # fmt: skip


def _ratio(ours: Sequence[Cost], theirs: Sequence[Cost], what: str) -> float:
    ratios = [getattr(mine, what) / getattr(other, what) for mine, other in zip(ours, theirs, strict=True)]
    return round(statistics.median(ratios), 3)


def _seconds(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3)


MEASURED: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "cold": cold, "peers": peers, "warm": warm, "edit": edit, "growth": growth, "many": many,
    "dask": dask,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help=f"write the figures to {FIGURES.name}")
    parser.add_argument("--only", default=",".join(MEASURED), help="some of: %(default)s")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--files", type=int, default=100_000, help="of the repository that is made up")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended, copies are removed
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as at users: what was compiled once is kept
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    failed = False
    for name in options.only.split(","):
        began = time.time()
        try:
            figures[name] = MEASURED[name](options)
        except RuntimeError as error:  # the other rows can be measured all the same
            print(f"{name} ({time.time() - began:.0f} s): {error}", file=sys.stderr, flush=True)
            failed = True
            continue
        print(f"{name} ({time.time() - began:.0f} s)\n  {json.dumps(figures[name])}", flush=True)
        if options.record:
            _write(figures)
    return 1 if failed else 0


def _write(figures: dict[str, Any]) -> None:
    figures["python"], figures["cores"] = platform.python_version(), os.cpu_count()
    figures["versions"] = {name: number for name, _, number in (pinned.partition("==") for pinned in PINNED)}
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
