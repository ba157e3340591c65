"""docs/scale.md: how to run over large trees, and what ten million lines cost by the slopes that were measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paragraphs import prose

__all__ = ["scale_page"]

LINES = 10_000_000
PROCESSES = (2, 8, 32)

_HEAD = """<!-- Made by docs/generate.py from benchmarks/scale_figures.json and docs/scale_page.py. -->
# Large trees

`slowspot analyze` is made to be run over everything each time: what did not change costs a look. In the order in
which they help:

1. **Keep the cache.** Results are kept by the text of each file, so `--cache-dir .slowspot/cache` handed from one CI
   job to the next does whatever checkout or machine it is. `slowspot cache info` says what is in it.
2. **Use the cores.** All are used where there is enough to do; `--jobs N` (setting `jobs`) says how many processes.
   In a container those that it may use count, not those of the machine.
3. **Report only what is new.** `--baseline FILE` and `--since REV` make the report short, see [CI](ci.md); with
   `--since` only files that changed are analyzed.
4. **Deal it out.** `--shard 2/5` analyzes the second of five parts, in a CI matrix one job each; `slowspot merge`
   makes one report of theirs. The parts are the same on each machine.
5. **Use a cluster.** `--executor dask://HOST:PORT` sends files to the workers of a Dask cluster, which need nothing
   but the same Slowspot (extra `cluster`). Sources travel with the tasks, or are read from a path that all share
   (`--shared-sources`). What a cluster leaves undone is done on the spot.

What comes out is the same in each case, in the same order."""

_TAIL = """## What to expect of odd trees

- Symbolic links to folders are not entered, so circles of them are none. A linked file is taken once, under its own
  name where that is in the tree; a link to nothing is passed over.
- A repository within a repository, such as a submodule, is analyzed with the rest. `.gitignore` files around it say
  nothing of it, as in git; settings do.
- Two runs at once over one cache give the same results. One waits for the other two seconds at most, and then does
  without the cache.
- A file that does not parse, is no text or cannot be read costs a note, and the run goes on. Ctrl-C and SIGTERM
  report what is done by then, labelled as partial, and exit with 130."""


def scale_page(figures: Mapping[str, Any] | None) -> str:
    """The page, Markdown. Says so where the slopes have not been measured yet."""
    return "\n\n".join([_HEAD, "## What ten million lines cost", *_costs(figures or {}), _TAIL]) + "\n"


def _costs(figures: Mapping[str, Any]) -> Iterable[str]:
    cold, warm, many = (figures.get(name) for name in ("cold", "warm", "many"))
    if not (cold and warm and many):
        yield "Not measured yet: `python benchmarks/at_scale.py --record`."
        return
    tree = warm["big"]
    files = LINES * cold["files"] / cold["lines"]
    cpu = LINES * cold["ours"]["cpu"] / cold["lines"]
    look = tree["ours"]["wall"] / tree["files"]
    yield prose(f"""
        Reckoned, not measured, from the slopes of the section *In CI and at scale* in [quality](quality.md): a run over
        {cold["lines"]:,} lines in {cold["files"]:,} files ({cold["bytes"] / 1e6:.0f} MB) took
        {cold["ours"]["cpu"]:.1f} s of CPU on that machine ({cold["ours"]["cpu"] / cold["lines"] * 1e6:.1f} µs a line).
        Ten million lines of such code are {files:,.0f} files.
    """)
    rows: list[Sequence[str]] = [["CPU, nothing cached", f"{cpu:.0f} s"]]
    rows += [
        [f"time, nothing cached, {number} processes", f"{cpu / number + look * files:.0f} s"] for number in PROCESSES
    ]
    rows.append(["time, nothing changed", f"{look * files:.1f} s"])
    rows += _memory(many, cold, files)
    rows += _network(figures.get("dask"))
    yield "\n".join("| " + " | ".join(row) + " |" for row in (["", "ten million lines"], ["---"] * 2, *rows))
    yield prose("""
        Time is CPU divided by processes, and the look at all files, which one process does. That holds for processes
        that share a machine, for shards (each looks at the files of the tree, summarizes them where that is not kept,
        and analyzes its own) and for workers of a cluster, until the network is full.
    """)


def _memory(many: Mapping[str, Any], cold: Mapping[str, Any], files: float) -> Iterable[Sequence[str]]:
    (few, small), (lots, large) = sorted(((int(number), row) for number, row in many.items()), key=lambda pair: pair[0])
    a_file = (large["warm_peak"] - small["warm_peak"]) / (lots - few)
    base = small["warm_peak"] - a_file * few
    yield ["memory of the command, nothing changed", f"{base + a_file * files:.0f} MB ({a_file * 1000:.1f} kB a file)"]
    worker = (cold["peak"] - base - a_file * cold["files"]) / 2
    yield ["memory of each further process", f"about {worker:.0f} MB, however much there is to do"]


def _network(dask: Mapping[str, Any] | None) -> Iterable[Sequence[str]]:
    if dask:
        moved = dask["network_bytes"] / dask["lines"] * LINES
        yield [
            "network with a cluster, sources travel, all hops",
            f"{moved / 1e6:,.0f} MB ({dask['network_bytes'] / dask['bytes']:.1f} × of the sources)",
        ]
