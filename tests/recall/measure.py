"""Which real fixes of slow code would have been found: before the fix a finding, after it none.

    python tests/recall/measure.py INSTANCES --mirror FOLDER [--missed]

INSTANCES: JSON lines, each a place that a commit made faster (id, repo, sha, parent, path, start_line, end_line,
alt_ranges, category, detectability). FOLDER: bare clones of the repositories as OWNER+NAME/repo. Both versions of each
file are read from there; nothing is run.

A place is *resolved* where a finding, or another place it points to (where the list is made that it says is searched),
lies on its lines (two more or less) and the rule reports less in the fixed file;
it is *named* where the rule answers the place's category (categories.json). Writes outcomes.jsonl: per place what was
found; the causes of misses, which people noted, are kept. `--missed` prints the places not found, to be read.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rules.registry import all_rules
from slowspot.analyzers.source import Document, SourceError

FOLDER = Path(__file__).parent
OUTCOMES = FOLDER / "outcomes.jsonl"
CATEGORIES = FOLDER / "categories.json"
SLACK = 2
"""Lines that a finding may lie beside the recorded ones."""
VISIBLE = ("local", "typed")
"""What can be seen in the function alone, with the types of what it uses: the places that are counted."""

Place = dict[str, Any]
Found = tuple[tuple[tuple[int, int], ...], str]
"""First and last line (from 1) of the finding and of the places that it points to; rule."""


@dataclass(slots=True)
class Outcome:
    """What became of one place."""

    id: str
    category: str
    detectability: str
    resolved: list[str] = field(default_factory=list)
    """Rules that reported it, and report less in the fixed file."""
    named: list[str] = field(default_factory=list)
    """Rules that reported it, and whose pattern is of the place's category."""
    beside: list[str] = field(default_factory=list)
    """Rules that reported something else there."""
    cause: str = ""
    """Why it was missed: no rule, unknown type, another function, shape, no gain, judgement."""
    why: str = ""

    @property
    def found(self) -> bool:
        return bool(self.resolved or self.named)


def read(mirror: Path, repo: str, revision: str, path: str) -> bytes:
    git = mirror / repo.replace("/", "+") / "repo"
    return subprocess.run(["git", "-C", str(git), "show", f"{revision}:{path}"], check=True, capture_output=True).stdout


def findings(data: bytes, rules: RuleSet) -> tuple[list[Found], int]:
    """What the rules report, and the number of lines."""
    try:
        document = Document.from_bytes(data)
    except SourceError:
        return [], 0
    found: list[Found] = []
    for finding in Analyzer(document, rules).findings():
        spans = [finding.span, *(related.span for related in finding.related)]
        found.append((tuple((span.start.line + 1, span.end.line + 1) for span in spans), finding.rule.slug))
    return found, len(document.lines)


def outcome(place: Place, before: list[Found], after: Counter[str], answers: dict[str, list[str]]) -> Outcome:
    """Compare the findings of the two versions of the place's file."""
    ranges = [(place["start_line"], place["end_line"]), *map(tuple, place["alt_ranges"])]
    earlier = Counter(rule for _, rule in before)
    result = Outcome(place["id"], place["category"], place["detectability"])
    there = {
        rule
        for spans, rule in before
        for first, last in spans
        for low, high in ranges
        if first - SLACK <= high and last + SLACK >= low
    }
    for rule in sorted(there):
        if after[rule] < earlier[rule]:
            result.resolved.append(rule)
        if place["category"] in answers.get(rule, ()):
            result.named.append(rule)
        elif after[rule] >= earlier[rule]:
            result.beside.append(rule)
    return result


def summary(outcomes: Iterable[Outcome]) -> Iterable[str]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.category].append(one)
        groups["all"].append(one)
    yield f"{'category':24} places resolved named either"
    for name, members in sorted(groups.items(), key=lambda item: (item[0] == "all", item[0])):
        either = sum(one.found for one in members)
        resolved, named = (sum(bool(getattr(one, kind)) for one in members) for kind in ("resolved", "named"))
        yield f"{name:24} {len(members):6} {resolved:8} {named:5} {either:6}  {either / len(members):.0%}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", type=Path)
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--missed", action="store_true", help="print the places that were not found")
    options = parser.parse_args(arguments)
    rules = RuleSet(rule for rule in all_rules() if rule.stage != "retired")
    answers = json.loads(CATEGORIES.read_text(encoding="utf-8"))
    places = [json.loads(line) for line in options.instances.read_text(encoding="utf-8").splitlines()]
    places = [place for place in places if place["parses_py3"]]
    cache: dict[tuple[str, str, str], tuple[list[Found], int]] = {}

    def found_in(place: Place, revision: str) -> tuple[list[Found], int]:
        key = (place["repo"], place[revision], place["path"])
        if key not in cache:
            cache[key] = findings(read(options.mirror, *key), rules)
        return cache[key]

    outcomes: list[Outcome] = []
    slow_files: dict[tuple[str, str, str], tuple[list[Found], int]] = {}
    for place in places:
        before, lines = found_in(place, "parent")
        after, _ = found_in(place, "sha")
        slow_files[place["repo"], place["parent"], place["path"]] = (before, lines)
        outcomes.append(outcome(place, before, Counter(rule for _, rule in after), answers))
    counted = [one for one in outcomes if one.detectability in VISIBLE]
    print("\n".join(summary(counted)))
    lines = sum(size for _, size in slow_files.values())
    counts = Counter(rule for found, _ in slow_files.values() for _, rule in found)
    stable = sum(counts[rule.slug] for rule in rules.rules if rule.stage == "stable")
    for name, reported in (("stable", stable), ("all", counts.total())):
        print(f"{reported} findings of {name} rules in {lines:,} lines: {reported / lines * 1000:.2f} per 1,000")
    if options.missed:
        for place, one in zip(places, outcomes, strict=True):
            if one.detectability in VISIBLE and not one.found:
                where = (
                    f"{place['repo'].replace('/', '+')}/{place['parent'][:12]}/{place['path']}:{place['start_line']}"
                )
                print(f"{one.id} [{one.category}] {where} beside {one.beside}\n    {place['description']}")
    _write(outcomes, counts.total(), stable, lines)
    return 0


def _write(outcomes: Sequence[Outcome], reported: int, stable: int, lines: int) -> None:
    noted: dict[str, dict[str, Any]] = {}
    if OUTCOMES.exists():
        for line in OUTCOMES.read_text(encoding="utf-8").splitlines()[1:]:
            row = json.loads(line)
            noted[row["id"]] = row
    rows: list[dict[str, Any]] = [{"findings": reported, "of_stable": stable, "lines": lines}]
    for one in outcomes:
        if one.detectability in VISIBLE:
            old = noted.get(one.id, {})
            cause = {} if one.found else {"cause": old.get("cause", ""), "why": old.get("why", "")}
            rows.append({"id": one.id, "category": one.category, "resolved": one.resolved, "named": one.named, **cause})
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    OUTCOMES.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
