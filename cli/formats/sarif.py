"""The report for code scanning services: SARIF 2.1.0."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ...analyzers.findings import Severity, Span
from ...analyzers.project.notes import NoteRecord
from ...analyzers.version import VERSION
from ..analysis.cards import RuleCard, card_of
from ..analysis.outcome import Report
from ..analysis.records import FindingRecord, Place
from ..errors import INTERNAL
from .fields import write_object

if TYPE_CHECKING:
    from .outputs import Look

__all__ = ["write"]

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}
_PROBLEMS: dict[Severity, str] = {
    "error": "error", "warning": "warning", "info": "recommendation", "hint": "recommendation",
}  # fmt: skip
"""How GitHub ranks the alerts of a rule."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(report: Report, write: Callable[[str], object], look: Look) -> None:
    cards = sorted({card_of(finding.rule) for finding in report.findings}, key=lambda card: card.code)
    numbers = {card.slug: number for number, card in enumerate(cards)}
    invocation: dict[str, Any] = {
        "executionSuccessful": report.exit_code() != INTERNAL and not report.partial,
        "toolExecutionNotifications": [
            *([_partial(report.partial)] if report.partial else []),
            *(_notification(note, look) for note in report.notes),
        ],
    }
    if look.stamp:
        invocation["startTimeUtc"] = look.stamp
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Slowspot",
                "version": VERSION,
                "semanticVersion": VERSION,
                "rules": [_rule(card) for card in cards],
            }
        },
        "columnKind": "unicodeCodePoints",
        # Without an address: whoever reads the report knows where the sources are, and it may be another machine.
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The root of the repository."}}},
        "invocations": [invocation],
        "results": (_result(finding, numbers, look) for finding in report.findings),
    }
    write(f'{{\n "$schema": "{_SCHEMA}",\n "version": "2.1.0",\n "runs": [\n')
    write_object(write, run)
    write("\n ]\n}\n")


def _rule(card: RuleCard) -> dict[str, Any]:
    """A rule of which something was found; those that found nothing are left out."""
    summary = card.summary + "."
    return {
        "id": card.code,
        "name": card.slug,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": summary},
        "help": {"text": card.doc, "markdown": card.doc},
        "defaultConfiguration": {"level": _LEVELS[card.severity], "enabled": card.stage == "stable"},
        "properties": {
            "tags": ["performance", card.family],
            "family": card.family,
            "stage": card.stage,
            "problem.severity": _PROBLEMS[card.severity],
        },
    }


def _location(path: str) -> dict[str, str]:
    """Where a file is: below the root of the repository, or somewhere else on this machine."""
    if os.path.isabs(path):
        return {"uri": ("file://" if path.startswith("/") else "file:///") + quote(os.fsencode(path), safe="/:")}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": "SRCROOT"}


def _region(span: Span) -> dict[str, int]:
    (start_line, start_column), (end_line, end_column) = span
    return {
        "startLine": start_line + 1,
        "startColumn": start_column + 1,
        "endLine": end_line + 1,
        "endColumn": end_column + 1,
    }


def _region_of(finding: FindingRecord) -> dict[str, int]:
    """The region of a finding; in a notebook the lines of its JSON, which is all that viewers of SARIF know of it."""
    if finding.lines_in_file is None:
        return _region(finding.span)
    first, last = finding.lines_in_file
    return {"startLine": first + 1, "endLine": last + 1}


def _result(finding: FindingRecord, numbers: dict[str, int], look: Look) -> dict[str, Any]:
    artifact = _location(look.placed(finding.path))
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": _region_of(finding)}}
    if finding.function:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.function, "kind": "function"}]
    if finding.cell is not None:
        line, column = finding.span.start
        location["message"] = {"text": f"cell {finding.cell}, line {line + 1}, column {column + 1}"}
    result: dict[str, Any] = {
        "ruleId": card_of(finding.rule).code,
        "ruleIndex": numbers[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"slowspot/v1": finding.id, "slowspotContent/v1": finding.content},
    }
    if finding.gain is not None:
        result["rank"] = round(100 * finding.gain, 3)  # from 0 to 100: per cent of the run time
    if finding.also:
        result["properties"] = {"also": finding.elsewhere}
    if finding.cold:
        # Not "level": "none", which is for what no severity fits: viewers hide what is suppressed, and can show it.
        reason = "the recorded run spent next to no time in this code"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    related = [it for it in finding.related if it.path or finding.cell is None]
    if related:
        result["relatedLocations"] = [
            {
                "id": number,
                **_other(it, artifact, look),
            }
            for number, it in enumerate(related, 1)
        ]
    if steps := [it for it in related if it.step]:
        # The way of a call, which viewers show step by step: it begins at the finding.
        way = [{**location, "message": {"text": finding.message}}, *(_other(it, artifact, look) for it in steps)]
        result["codeFlows"] = [{"threadFlows": [{"locations": [{"location": each} for each in way]}]}]
    if finding.fix is not None and finding.cell is None:
        reason = f" (review: {finding.fix.reason})" if finding.fix.safety == "review" else ""
        replacements = [
            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in finding.fix.edits
        ]
        result["fixes"] = [
            {
                "description": {"text": finding.fix.title + reason},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
            }
        ]
    return result


def _other(it: Place, artifact: dict[str, str], look: Look) -> dict[str, Any]:
    where = _location(look.placed(it.path)) if it.path else artifact
    return {
        "physicalLocation": {"artifactLocation": where, "region": _region(it.span)},
        "message": {"text": it.message},
    }


def _partial(missing: str) -> dict[str, Any]:
    return {"descriptor": {"id": "partial"}, "level": "error", "message": {"text": f"the report is partial: {missing}"}}


def _notification(note: NoteRecord, look: Look) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _location(look.placed(note.path))}
    if note.line is not None and note.cell is None:
        physical["region"] = {"startLine": note.line}
    return {
        "descriptor": {"id": note.kind},
        "level": "error" if note.internal else "note",
        "message": {"text": note.message},
        "locations": [{"physicalLocation": physical}],
    }
