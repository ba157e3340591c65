"""Joins profiles with what the source says: `python -m slowspot.training_data.hotness.collect PROFILES…`.

A row is a function: hashed keys, its share of the run time, the features that `models/hotness_features.py` computes,
and which of the general word stems its name has. Functions that nothing reaches and that never ran are most of a large
program and say little: of them a part is kept, with a weight.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...analyzers.program.graph import link
from ...analyzers.program.lowering import summarize
from ...analyzers.program.summary import FileSummary
from ...analyzers.source import SourceError
from ...analyzers.source.encoding import decode
from ...models.hotness_features import PROGRAM, program_features
from ...models.hotness_names import stems_of

__all__ = ["HEAD", "main", "rows_of"]

HEAD = ("program", "project", "function", "share", "weight", "stems", *PROGRAM)
_KEPT_COLD = 16
"""Of this many unreached functions that never ran, one is kept."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m slowspot.training_data.hotness.collect", description=__doc__)
    parser.add_argument("profiles", nargs="+", type=Path, metavar="PROFILE", help="JSON files that `recording` wrote")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("rows.csv.gz"), metavar="FILE")
    parser.add_argument(
        "--cache", type=Path, metavar="FOLDER", help="keep each program's rows there, and use them again"
    )
    chosen = parser.parse_args(arguments)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 5_000))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for path in sorted(chosen.profiles, key=lambda path: path.name):
        kept = None if chosen.cache is None else chosen.cache / f"{path.stem}.json"
        if kept is not None and kept.exists() and kept.stat().st_mtime >= path.stat().st_mtime:
            rows = json.loads(kept.read_text(encoding="utf-8"))
        else:
            rows = [list(row) for row in rows_of(json.loads(path.read_text(encoding="utf-8")))]
            if kept is not None:
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_text(json.dumps(rows), encoding="utf-8")
        print(f"{path.stem}: {len(rows)} functions, {sum(float(row[3]) for row in rows):.0%} of the time", flush=True)
        writer.writerows(rows)
    data = text.getvalue().encode()
    # Without a time and a name inside: the same rows give the same bytes.
    with open(chosen.output, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data)
    return 0


def rows_of(profile: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of one recorded program."""
    files = list(_summaries(profile))
    entry = next(index for index, (path, _) in enumerate(files) if path == profile["entry"])
    graph = link([(tuple(path.strip("/").split("/")), summary) for path, summary in files], entry)
    known = program_features(graph, [path for path, _ in files], {})
    shares: dict[tuple[str, int], float] = {}
    modules: dict[str, float] = {}
    for function in profile["functions"]:
        if function["qualname"] == "<module>":
            modules[function["path"]] = function["self"]
        else:
            key = (function["path"], function["line"])
            shares[key] = shares.get(key, 0.0) + function["self"]
    reached = PROGRAM.index("reached")
    for number, row in zip(known.functions, known.rows, strict=True):
        function = graph.flow.functions[number]
        path = files[graph.flow.file_of[number]][0]
        if function.qualname == "<module>":
            share = modules.get(path, 0.0)
        else:
            share = shares.get((path, function.first_line), 0.0)
        key = _hashed(f"{path.rpartition('site-packages')[2]}:{function.qualname}:{function.line}")
        weight = 1
        if not share and not row[reached]:
            if int(key, 16) % _KEPT_COLD:
                continue
            weight = _KEPT_COLD
        name = function.qualname.rpartition(".")[2]
        yield (
            _hashed(profile["program"]), _hashed(profile["project"]), key, f"{share:.5g}", weight,
            " ".join(stems_of(name)), *(f"{value:.4g}" for value in row),
        )  # fmt: skip


def _summaries(profile: dict[str, Any]) -> Iterator[tuple[str, FileSummary]]:
    """The files in scope that parse, in order."""
    paths: set[str] = {profile["entry"]}
    for path in profile["paths"]:
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                paths.update(os.path.join(folder, name) for name in names if name.endswith(".py"))
        else:
            paths.add(path)
    for path in sorted(paths):
        try:
            yield path, summarize(decode(Path(path).read_bytes())[0])
        except (OSError, SourceError, SyntaxError, ValueError) as error:
            print(f"{path}: left out: {error}", file=sys.stderr)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(main())
