"""From a file on disk to its findings as records: what each process does for each file."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ...analyzers.engine import Analyzer, RuleSet
from ...analyzers.findings import Finding, Fix
from ...analyzers.linking.asked import Asked
from ...analyzers.linking.codec import decoded
from ...analyzers.linking.collecting import summary_of
from ...analyzers.project.notes import NoteRecord
from ...analyzers.rewriting import suppression
from ...analyzers.rules.registry import resolve
from ...analyzers.settings import FailOn
from ...analyzers.source import Document, SourceError
from ..internal import internal_message
from .collector import collect_after
from .fingerprints import fingerprints
from .notebooks import placed_in_cells, read_notebook
from .plan import Configuration, Job, Plan
from .proven import proofs_of
from .recorded import overlay_of
from .records import FileResult, digest_of, excerpt_of, record_of

if TYPE_CHECKING:
    from ...analyzers.proving.proofs.proof import Proof

__all__ = [
    "analyze_file",
    "read",
    "reason_of",
    "rule_set",
    "set_recursion_limit",
]


@cache
def rule_set(configuration: Configuration, timings: bool = False) -> RuleSet:
    """Return the rules of a configuration, with their triggers' tables; one per process."""
    rules = [rule for name in configuration.rules for rule in resolve(name)]
    return RuleSet(rules, configuration.target, time.process_time if timings else None, configuration.options)


def read(job: Job) -> bytes:
    """Return the bytes of a job's file. Raises OSError."""
    if job.data is not None:
        return job.data
    with open(job.full, "rb") as file:
        return file.read()


def analyze_file(plan: Plan, job: Job) -> FileResult:
    """Analyze one file. Never raises: what goes wrong is in the notes."""
    result = FileResult()
    start = time.process_time()
    try:
        data = read(job)
    except OSError as error:
        result.notes.append(NoteRecord(job.path, "unreadable", reason_of(error)))
        return result
    result.digest = digest_of(data)
    result.seconds["read"] = time.process_time() - start
    try:
        _analyze(plan, job, data, result)
    except SourceError as error:
        line = getattr(error, "line", None)
        result.notes.append(NoteRecord(job.path, error.kind, str(error), None if line is None else line + 1))
    except (RecursionError, MemoryError):
        result.findings.clear()
        result.notes.append(NoteRecord(job.path, "too-complex", "is nested too deeply to be analyzed"))
    except Exception as error:  # noqa: BLE001 - one file never stops a run; the note makes the run exit with code 3
        result.findings.clear()
        result.notes.append(NoteRecord(job.path, "internal-error", internal_message(error)))
    collect_after(len(data))
    result.seconds["free memory"] = time.process_time() - start - sum(result.seconds.values())
    return result


def _analyze(plan: Plan, job: Job, data: bytes, result: FileResult) -> None:
    configuration = plan.configurations[job.configuration]
    clock = time.process_time
    start = clock()
    notebook = read_notebook(job.path, data, result.notes)
    document = Document.from_bytes(data) if notebook is None else Document(notebook.module.text)
    parsed = clock()
    result.lines = len(document.lines) - (not document.lines[-1]) if notebook is None else notebook.lines
    result.seconds["parse"] = parsed - start
    if job.summarized:
        _summarize(document, job, result)
        if not job.analyzed:
            document.release()
            return
        parsed = clock()
    rules = rule_set(configuration, plan.timings)
    asked = None if job.told is None else Asked(decoded(job.told))
    analyzer = Analyzer(document, rules, outside=None if asked is None else asked.outside)
    found = analyzer.findings()
    if notebook is not None:
        found = [finding for finding in found if notebook.module.concerns(finding)]
    kept, unused = suppression.apply(document, found, rules.rules, require_reason=configuration.require_reason)
    notes = [*analyzer.notes, *unused]
    strict = configuration.fail_on != FailOn(None)
    result.notes.extend(
        NoteRecord(
            job.path,
            note.kind,
            note.message,
            None if note.line is None else note.line + 1,
            fails=strict and note.kind == "missing-reason",
        )
        for note in notes
    )
    analyzed = clock()
    result.seconds["analyze"] = analyzed - parsed
    proofs: dict[int, Proof] = {}
    if job.proofs is not None and kept:
        proofs, problems = proofs_of(job.proofs, job.full, document, kept)
        result.notes.extend(NoteRecord(job.path, "proof", problem) for problem in problems)
    if plan.models is not None:
        _score(plan.models, analyzer, kept, job, configuration, result, proofs)
        # Late: as the models.
        from ...models.causes import causes_of, one_per_cause

        kept = one_per_cause(kept, causes_of(analyzer, kept))
        kept = [finding for finding in kept if _worth(finding, plan.min_gain)]
        result.seconds["score"] = clock() - analyzed
        analyzed = clock()
    if plan.timings:
        result.by_rule.update(rules.spent)
        rules.spent.clear()
    text = document.lines if notebook is None else notebook.module.own_lines()
    names = fingerprints(kept, job.identity)
    for finding, name in zip(kept, names, strict=True):
        fails = configuration.fail_on.reached_by(finding.severity, _gain(finding)) and not _cold(finding)
        record = record_of(finding, job.path, fails=fails)
        record.id, record.content = name
        record.proof = proofs.get(id(finding.match))
        if not _cold(finding):
            record.excerpt, record.offset = excerpt_of(text, finding.span)
        result.findings.append(record)
    if plan.fixes:
        for finding, record in zip(kept, result.findings, strict=True):
            if finding.safety is not None and (plan.cold_fixes or not _cold(finding)):
                record.fix = _fix(document, analyzer, finding, job, result)
        result.seconds["fixes"] = clock() - analyzed
    if asked is not None:
        result.asked, result.answered = asked.marks, asked.answered
    elif analyzer.model.outside is not None:
        result.asked, result.answered = None, True
    analyzer.release()
    if notebook is not None:
        placed_in_cells(notebook, result)


def _summarize(document: Document, job: Job, result: FileResult) -> None:
    start = time.process_time()
    try:
        result.summary = summary_of(document)
    except RecursionError:
        result.summary = b""  # unknown stays unknown; the analysis tells what is nested too deeply
    except Exception as error:  # noqa: BLE001 - a fault of ours, told; the file's own findings stand
        result.summary = b""
        message = f"what its functions do could not be told: {internal_message(error)}"
        result.notes.append(NoteRecord(job.path, "internal-error", message))
    result.seconds["summarize"] = time.process_time() - start


def _score(
    folder: str,
    analyzer: Analyzer,
    findings: Sequence[Finding],
    job: Job,
    configuration: Configuration,
    result: FileResult,
    proofs: Mapping[int, Proof],
) -> None:
    if not findings and job.recorded is None:
        return
    overlay = None if job.recorded is None else overlay_of(job.recorded, job.full, analyzer.document)
    # Late: most files have no findings, and a run without any needs no models.
    from ...models.shipped import ranker, scorer_of_document

    scorer = scorer_of_document(
        ranker(folder).scorer, configuration.warn_from, configuration.profile_threshold, proofs, overlay
    )
    scorer.score(analyzer, findings)
    if job.recorded is not None:
        result.profiled = overlay is not None
    if overlay is not None:
        # Late: only where something was recorded.
        from ...models.profiled import hot_functions

        result.hot = [(job.path, hot) for hot in hot_functions(overlay, findings)]
        result.stale = sum(placed.stale for placed in overlay.placed)


def _cold(finding: Finding) -> bool:
    return finding.score is not None and finding.score.cold


def _gain(finding: Finding) -> float | None:
    return finding.score.gain if finding.score is not None else None


def _worth(finding: Finding, least: float) -> bool:
    gain = _gain(finding)
    return gain is None or gain >= least


def _fix(document: Document, analyzer: Analyzer, finding: Finding, job: Job, result: FileResult) -> Fix | None:
    # Late: it brings libcst, 300 ms.
    from ...analyzers.rewriting.fixing import build_fix

    try:
        return build_fix(document, analyzer, finding)
    except RecursionError:
        return None
    except Exception as error:  # noqa: BLE001 - the finding stands without its fix; the note makes the run exit with code 3
        message = f"the fix of {finding.rule.slug} failed: {internal_message(error)}"
        result.notes.append(NoteRecord(job.path, "internal-error", message, finding.span.start.line + 1))
        return None


def reason_of(error: OSError) -> str:
    """Say why a file cannot be read."""
    reason = error.strerror or str(error)
    return f"cannot be read: {reason[:1].lower()}{reason[1:]}"


def set_recursion_limit() -> None:
    """Give deep but sound code room: a chain of 1,000 `elif` or of 500 `+` is no reason to give up on a file."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 3_000))
