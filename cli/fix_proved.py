"""`slowspot fix --prove`: applies the fixes that hold in a proof, as one patch that can be taken back."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..analyzers.engine import Analyzer
from ..analyzers.findings import Finding, Fix
from ..analyzers.profiling.store import root_of
from ..analyzers.project.notes import NoteRecord
from ..analyzers.proving.interpreters import Interpreter, UnusableInterpreter, probe
from ..analyzers.proving.proofs.proof import Effort, Proof
from ..analyzers.proving.proofs.prove import prove
from ..analyzers.proving.proofs.rewrites import NoRewrite, from_finding
from ..analyzers.proving.proofs.store import ProofStore, ProofStoreError
from ..analyzers.proving.proofs.wording import title
from ..analyzers.rewriting.files import NotWritten
from ..analyzers.rewriting.fixing import build_fix
from ..analyzers.rewriting.suppression import Silencer
from ..analyzers.source import Document, SourceError
from .analysis.places import repository_of
from .analysis.plan import Job
from .analysis.proven import looks_of
from .analysis.running import read, reason_of, rule_set
from .arguments import Work
from .errors import CLEAN, FINDINGS, INTERNAL, UsageError
from .formats.text import note_line
from .patches import Change, apply_all, keep_patch, patch_of, revert_all
from .project_tests import Tests, tests_of
from .prove_arguments import proving_progress
from .terminal import Style, escaped, wants_colour

__all__ = ["run_proved"]


@dataclass(slots=True)
class _Outcome:
    """What came of all files."""

    changes: list[Change] = field(default_factory=list[Change])
    verdicts: Counter[str] = field(default_factory=Counter[str])
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])


def run_proved(options: argparse.Namespace, work: Work) -> int:
    """Prove the fix of each finding, safe or not, and apply those that are proved."""
    if options.unsafe:
        raise UsageError(
            "--prove and --unsafe do not go together: with --prove every fix is tried, and the proof decides"
        )
    try:
        interpreter = probe(options.python)
    except UnusableInterpreter as error:
        raise UsageError(str(error)) from error
    root = _root(work.jobs)
    tests = None if options.diff else tests_of(options.tests, root, interpreter)
    outcome = _Outcome()
    style = Style(wants_colour(sys.stdout))
    for job in work.jobs:
        _File(work, job, interpreter, options.max_seconds, outcome, style, quiet=options.quiet or options.diff).fix()
    notes = [*work.notes, *outcome.notes]
    for note in notes:
        (sys.stderr if options.diff else sys.stdout).write(note_line(note, style))
    top = repository_of(os.path.abspath(root))  # names in a patch are relative to it
    patch = patch_of(outcome.changes, top)
    if options.diff:
        sys.stdout.flush()
        sys.stdout.buffer.write(patch)
        sys.stdout.buffer.flush()
        return FINDINGS if outcome.changes else CLEAN
    if not options.quiet:
        print(style.bold(_summary(outcome)))
    if not outcome.changes:
        return CLEAN
    return _applied(outcome.changes, patch, root, top, tests)


def _root(jobs: Sequence[Job]) -> str:
    """The project of the files: that of the current folder, where all lie below it."""
    here = root_of(os.getcwd())
    folders = [os.path.dirname(job.full) for job in jobs]
    if all(folder == here or folder.startswith(here.rstrip(os.sep) + os.sep) for folder in folders):
        return here
    return root_of(os.path.commonpath(folders))


class _File:
    def __init__(
        self, work: Work, job: Job, interpreter: Interpreter, seconds: float, outcome: _Outcome, style: Style,
        *, quiet: bool,
    ) -> None:  # fmt: skip
        self._job = job
        self._rules = work.plan.configurations[job.configuration]
        self._interpreter = interpreter
        self._effort = Effort(seconds=seconds)
        self._outcome = outcome
        self._style = style
        self._quiet = quiet
        self._store = ProofStore(root_of(job.full))

    def fix(self) -> None:
        """Prove fix after fix, each on the text that the ones before it left."""
        job, outcome = self._job, self._outcome
        try:
            data = read(job)
            document = Document.from_bytes(data)
        except OSError as error:
            outcome.notes.append(NoteRecord(job.path, "unreadable", reason_of(error)))
            return
        except SourceError as error:
            outcome.notes.append(NoteRecord(job.path, "encoding-error", str(error), error.line + 1))
            return
        except (RecursionError, MemoryError):
            outcome.notes.append(NoteRecord(job.path, "too-complex", "is nested too deeply to be analyzed"))
            return
        analyzer = Analyzer(document, rule_set(self._rules))
        silencer = Silencer(document)
        seen: Counter[tuple[str, str, str]] = Counter()
        while True:
            finding = self._next(document, analyzer, silencer, seen)
            if finding is None:
                break
            fix = build_fix(document, analyzer, finding)
            proof = None if fix is None else self._proof(document, finding, fix)
            if fix is None or proof is None or proof.verdict != "proved":
                # Not tried again, however the text around it changes.
                seen[looks_of(document, finding)] += 1
                outcome.verdicts["declined" if proof is None else proof.verdict] += 1
                continue
            outcome.verdicts["proved"] += 1
            for span, text in sorted(fix.edits, reverse=True):
                analyzer.update(document.edit(span, text))
        new = document.encode()
        if new != data:
            outcome.changes.append(Change(job.full, data, new))
        analyzer.release()

    def _next(
        self, document: Document, analyzer: Analyzer, silencer: Silencer, seen: Counter[tuple[str, str, str]]
    ) -> Finding | None:
        """The first finding with a fix that was not tried yet. Of several that look alike so many were."""
        passed: Counter[tuple[str, str, str]] = Counter()
        for finding in analyzer.findings():
            if finding.safety is None or silencer.silences(finding):
                continue
            looks = looks_of(document, finding)
            passed[looks] += 1
            if passed[looks] > seen[looks]:
                return finding
        return None

    def _proof(self, document: Document, finding: Finding, fix: Fix) -> Proof | None:
        where = f"{self._job.path}:{finding.span.start.line + 1}"
        name = f"{finding.rule.slug}{f' in {finding.function}' if finding.function else ''}"
        try:
            rewrite = from_finding(self._job.full, document, finding, fix)
        except NoRewrite as error:
            self._say(where, name, f"not proved: {error}", "unproved")
            return None
        with proving_progress() as tell:
            proof = prove(rewrite, self._interpreter, self._effort, root=self._store.root, on_progress=tell)
        self._say(where, name, title(proof), proof.verdict)
        try:
            self._store.add(proof, [finding], document=document)
        except ProofStoreError as error:
            note = NoteRecord(self._job.path, "proof-not-kept", f"the proof cannot be kept: {error.reason}")
            if note not in self._outcome.notes:
                self._outcome.notes.append(note)
        return proof

    def _say(self, where: str, name: str, told: str, verdict: str) -> None:
        if not self._quiet:
            paint = {"proved": self._style.green, "refuted": self._style.red}.get(verdict, self._style.yellow)
            print(f"{self._style.bold(escaped(where))}: {escaped(name)}: {paint(escaped(told))}", flush=True)


def _summary(outcome: _Outcome) -> str:
    verdicts, files = outcome.verdicts, len(outcome.changes)
    proved = verdicts["proved"]
    if not verdicts.total():
        return "Nothing to fix."
    text = f"{proved:,} fix{'es' * (proved != 1)} proved"
    text += f" in {files:,} file{'s' * (files != 1)}" if proved else ""
    left = [
        f"{verdicts[kind]:,} {told}"
        for kind, told in (
            ("refuted", "refuted"),
            ("unproved", "not proved"),
            ("declined", "that cannot be proved or rewritten"),
        )
        if verdicts[kind]
    ]
    return f"{text}; left as they are: {', '.join(left)}." if left else text + "."


def _applied(changes: list[Change], patch: bytes, root: str, top: str, tests: Tests | None) -> int:
    """Keep the patch, write the files, run the tests; take all back where they fail."""
    try:
        kept = keep_patch(patch, root)
    except OSError as error:
        raise UsageError(f"{root}: the patch cannot be kept, so nothing was changed: {error.strerror}") from error
    try:
        apply_all(changes)
    except NotWritten as error:
        os.unlink(kept)
        print(f"slowspot: {error}: nothing was changed", file=sys.stderr)
        return FINDINGS
    here = os.path.relpath(kept, top)
    at = "" if os.path.realpath(top) == os.path.realpath(os.getcwd()) else f" -C {os.path.relpath(top)}"
    print(f"Take it back with `git{at} apply -R {here}`.")
    if tests is None:
        print("No tests were run: none were found. `--tests COMMAND` says how to.")
        return CLEAN
    print(f"Running {tests.told}", flush=True)
    began = time.monotonic()
    try:
        failure = tests.run()
    except BaseException:
        _take_back(changes, kept)
        raise
    if failure is None:
        print(f"The tests pass ({time.monotonic() - began:.1f} s).")
        return CLEAN
    if failure.none_found:
        print("No tests were found. `--tests COMMAND` says how to run them.")
        return CLEAN
    sys.stderr.write(failure.output)
    if _take_back(changes, kept):
        return INTERNAL
    again = tests.run()
    if again is not None:
        print("slowspot: the tests fail, and without the changes, too; all was taken back", file=sys.stderr)
    else:
        print("slowspot: the tests fail with the changes, and pass without; all was taken back", file=sys.stderr)
    return FINDINGS


def _take_back(changes: Sequence[Change], kept: str) -> bool:
    """Undo the changes; the patch stays where some could not be undone."""
    failed = revert_all(changes)
    for error in failed:
        print(f"slowspot: {error}: is left as it is now; {kept} has what was changed", file=sys.stderr)
    if not failed:
        os.unlink(kept)
    return bool(failed)
