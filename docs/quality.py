"""docs/quality.md: how often the rules are right, what they find of real fixes, what fixes break, what models know.

All figures come from files that `slowspot evaluate` and the measuring scripts in tests/ write; docs/generate.py writes
the page.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

# Beside this file, as docs/generate.py has it.
from advise_figures import advise_section
from complexity_figures import complexity_section
from editor_figures import editor_section
from gpu_figures import gpu_section
from learned import sections
from linking_figures import linking_section
from paragraphs import table
from planted_figures import planted_paragraphs
from proof_figures import proofs_section
from rounds import rounds_section
from scale_figures import scale_section
from slowspot.analyzers.rules.declaration import Rule

__all__ = ["quality", "scale_figures"]

ACROSS = (
    "async-blocking-indirect", "io-in-loop", "lock-held-across-io", "quadratic-through-call",
    "related-row-through-call", "lazy-relation-in-loop", "work-at-import",
)  # fmt: skip
"""Rules that follow calls."""

TESTS = Path(__file__).parents[1] / "tests"


def quality(rules: Sequence[Rule]) -> str:
    """The page, Markdown. Says so where a part has not been measured yet."""
    parts = [
        "<!-- Made by docs/generate.py from what tests/ and `slowspot evaluate` measured. -->\n# Quality",
        _counts(rules),
        *_precision(rules),
        *_recall(rules),
        *_gauntlet(),
        *rounds_section(_read("rounds/figures.json")),
        *proofs_section(_read("proofs/figures.json")),
        *editor_section(_read("../benchmarks/editor_figures.json"), _read("monkey/figures.json")),
        *scale_section(scale_figures()),
        *linking_section(
            _read("../benchmarks/linking_figures.json"),
            planted_paragraphs(_read("linking/figures.json"), _read("precision/figures.json"), ACROSS),
        ),
        *complexity_section(_read("models/complexity/figures.json"), _read("../benchmarks/complexity_figures.json")),
        *advise_section(_read("../benchmarks/advise_figures.json")),
        *gpu_section(_read("../benchmarks/gpu/figures.json")),
        *sections(),
    ]
    return "\n\n".join(parts) + "\n"


def scale_figures() -> Any:
    """What benchmarks/at_scale.py saw; None where it has not run."""
    return _read("../benchmarks/scale_figures.json")


def prose(text: str) -> str:
    """A paragraph in one line."""
    return " ".join(text.split())


def _read(path: str) -> Any:
    file = TESTS / path
    if not file.exists():
        return None
    text = file.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()] if file.suffix == ".jsonl" else json.loads(text)


def _counts(rules: Sequence[Rule]) -> str:
    stages = Counter(rule.stage for rule in rules)
    families = Counter(rule.family for rule in rules)
    listed = ", ".join(f"{family} {count}" for family, count in sorted(families.items()))
    return prose(f"""
        {len(rules)} rules: {stages["stable"]} stable (on by default), {stages["preview"]} preview. By family: {listed}.
    """)


def _precision(rules: Sequence[Rule]) -> Iterable[str]:
    yield "## How often a finding is right\n\n`make precision`"
    data = _read("precision/figures.json")
    if data is None:
        yield "Not measured yet."
        return
    by_slug: dict[str, dict[str, int]] = data["rules"]
    lines = sum(data["lines"].values())
    stable = {rule.slug for rule in rules if rule.stage == "stable"}
    reported = sum(row["reported"] for slug, row in by_slug.items() if slug in stable)
    kinds = ("true", "minor", "false", "gone")
    total = Counter({kind: sum(row[kind] for row in by_slug.values()) for kind in kinds})
    of_stable = Counter({kind: sum(row[kind] for slug, row in by_slug.items() if slug in stable) for kind in kinds})
    judged = of_stable["true"] + of_stable["minor"] + of_stable["false"]
    yield prose(f"""
        {total.total():,} findings in {len(data["lines"])} packages of the package index ({lines:,} lines) were
        judged by reading the code: *true* (a competent reviewer would accept the change), *minor* (true, but not
        worth it), *false*. Stable rules report {reported:,} findings there, {reported / lines * 1000:.2f} per 1,000
        lines; of {judged:,} judged ones {1 - of_stable["false"] / max(judged, 1):.1%} are not false and
        {of_stable["true"] / max(judged, 1):.1%} worth it. A stable rule must reach 95 % and 80 % over ten judged
        findings, or over all that exist.
    """)
    yield prose(f"""
        How to read it: the judges were those who wrote the rules and those who reviewed them, not their users. A
        rule that was seen to be wrong was repaired and judged again on other findings; {total["gone"]:,} judged
        findings are no longer reported and do not count. A rule that reports nothing in these packages has no
        figure, and says little about its precision elsewhere.
    """)
    if audit := _read("precision/audit.json"):
        changed = audit["reread"] - audit["agreed"]
        yield prose(f"""
            An audit read {audit["reread"]} of the verdicts again without looking at them first: {audit["agreed"]}
            ({audit["agreed"] / audit["reread"]:.0%}) agreed; {changed} were changed: {audit["true_to_minor"]} from
            true to minor, {audit["minor_to_true"]} from minor to true,
            {audit["true_to_false"] + audit["minor_to_false"]} to false.
        """)
    yield table(
        ["rule", "stage", "reported", "true", "minor", "false", "not false", "worth it"],
        [_row(rule, by_slug.get(rule.slug, dict.fromkeys(("reported", *kinds), 0))) for rule in rules],
    )


def _row(rule: Rule, row: dict[str, int]) -> list[object]:
    judged = row["true"] + row["minor"] + row["false"]
    shares = (f"{1 - row['false'] / judged:.0%}", f"{row['true'] / judged:.0%}") if judged else ("–", "–")
    return [
        f"[{rule.slug}](rules/{rule.slug}.md)",
        rule.stage,
        row["reported"],
        row["true"],
        row["minor"],
        row["false"],
        *shares,
    ]


def _recall(rules: Sequence[Rule]) -> Iterable[str]:
    yield '## What is found of real fixes\n\n`make recall ARGS="INSTANCES --mirror FOLDER"`'
    outcomes = _read("recall/outcomes.jsonl")
    if not outcomes:
        yield "Not measured yet."
        return
    head, *places = outcomes
    stable = {rule.slug for rule in rules if rule.stage == "stable"}

    def found(place: dict[str, Any], kinds: Sequence[str], among: set[str] | None = None) -> bool:
        return any(among is None or slug in among for kind in kinds for slug in place[kind])

    def count(members: Sequence[dict[str, Any]], *kinds: str, among: set[str] | None = None) -> int:
        return sum(found(place, kinds, among) for place in members)

    both = ("resolved", "named")
    with_preview, by_default = count(places, *both), count(places, *both, among=stable)
    yield prose(f"""
        {len(places)} places in 22 public projects where a commit made code faster by a change that can be seen in the
        function (with the types of what it uses). *Resolved*: a finding before the fix, less of that rule after it.
        *Named*: by a rule for that kind of slowness. With all rules {count(places, "resolved")} are resolved and
        {count(places, "named")} named, {with_preview} one or the other ({with_preview / len(places):.0%}), at
        {head["findings"] / head["lines"] * 1000:.2f} findings per 1,000 lines of these files. With the default rules
        {count(places, "resolved", among=stable)} and {count(places, "named", among=stable)}, {by_default} one or the
        other ({by_default / len(places):.0%}), at {head["of_stable"] / head["lines"] * 1000:.2f} per 1,000.
        These places steered which rules were written: on other projects the share will be lower.
    """)
    groups: dict[str, list[dict[str, Any]]] = {}
    for place in places:
        groups.setdefault(place["category"], []).append(place)
    yield table(
        ["category", "places", "resolved", "named", "found", "found by default"],
        [
            [name, len(members), count(members, "resolved"), count(members, "named"), count(members, *both),
             count(members, *both, among=stable)]
            for name, members in sorted(groups.items())
        ],
    )  # fmt: skip
    missed = [place for place in places if not found(place, both)]
    yield "Why the others are missed, each read once:"
    yield table(["cause", "places"], Counter(place["cause"] or "not read yet" for place in missed).most_common())
    yield table(
        ["place", "category", "cause", "why"],
        [[p["id"], p["category"], p["cause"], p["why"].replace("|", "\\|")] for p in missed if p["cause"]],
    )


def _gauntlet() -> Iterable[str]:
    yield "## What fixes break\n\n`make gauntlet`"
    figures = _read("gauntlet/figures.json") or {}
    lines: list[str] = []
    if row := figures.get("inputs"):
        lines.append(
            prose(f"""
        - Both programs of {row["pairs"]} examples on up to {row["inputs"]} inputs made by chance:
        {row["disagreements"]} disagreements that the rule does not state.
    """)
        )
    if row := figures.get("mutations"):
        lines.append(
            prose(f"""
        - {row["changes"]:,} changes of guards and safeties of {row["rules"]} rules: {row["unnoticed"]:,}
        ({row["unnoticed"] / row["changes"]:.1%}) are noticed by none of the rule's tests; {row["guards"]} of these drop
        a whole guard or flip a safety, the others one operand of a condition.
    """)
        )
    if row := figures.get("fuzz"):
        lines.append(
            prose(f"""
        - {row["applications"]:,} fixes of {row["rules"]} rules applied in {row["programs"]:,} programs put together
        by chance: {row["faults"]} faults (does not parse, lost a comment, mixed newlines, changed again when fixed
        again).
    """)
        )
    yield "\n".join(lines) or "Not measured yet."
    for part, title in (("packages", "safe fixes"), ("unsafe", "all fixes, also those to review")):
        if rows := figures.get(part):
            yield f"Real packages with their own tests, before and after {title}:"
            yield table(
                ["package", "fixes", "rules", "files", "tests", "passed", "outcomes changed", "explained"],
                [
                    [f"{name} {row['version']}", row["fixes"], row["rules"], row["files"], f"{row['tests']:,}",
                     f"{row['passed']:,}", row["changed"], row["explained"].replace("|", "\\|")]
                    for name, row in rows.items()
                ],
            )  # fmt: skip
