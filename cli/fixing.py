"""Fixes one file in memory: what each process does for `slowspot fix`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..analyzers.engine import Analyzer
from ..analyzers.findings import Finding
from ..analyzers.project.notes import NoteRecord
from ..analyzers.rewriting.cell_edits import CellEdits
from ..analyzers.rewriting.suppression import Silencer
from ..analyzers.source import Document, SourceError
from ..analyzers.source.positions import split_lines
from .analysis.notebooks import notes_in_cells, read_notebook
from .analysis.plan import Job, Plan
from .analysis.proven import looks_of, withdrawn_looks
from .analysis.running import read, reason_of, rule_set
from .internal import internal_message

__all__ = ["Fixed", "fix_file"]


@dataclass(slots=True)
class Fixed:
    """What became of a file."""

    old: bytes = b""
    new: bytes | None = None
    """None where nothing changes."""
    diff: list[str] = field(default_factory=list[str])
    applied: Counter[str] = field(default_factory=Counter[str])
    """By rule."""
    review: int = 0
    """Findings left whose fix is to be looked at."""
    declined: int = 0
    notes: list[NoteRecord] = field(default_factory=list[NoteRecord])
    refused: bool = False
    """Whether it could not be written."""


def fix_file(plan: Plan, job: Job) -> Fixed:
    """Fix one file, without writing it. Never raises: what goes wrong is in the notes."""
    result = Fixed()
    try:
        data = read(job)
    except OSError as error:
        result.notes.append(NoteRecord(job.path, "unreadable", reason_of(error)))
        return result
    try:
        _fix(plan, job, data, result)
    except SourceError as error:
        result.notes.append(NoteRecord(job.path, error.kind, str(error), error.line + 1))
    except (RecursionError, MemoryError):
        result.notes.append(NoteRecord(job.path, "too-complex", "is nested too deeply to be analyzed"))
    except Exception as error:  # noqa: BLE001 - one file never stops a run; the note makes the run exit with code 3
        result.notes.append(NoteRecord(job.path, "internal-error", internal_message(error)))
        result.applied.clear()
        result.new = None
    return result


def _fix(plan: Plan, job: Job, data: bytes, result: Fixed) -> None:
    configuration = plan.configurations[job.configuration]
    notebook = read_notebook(job.path, data, result.notes)
    document = Document.from_bytes(data) if notebook is None else Document(notebook.module.text)
    cells = None if notebook is None else CellEdits(document, [cell.text for cell in notebook.module.cells])
    analyzer = Analyzer(document, rule_set(configuration))
    notes = [
        NoteRecord(job.path, note.kind, note.message, None if note.line is None else note.line + 1)
        for note in analyzer.notes
    ]
    result.notes.extend(notes if notebook is None else notes_in_cells(notebook, notes))
    silencer = Silencer(document)
    chosen = {"safe", "review"} if plan.unsafe else {"safe"}

    found = analyzer.findings()
    withdrawn: set[tuple[str, str, str]] = set()
    if job.proofs is not None and found:
        withdrawn, problems = withdrawn_looks(job.proofs, job.full, document, found)
        result.notes.extend(NoteRecord(job.path, "proof", problem) for problem in problems)
        found = analyzer.findings()

    def wanted(finding: Finding) -> bool:
        if finding.safety not in chosen or silencer.silences(finding):
            return False
        if cells is not None and not cells.concerns(finding):
            return False
        return not (withdrawn and looks_of(document, finding) in withdrawn)

    if any(map(wanted, found)):
        # Late: it brings libcst, 300 ms, and most files need no fix.
        from ..analyzers.rewriting.fixing import fix_all

        before = list(document.lines)
        outcome = fix_all(document, analyzer, wanted, None if cells is None else cells.allows)
        result.applied = outcome.applied
        result.declined = len(outcome.declined)
        if notebook is None or cells is None:
            new, after = document.encode(), document.lines
        else:
            # What `patch` takes is a difference of the files as they are.
            new = notebook.with_texts(cells.changed())
            before, after = split_lines(data.decode()), split_lines(new.decode())
        if new != data:
            result.old, result.new = data, new
            if plan.diffs:
                result.diff = unified_diff(before, after, job.path)
        found = analyzer.findings()
    if not plan.unsafe:
        if cells is not None:
            found = [finding for finding in found if cells.concerns(finding)]
        result.review = sum(finding.safety == "review" and not silencer.silences(finding) for finding in found)
    analyzer.release()


def unified_diff(before: Sequence[str], after: Sequence[str], path: str) -> list[str]:
    """Return the lines of a diff that `patch -p1` and `git apply` take."""
    # Late: only `--diff` needs it.
    from difflib import unified_diff as lines_of

    name = path.lstrip("/")
    old, new = ([line for line in lines if line] for lines in (before, after))
    diff: list[str] = []
    for line in lines_of(old, new, f"a/{name}", f"b/{name}"):
        if line.endswith("\n"):
            diff.append(line)
        elif line.startswith(("---", "+++", "@@")):
            diff.append(line + "\n")
        else:
            diff.append(f"{line}\n\\ No newline at end of file\n")
    return diff
