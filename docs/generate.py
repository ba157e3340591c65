"""Writes docs/rules: a page for each rule and an index by family, from declarations and figures; also docs/quality.md
with its drawing, docs/formats.md, docs/scale.md, docs/settings.md with its schema, and the cards of models/cards.

`--check` writes nothing and exits 1 when a page is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.findings import Safety
from slowspot.analyzers.rules.declaration import AntiExample, Example, Rule
from slowspot.analyzers.rules.registry import own_rules
from slowspot.analyzers.source import Document
from slowspot.models.evidence import evidence
from slowspot.models.evidence_pages import NOT_MEASURED, off_on, off_versions, provenance, purpose, table
from slowspot.training_data.fitting.cards import cards

# Beside this file, which is no part of a package.
sys.path.insert(0, str(Path(__file__).parent))
from formats import formats_page
from learned import drawing
from quality import quality, scale_figures
from scale_page import scale_page
from search import search_page
from settings_pages import settings_pages, toml

__all__ = ["fixes", "index", "main", "page", "pages"]

FOLDER = Path(__file__).parent / "rules"
_CARDS = "../../models/cards/"
"""From there."""
GENERATED = "<!-- Made by docs/generate.py from the rule's declaration: edit that. -->\n"


def fixes(rule: Rule) -> dict[Safety, list[str]]:
    """Which safeties the fixes of a rule have over its examples, and the reasons that those to review give."""
    found: dict[Safety, list[str]] = {}
    for example in rule.examples:
        document = Document(re.sub("[«»]", "", example.before))
        for finding in Analyzer(document, RuleSet([rule])).findings():
            if finding.safety is not None:
                reasons = found.setdefault(finding.safety, [])
                if finding.reason and finding.reason not in reasons:
                    reasons.append(finding.reason)
    return found


def page(rule: Rule, found: Mapping[Safety, Sequence[str]]) -> str:
    """The page of one rule, Markdown."""
    summary, _, body = rule.doc.partition("\n")
    facts = {
        "code": rule.code,
        "family": rule.family,
        "stage": rule.stage,
        "severity": rule.severity,
        "fix": ", ".join(sorted(found, reverse=True)) or "none",
        "from Python": ".".join(map(str, rule.since)) if rule.since > (3, 10) else "",
        "overlaps with": ", ".join(rule.also),
        "earlier names": ", ".join(rule.former),
    }
    shown = {name: value for name, value in facts.items() if value}
    parts = [
        GENERATED + f"# {rule.slug}",
        summary,
        "\n".join([row(shown), row("---" for _ in shown), row(shown.values())]),
    ]
    if body.strip():
        parts.append(body.strip())
    if (reasons := found.get("review")) and "needs review" not in body:
        parts += ["## Why a fix needs review", "\n".join(f"- {reason}" for reason in reasons)]
    if rule.options:
        parts += ["## Options", *options(rule)]
    parts += ["## Measured", *measured(rule)]
    if rule.examples:
        parts.append("## Example" if len(rule.examples) == 1 else "## Examples")
        parts += [shown_example(example) for example in rule.examples]
    if rule.clean:
        parts.append("## Not reported")
        parts += [code(program) for program in rule.clean]
    return "\n\n".join(parts) + "\n"


def options(rule: Rule) -> Iterable[str]:
    """What a user may set for a rule: how it is written, and a table."""
    first = rule.options[0]
    yield f"```toml\n[tool.slowspot.rules.{rule.slug}]\n{first.name} = {toml(first.default)}\n```"
    rows = [row([f"`{option.name}`", option.kind, f"`{toml(option.default)}`", option.doc]) for option in rule.options]
    yield "\n".join([row(["option", "value", "default", "what it says"]), row(["---"] * 4), *rows])


def measured(rule: Rule) -> Iterable[str]:
    """What was measured of a rule's examples: a table, or that there is none."""
    known = evidence()
    found = known.of(rule)
    if not found:
        yield " ".join(filter(None, [f"{NOT_MEASURED.capitalize()}.", purpose(rule)]))
        return
    head, *rows = table(found)
    yield "\n".join([row(head), row("---" for _ in head), *map(row, rows)])
    yield " ".join(filter(None, [provenance(found, known), purpose(rule), off_versions(rule, known)]))


def shown_example(example: Example) -> str:
    before = code(re.sub("[«»]", "", example.before))
    if not example.after:
        return before
    between = "is no faster than" if isinstance(example, AntiExample) else "becomes"
    return "\n\n".join([before, between, code(example.after)])


def code(program: str) -> str:
    return f"```python\n{program.strip(chr(10))}\n```"


def row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def index(rules: Sequence[Rule], safeties: Mapping[str, Mapping[Safety, Sequence[str]]]) -> str:
    """All rules by family, Markdown."""
    parts = [
        GENERATED.replace("the rule's declaration", "the rules' declarations")
        + "# Rules\n\n[index.html](index.html) searches them."
    ]
    by_family = sorted(rules, key=lambda rule: (rule.family == "folklore", rule.code[:4], rule.family, rule.code))
    for family, members in groupby(by_family, key=lambda rule: rule.family):
        table = [row(["code", "rule", "stage", "fix", "what it reports"]), row(["---"] * 5)]
        for rule in members:
            fix = ", ".join(sorted(safeties[rule.slug], reverse=True)) or "–"
            off = off_on(rule, evidence())
            stage = f"{rule.stage}, off on {', '.join(off)}" if off else rule.stage
            table.append(row([rule.code, f"[{rule.slug}]({rule.slug}.md)", stage, fix, rule.summary]))
        parts += [f"## {family.capitalize()}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """All generated files by name."""
    safeties = {rule.slug: fixes(rule) for rule in rules}
    texts = {f"{rule.slug}.md": page(rule, safeties[rule.slug]) for rule in rules}
    texts |= {
        "index.md": index(rules, safeties), "index.html": search_page(rules, safeties), "../quality.md": quality(rules),
        "../formats.md": formats_page(), "../scale.md": scale_page(scale_figures()),
    }  # fmt: skip
    texts |= {f"../{name}": text for name, text in settings_pages(rules).items()}
    texts |= {f"{_CARDS}{name}": text for name, text in cards().items()}
    return texts | ({"../images/reliability.svg": image} if (image := drawing()) else {})


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    check = parser.parse_args(arguments).check
    wanted = pages([rule for rule in own_rules() if rule.stage != "retired"])
    patterns = (
        "*.md", "*.html", "../formats.md", "../quality.md", "../scale.md", "../settings.md", "../slowspot.schema.json",
        "../images/reliability.svg", f"{_CARDS}*.md",
    )  # fmt: skip
    names = {
        path: f"{pattern.rpartition('/')[0]}/{path.name}".lstrip("/")
        for pattern in patterns
        for path in sorted(FOLDER.glob(pattern))
    }
    present = {names[path]: path.read_text(encoding="utf-8") for path in names}
    stale = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
    if check:
        for name in stale:
            print(f"docs/rules/{name} is stale: run `make docs`")
        return 1 if stale else 0
    for name in stale:
        (FOLDER / name).parent.mkdir(exist_ok=True)
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    print(f"docs/rules: {len(wanted)} pages, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
