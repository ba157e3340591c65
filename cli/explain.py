"""`slowspot explain RULE`: the page of a rule, its examples, and how safe its fix is."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator

from ..analyzers.engine import Analyzer, RuleSet
from ..analyzers.rules.declaration import Example, Rule
from ..analyzers.rules.peers import RUFF
from ..analyzers.rules.registry import UnknownRule, plugin_of, resolve
from ..analyzers.settings import unknown_rule_message
from ..analyzers.source import Document
from ..models.evidence import Evidence, evidence, evidence_of
from ..models.evidence_pages import off_versions, provenance, purpose, table, unmeasured
from .errors import UsageError
from .terminal import Style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reproduce", action="store_true", help="measure the examples here and now too (seconds for each example)"
    )
    parser.add_argument("rule", metavar="RULE", help="name or code of a rule, such as SLP101; or of a family")


def run(options: argparse.Namespace) -> int:
    try:
        rules = resolve(options.rule)
    except UnknownRule as error:
        raise UsageError(unknown_rule_message(error)) from error
    style = Style(wants_colour(sys.stdout))
    for number, rule in enumerate(rules):
        if number:
            sys.stdout.write("\n")
        for line in _page(rule, style):
            sys.stdout.write(line + "\n")
        sys.stdout.write("\n" + style.bold("Measured") + "\n")
        for line in _measured(rule, evidence()):
            sys.stdout.write(f"  {line}\n")
        if options.reproduce:
            sys.stdout.write("\n" + style.bold("Measured here and now") + "\n")
            sys.stdout.flush()
            for line in _reproduced(rule):
                sys.stdout.write(f"  {line}\n")
    return 0


def _page(rule: Rule, style: Style) -> Iterator[str]:
    yield style.bold(f"{rule.slug} ({rule.code})")
    stage = "" if rule.stage == "stable" else f", {rule.stage}"
    also = f"; overlaps with {', '.join(rule.also)}" if rule.also else ""
    left = f"; left to Ruff where {' and '.join(RUFF[rule.slug])} is on" if rule.slug in RUFF else ""
    yield style.dim(f"{rule.family}, {rule.severity}{stage}{also}{left}")
    yield ""
    yield rule.doc.rstrip()
    for example in rule.examples[:2]:
        yield ""
        yield style.bold("Slow" if rule.family != "folklore" else "Folklore")
        yield from _code(example.before.replace("«", "").replace("»", ""))
        if example.after:
            yield ""
            yield style.bold("Fast" if rule.family != "folklore" else "Plain, and no slower")
            yield from _code(example.after)
    if rule.options:
        yield ""
        yield style.bold("Options")
        yield f"  in [tool.slowspot.rules.{rule.slug}]"
        for option in rule.options:
            default = list(option.default) if isinstance(option.default, tuple) else option.default
            yield f"  {option.name} = {json.dumps(default)}: {option.doc}"
    yield ""
    yield style.bold("Fix")
    yield from _fix(rule, style)


def _code(text: str) -> Iterator[str]:
    for line in text.strip("\n").split("\n"):
        yield f"    {line}".rstrip()


def _fix(rule: Rule, style: Style) -> Iterator[str]:
    if rule.rewrite is None:
        yield "  None: the rewrite depends on more than the code around the finding."
        return
    found = {(safety, reason) for example in rule.examples for safety, reason in _proposed(rule, example)}
    title = rule.title or "rewrite"
    if any(safety == "safe" for safety, _ in found):
        yield f"  {style.green('safe [*]')} {title}: applied by `slowspot fix`, where the facts for it are established."
    for safety, reason in sorted(found, key=str):
        if safety == "review":
            yield f"  {style.yellow('review')} {title}: {reason or 'look at the change'} (`slowspot fix --unsafe`)"
    if not any(safety for safety, _ in found):
        yield f"  {title}."


def _proposed(rule: Rule, example: Example) -> Iterator[tuple[str | None, str]]:
    """Say what the rule proposes for its own example."""
    document = Document(example.before.replace("«", "").replace("»", ""))
    for finding in Analyzer(document, RuleSet([rule])).findings():
        yield finding.safety, finding.reason


def _measured(rule: Rule, known: Evidence) -> Iterator[str]:
    if plugin := plugin_of(rule):
        yield f"no figures: it is a rule of the plugin {plugin}"
        return
    found = known.of(rule)
    if known.problem:
        yield known.problem
    elif not found:
        yield unmeasured(rule)
    if found:
        lines = table(found)
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            yield "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))
        yield from filter(None, (provenance(found, known), purpose(rule), off_versions(rule, known)))


def _reproduced(rule: Rule) -> Iterator[str]:
    if plugin_of(rule):
        yield "rules of plugins are not measured"
        return
    # Late: it starts processes, which a page needs only when asked for.
    from ..analyzers.proving.interpreters import probe
    from ..training_data.evidence.distilling import distil
    from ..training_data.evidence.measuring import measure
    from ..training_data.evidence.rows import examples_by_key

    progresses = list(measure([rule], probe(sys.executable)))
    rows = [row for progress in progresses for row in progress.rows]
    if rows:
        yield from _measured(rule, evidence_of(distil(rows, [rule])))
    elif not examples_by_key([rule]):
        yield "no example has both sides and a workload"
    for progress in progresses:
        for dropped in progress.dropped:
            yield f"left out {dropped.key}: {dropped.reason}: {dropped.message}"
