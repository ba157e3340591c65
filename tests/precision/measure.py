"""Recomputes how often each rule is right, over the packages that verdicts were given on.

    python tests/precision/measure.py [--scratch FOLDER] [--packages NAME,NAME] [--rules RULE,RULE] [--unjudged RULE]

Installs each package in the version of its verdicts (nothing of it is run, its dependencies are not installed), links
it, runs all rules over it (those of frameworks alone where only they have verdicts), and writes figures.json beside
this file (reported findings, and the verdicts on those still reported) and models/precision.json. With `--rules` only
these are run, and the figures of all others stay.
`--unjudged RULE` prints findings of a rule that nobody has judged yet, to be read and added to its file of verdicts.
Exit code 1 where a stable rule falls short. Takes the package index, some GB of disk and about ten minutes.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.linking.codec import decoded
from slowspot.analyzers.linking.collecting import summary_of
from slowspot.analyzers.linking.program import Program
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.source import Document, SourceError
from slowspot.models.precision import FILE as LABELS

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.precision.verdicts import FIGURES, Figures, figures, labels, tally, verdicts

PYTHON = "3.13"
"""The version whose wheels are looked at; where a package has none, the one that runs this."""

Found = tuple[str, str, int]


def install(package: str, version: str, scratch: Path) -> Path:
    """Unpack a distribution, without its dependencies; returns the folder. Kept for the next time."""
    folder = scratch / f"{package}-{version}"
    if not folder.exists():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "install",
            "--quiet",
            "--no-deps",
            "--no-compile",
        ]
        wanted = ["--target", str(folder), f"{package}=={version}"]
        wheels = ["--only-binary=:all:", "--python-version", PYTHON]
        if subprocess.run([*pip, *wheels, *wanted], check=False, capture_output=True).returncode:
            subprocess.run([*pip, *wanted], check=True)
    return folder


def documents(folder: Path) -> Iterator[tuple[str, Document]]:
    """Every file of a folder that can be read, with its path in it."""
    for path in sorted(folder.rglob("*.py")):
        try:
            yield path.relative_to(folder).as_posix(), Document.from_bytes(path.read_bytes())
        except SourceError:
            continue


def findings(folder: Path, only: Collection[str]) -> tuple[list[tuple[str, str, int]], int]:
    """(rule, path, line) of everything that rules report in a folder, linked as a whole, and the number of lines."""
    rules = RuleSet(rule for rule in all_rules() if rule.slug in only)
    program = Program()
    for where, document in documents(folder):
        program.put(where, summary_of(document))
    tables = program.link()
    found: list[tuple[str, str, int]] = []
    lines = 0
    for where, document in documents(folder):  # read again: all of them at once would take gigabytes
        analyzer = Analyzer(document, rules, outside=decoded(tables.get(where, b"")))
        lines += len(document.lines)
        found += [(finding.rule.slug, where, finding.span.start.line + 1) for finding in analyzer.findings()]
        analyzer.release()
    return found, lines


def table(rows: dict[str, Figures]) -> Iterable[str]:
    stages = {rule.slug: rule.stage for rule in all_rules()}
    yield f"{'rule':32} {'stage':8} reported  true minor false  not false  worth it"
    for slug, row in rows.items():
        worth, right = f"{row.worth_it:.0%}", f"{row.not_false:.0%}"
        yield (
            f"{slug:32} {stages[slug]:8} {row.reported:8} {row.true:5} {row.minor:5} {row.false:5}"
            f" {right:>10} {worth:>9}" + ("" if row.fit_for_stable or stages[slug] != "stable" else "  falls short")
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=Path, default=Path(tempfile.gettempdir()) / "slowspot-precision")
    parser.add_argument("--packages", help="only these, and write nothing")
    parser.add_argument("--rules", help="only these; the figures of the others stay as they are")
    parser.add_argument("--unjudged", metavar="RULE", help="print some findings that have no verdict")
    options = parser.parse_args(arguments)
    known = {rule.slug for rule in all_rules() if rule.stage != "retired"}
    if options.rules:
        known &= set(options.rules.split(","))
    everything = verdicts()
    judged = [verdict for verdict in everything if verdict.rule in known]
    packages = sorted({(verdict.package, verdict.version) for verdict in everything})
    # Packages that were chosen for the framework that they use tell how often its rules report, and nothing of others.
    special = {rule.slug for rule in all_rules() if rule.triggers.packages}
    general = {(verdict.package, verdict.version) for verdict in everything if verdict.rule not in special}
    if options.packages:
        packages = [package for package in packages if package[0] in options.packages.split(",")]
    folders = [install(package, version, options.scratch) for package, version in packages]
    chosen = [known if package in general else known & special for package in packages]
    reported: dict[str, set[Found]] = defaultdict(set)
    counts: Counter[str] = Counter()
    lines: dict[str, int] = {}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for (package, version), (found, size) in zip(packages, pool.map(findings, folders, chosen), strict=True):
            if (package, version) in general:
                lines[f"{package} {version}"] = size
            for slug, path, line in found:
                reported[slug].add((package, path, line))
                counts[slug] += 1
    if options.unjudged:
        seen = {(v.package, v.path, v.line) for v in judged if v.rule == options.unjudged}
        fresh = sorted(reported[options.unjudged] - seen)
        for package, path, line in random.sample(fresh, min(20, len(fresh))):
            print(f"{package} {path}:{line}")
        return 0
    for slug in known:
        counts.setdefault(slug, 0)
    rows = tally(judged, reported, counts)
    print("\n".join(table(rows)))
    stable = [rule.slug for rule in all_rules() if rule.stage == "stable" and rule.slug in known]
    default = sum(counts[slug] for slug in stable)
    total = sum(lines.values())
    print(
        f"{len(judged)} verdicts, {len(packages)} packages, {total:,} lines,"
        f" {default / total * 1000:.2f} findings of stable rules per 1,000"
    )
    if not options.packages:
        rows = dict(sorted({**(figures() if options.rules else {}), **rows}.items()))
        data = {"lines": lines, "rules": {slug: dataclasses.asdict(row) for slug, row in rows.items()}}
        FIGURES.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8", newline="\n")
        LABELS.write_text(labels(rows), encoding="utf-8", newline="\n")
    return 0 if all(rows[slug].fit_for_stable for slug in stable) else 1


if __name__ == "__main__":
    sys.exit(main())
