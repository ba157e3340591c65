"""What a finding means for this very code, and what an analysis comes to, in a model's words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...analyzers.findings import Finding
from ...analyzers.proving.proofs.optimizing import Task
from .asking import Asker
from .failures import UnusableSettings
from .masking import Masking
from .prompts import Message, explaining
from .replies import text_in
from .settings import AiSettings
from .source import question_of

__all__ = ["explanation", "explanation_messages", "summary", "summary_messages"]

_MOST_FINDINGS = 30
_MOST_WORDS = 4_000
_SCHEMA = "slowspot.analysis/1"


def explanation_messages(task: Task, finding: Finding, settings: AiSettings) -> list[Message]:
    """What would be sent. Raises NoSuchFunction."""
    question = question_of(task, settings)
    line = finding.span.start.line + 2 - question.place.first_line
    return explaining(question, f"line {line}: {finding.message}", finding.rule.doc.strip())


def explanation(task: Task, finding: Finding, asker: Asker) -> str:
    """Explain a finding for the function that it is in: Markdown. Raises AiError and NoSuchFunction."""
    messages = explanation_messages(task, finding, asker.consent.settings)
    reply = asker.ask("explain", task.function, lambda _: messages, usable=_says_something, structured=False)
    return _shown(reply.text)


def summary_messages(analysis: Mapping[str, Any]) -> list[Message]:
    """What would be sent of an `analyze --format json`: no code, and no path. Raises UnusableSettings."""
    findings = analysis.get("findings")
    if analysis.get("schema") != _SCHEMA or not isinstance(findings, list):
        raise UnusableSettings(f"is no analysis ({_SCHEMA}): `slowspot analyze --format json -o FILE` writes one")
    mask = Masking(json.dumps(analysis))
    known = [each for each in findings if isinstance(each, dict)]
    known.sort(key=lambda each: -_number(each.get("gain")))
    counts = Counter(str(each.get("rule")) for each in known)
    lines = [
        f"{analysis.get('files')} files, {analysis.get('lines')} lines, {len(known)} findings.",
        "By rule: " + ", ".join(f"{rule} {count}" for rule, count in counts.most_common(15)),
        "The first by expected gain:",
    ]
    # Files by number: paths stay here, and `summary` puts them back.
    files = file_names(known)
    for each in known[:_MOST_FINDINGS]:
        speedup = each.get("speedup")
        worth = ""
        if isinstance(speedup, dict):
            worth = f", {_number(speedup.get('median')):.1f} × faster ({speedup.get('basis')})"
        if each.get("gain") is not None:
            worth += f", expected gain {_number(each.get('gain')):.1%} of the run time"
        place = f"{files[str(each.get('path'))]}, {each.get('function') or 'module'}"
        lines.append(f"- {each.get('rule')} in {place}{worth}: {mask.words(str(each.get('message')))}")
    system = (
        "You write the summary of a performance analysis for a code review: three to six sentences or points in "
        "Markdown, no headings; first what is worth doing first, and why. Claim no figure that is not given, and "
        "say of each whether it is predicted (model), measured or proved. Name files as "
        "they are named here, such as FILE_1."
    )
    return [Message("system", system), Message("user", "\n".join(lines))]


def summary(analysis: Mapping[str, Any], asker: Asker) -> str:
    """Summarize an `analyze --format json`: Markdown. Raises AiError."""
    messages = summary_messages(analysis)
    reply = asker.ask("summarize", "an analysis", lambda _: messages, usable=_says_something, structured=False)
    text = _shown(reply.text)
    known = [each for each in analysis["findings"] if isinstance(each, dict)]
    for path, name in sorted(file_names(known).items(), key=lambda item: -len(item[1])):
        text = text.replace(name, f"`{path}`")
    return text


def file_names(findings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What stands for each path."""
    paths = dict.fromkeys(str(each.get("path")) for each in findings)
    return {path: f"FILE_{number}" for number, path in enumerate(paths, start=1)}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _says_something(text: str) -> bool:
    return len(text_in(text)) > 20


def _shown(text: str) -> str:
    """A model's words as they may be shown: no control characters, no pictures (they would be fetched), not endless."""
    text = "".join(character for character in text_in(text) if character.isprintable() or character in "\n\t")
    text = text.replace("![", "[").replace("<", "&lt;")
    return text if len(text) <= _MOST_WORDS else text[:_MOST_WORDS] + "…"
