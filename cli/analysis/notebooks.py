"""Notebooks on the command line: what is found in the module that their cells make is told by cell and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ...analyzers.findings import Fix
from ...analyzers.project.notes import NoteRecord
from ...analyzers.source.notebook import Notebook, is_notebook

if TYPE_CHECKING:
    from .records import FileResult, FindingRecord

__all__ = ["notes_in_cells", "placed_in_cells", "read_notebook"]


def read_notebook(path: str, data: bytes, notes: list[NoteRecord]) -> Notebook | None:
    """The notebook in a file's bytes; None where its name is not one's. Raises SourceError."""
    if not is_notebook(path):
        return None
    notebook = Notebook.from_bytes(data)
    if not notebook.is_python:
        notes.append(NoteRecord(path, "skipped", f"is a notebook of another language: {notebook.language}"))
    return notebook


def placed_in_cells(notebook: Notebook, result: FileResult) -> None:
    """Tell findings and notes of a module by cell: lines count from the cell's first."""
    for record in result.findings:
        _place(notebook, record)
    result.notes = notes_in_cells(notebook, result.notes)


def notes_in_cells(notebook: Notebook, notes: Iterable[NoteRecord]) -> list[NoteRecord]:
    """Notes of a module, told by cell; of what is broken in a cell the first one."""
    kept: list[NoteRecord] = []
    broken: set[int | None] = set()
    for note in notes:
        if note.line is not None:
            module = notebook.module
            # Between cells: what the cell before them leaves open.
            place = module.line_in_cell(note.line - 1) or module.line_in_cell(note.line - 2)
            index, line = place if place is not None else (len(module.cells) - 1, 0)
            note.cell, note.line = notebook.numbers[index], line + 1
            if note.kind == "syntax-error":
                if note.cell in broken:
                    continue
                broken.add(note.cell)
                problem = module.cells[index].code.problem
                if problem is not None:
                    # Of the cell alone: the module has something else after it.
                    note.message, note.line = problem.message, problem.line + 1
        kept.append(note)
    return kept


def _place(notebook: Notebook, record: FindingRecord) -> None:
    module, numbers = notebook.module, notebook.numbers
    place = module.to_cell(record.span)
    if place is None:
        return
    index, record.span = place
    record.cell = numbers[index]
    first, last = record.span.start.line, record.span.end.line
    record.lines_in_file = notebook.line_in_file(index, first), notebook.line_in_file(index, last)
    placed = [(it, None if it.path else module.to_cell(it.span)) for it in record.related]
    record.related = tuple(
        it if at is None else it._replace(span=at[1], cell=numbers[at[0]])
        for it, at in placed
        if it.path or at is not None
    )
    edits = module.edits_in_cells(record.fix.edits) if record.fix is not None else None
    fix: Fix | None = None
    if edits is not None and record.fix is not None:
        fix = replace(record.fix, edits=tuple(edit for _, edit in edits))
        record.edit_cells = tuple(numbers[index] for index, _ in edits)
    record.fix = fix
