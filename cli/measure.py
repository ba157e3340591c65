"""`slowspot measure [RULE…]`: how much each rule's examples gain, by size, on the interpreters given."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ..analyzers.proving.interpreters import Interpreter, UnusableInterpreter, probe
from ..analyzers.rules.declaration import Rule
from ..analyzers.rules.registry import UnknownRule, own_rules, plugin_of, resolve
from ..analyzers.settings import unknown_rule_message
from ..models.evidence import FILE as EVIDENCE
from ..training_data.evidence.distilling import distil, write_evidence
from ..training_data.evidence.measuring import SIZES, Progress, measure
from ..training_data.evidence.rows import (
    FILE,
    Row,
    RowsError,
    append_rows,
    examples_by_key,
    fresh,
    read_rows,
    write_rows,
)
from ..training_data.executors import ExecutorError
from .errors import CLEAN, UsageError

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "rules", nargs="*", metavar="RULE",
        help="names, codes, families, code prefixes such as SLP1, or `all` (default: all)",
    )  # fmt: skip
    parser.add_argument(
        "--python", action="append", metavar="EXE",
        help="an interpreter to measure on; give it again for another (default: the one that runs Slowspot)",
    )  # fmt: skip
    parser.add_argument(
        "--sizes", type=sizes, default=SIZES, metavar="N,…",
        help=f"sizes of the examples' inputs (default: {','.join(map(str, SIZES))})",
    )  # fmt: skip
    parser.add_argument(
        "--max-seconds", type=seconds, default=0.1, metavar="S",
        help="leave out sizes at which one call is expected to take longer (default: 0.1)",
    )  # fmt: skip
    parser.add_argument(
        "--executor", default="local", metavar="WHERE",
        help="local, or dask://HOST:PORT: on the workers of a cluster, one process on each core (default: local)",
    )  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="measure anew what has rows already (without it a run is taken up again)"
    )
    parser.add_argument(
        "--output", "-o", type=Path, metavar="FILE",
        help="a file of rows to add to (default: the rows that rule pages, `explain` and hover show)",
    )  # fmt: skip


def sizes(text: str) -> tuple[int, ...]:
    found = tuple(sorted({int(part.replace("_", "")) for part in text.split(",")}))
    if found[0] < 1:
        raise ValueError(text)
    return found


def seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


sizes.__name__ = "list of sizes"
seconds.__name__ = "number of seconds"


def run(options: argparse.Namespace) -> int:
    rules = _rules(options.rules)
    interpreters = _interpreters(options.python or [sys.executable])
    path: Path = options.output or FILE
    try:
        rows = read_rows(path)
        append_rows(path, ())
    except RowsError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{path}: rows cannot be kept there: {error.strerror}; --output names another file") from error
    telling = _Telling(len(examples_by_key(rules)))
    telling.about_rules_without_examples(rules, options.rules)
    known = {} if options.again else {row.key: row for row in fresh(rows, rules)}
    for interpreter in interpreters:
        telling.begin(interpreter)
        try:
            for progress in measure(
                rules,
                interpreter,
                sizes=options.sizes,
                max_seconds=options.max_seconds,
                known=known,
                executor=options.executor,
            ):
                append_rows(path, progress.rows)
                rows += progress.rows
                telling.about(progress)
        except (UnusableInterpreter, ExecutorError) as error:  # rows so far are kept
            raise UsageError(str(error)) from error
    chosen = {rule.slug for rule in rules}
    # What is stale of the rules just measured goes; of others it stays, and a test names them.
    current = {row.key: row for row in fresh(rows, rules)}
    rows = [row for row in rows if row.rule not in chosen or current.get(row.key) is row]
    write_rows(path, rows)
    if path == FILE:
        write_evidence(EVIDENCE, distil(rows, own_rules()))
    telling.at_the_end(path)
    return CLEAN


def _rules(names: Sequence[str]) -> list[Rule]:
    try:
        chosen = {rule.slug: rule for name in names or ["all"] for rule in resolve(name)}
    except UnknownRule as error:
        raise UsageError(unknown_rule_message(error)) from error
    own = [rule for rule in chosen.values() if rule.stage != "retired" and not plugin_of(rule)]
    if not own:
        raise UsageError(f"{', '.join(names)}: no rule of Slowspot's own: those of plugins are not measured")
    return own


def _interpreters(executables: Sequence[str]) -> list[Interpreter]:
    try:
        return [probe(executable) for executable in executables]
    except UnusableInterpreter as error:
        raise UsageError(str(error)) from error


class _Telling:
    """What is told: progress and what is dropped on standard error, the sum on standard output."""

    def __init__(self, examples: int) -> None:
        self._examples = examples
        self._rows: list[Row] = []
        self._dropped: Counter[str] = Counter()
        self._interpreter = ""

    def about_rules_without_examples(self, rules: Sequence[Rule], names: Sequence[str]) -> None:
        bare = [rule.slug for rule in rules if not examples_by_key([rule])]
        if bare and names:
            self._say(f"nothing to measure, for want of an example with both sides: {', '.join(bare)}")

    def begin(self, interpreter: Interpreter) -> None:
        self._interpreter = f"{interpreter.implementation} {interpreter.release}"
        self._say(f"{self._interpreter}: {self._examples} examples")

    def about(self, progress: Progress) -> None:
        self._rows += progress.rows
        for dropped in progress.dropped:
            self._dropped[f"{self._interpreter}, {dropped.reason}"] += 1
            self._say(f"{self._interpreter}: dropped {dropped.key}: {dropped.reason}: {dropped.message}")
        if progress.rows:
            self._say(f"{self._interpreter}: {len(self._rows)} rows")

    def at_the_end(self, path: Path) -> None:
        measured = {(row.rule, row.example) for row in self._rows}
        shown = os.path.relpath(path)
        print(f"{len(self._rows)} rows of {len(measured)} examples added to {shown if len(shown) < 60 else path}")
        if self._dropped:
            print("dropped, never averaged:")
            for reason, count in sorted(self._dropped.items()):
                print(f"  {count} × {reason}")

    def _say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)
