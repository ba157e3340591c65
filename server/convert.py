"""Our spans and findings to the protocol's ranges and back: the only place with client columns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types
from pygls.uris import from_fs_path

from ..analyzers.findings import Position, Span
from ..analyzers.scoring import percent
from ..analyzers.source.positions import byte_to_column, column_to_byte, column_to_utf16, utf16_to_column
from .rule_pages import page_of

if TYPE_CHECKING:
    from ..analyzers.findings import Finding, Note, TextEdit
    from ..analyzers.proving.proofs.proof import Proof
    from ..models.profiled import Hot

__all__ = [
    "COLUMNS",
    "Columns",
    "Looks",
    "asking_edit",
    "edit_to_client",
    "finding_to_client",
    "finding_to_json",
    "hot_to_client",
    "joined",
    "line_to_client",
    "note_to_client",
    "note_to_json",
    "range_to_client",
    "range_to_json",
    "span_from_client",
    "uri_of",
    "workspace_edit",
]

JsonObject = dict[str, Any]
LinesOf = Callable[[str], Sequence[str] | None]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""Of a URI; a drive of Windows has one letter."""


class Columns(NamedTuple):
    """A position encoding: how its column units and our code points translate within one line."""

    to_client: Callable[[str, int], int]
    from_client: Callable[[str, int], int]


def _code_points(line: str, column: int) -> int:
    return min(column, len(line))


COLUMNS: Mapping[str, Columns] = {
    "utf-8": Columns(column_to_byte, byte_to_column),
    "utf-16": Columns(column_to_utf16, utf16_to_column),
    "utf-32": Columns(_code_points, _code_points),
}


class Looks(NamedTuple):
    """What a client's diagnostics may hold, as far as it differs; plain data, which travels to other processes."""

    encoding: str
    related_information: bool
    code_description: bool
    tags: bool

    @property
    def columns(self) -> Columns:
        return COLUMNS[self.encoding]


SEVERITIES: Mapping[str, int] = {"error": 1, "warning": 2, "info": 3, "hint": 4}
UNNECESSARY = 1


def position_from_client(lines: Sequence[str], position: types.Position, columns: Columns) -> Position:
    """Lines past the end keep their number: `Document.edit` clamps them to the end of the text."""
    line, character = max(position.line, 0), max(position.character, 0)
    if line >= len(lines):
        return Position(line, 0)
    text = lines[line]
    return Position(line, min(character, len(text)) if text.isascii() else columns.from_client(text, character))


def span_from_client(lines: Sequence[str], selected: types.Range, columns: Columns) -> Span:
    start = position_from_client(lines, selected.start, columns)
    end = position_from_client(lines, selected.end, columns)
    return Span(start, end) if start <= end else Span(end, start)


def _column_to_client(lines: Sequence[str], position: Position, columns: Columns) -> int:
    line, column = position
    if line >= len(lines):
        return 0
    text = lines[line]
    return column if text.isascii() else columns.to_client(text, column)


def _range_to_client(lines: Sequence[str], span: Span, columns: Columns) -> JsonObject:
    start, end = span
    return {
        "start": {"line": start.line, "character": _column_to_client(lines, start, columns)},
        "end": {"line": end.line, "character": _column_to_client(lines, end, columns)},
    }


def range_to_client(lines: Sequence[str], span: Span, columns: Columns) -> types.Range:
    start, end = span
    return types.Range(
        types.Position(start.line, _column_to_client(lines, start, columns)),
        types.Position(end.line, _column_to_client(lines, end, columns)),
    )


def line_to_client(lines: Sequence[str], line: int, columns: Columns) -> types.Range:
    """From the start of a line to its end, without what ends it."""
    text = lines[line].rstrip("\r\n") if line < len(lines) else ""
    return range_to_client(lines, Span(Position(line, 0), Position(line, len(text))), columns)


def range_to_json(lines: Sequence[str], span: Span, columns: Columns) -> str:
    """A range as JSON text: written for each finding at each keystroke."""
    start, end = span
    return (
        f'{{"start":{{"line":{start.line},"character":{_column_to_client(lines, start, columns)}}},'
        f'"end":{{"line":{end.line},"character":{_column_to_client(lines, end, columns)}}}}}'
    )


def finding_to_client(
    finding: Finding,
    lines: Sequence[str],
    looks: Looks,
    uri: str,
    *,
    proof: Proof | None = None,
    path: Iterable[JsonObject] = (),
    lines_of: LinesOf | None = None,
) -> JsonObject:
    """The diagnostic of a finding as a plain dict, without its range: what stays as lines above come and go.

    `path` is related information that does not come from the finding itself: who called its function in a recorded run.
    `lines_of` gives the lines of other files, by path, as far as they are at hand.
    """
    rule, score = finding.rule, finding.score
    diagnostic: JsonObject = {"severity": SEVERITIES[finding.severity], "code": rule.slug}
    if looks.code_description and (page := page_of(rule.slug)):
        diagnostic["codeDescription"] = {"href": page}
    diagnostic |= {
        "source": "slowspot",
        "message": finding.message,
        "data": {
            "rule": rule.slug,
            "code": rule.code,
            "function": finding.function,
            "fix": finding.safety,
            "gain": score.gain if score is not None else None,
        },
    }
    if proof is not None:
        # Late: most projects have no proofs.
        from ..analyzers.proving.proofs.standing import withdrawn

        diagnostic["data"]["proof"] = proof.verdict
        if reason := withdrawn(proof):
            diagnostic["message"] += f" (its fix is withdrawn here: {reason})"
    if score is not None and score.share is not None and score.share.basis == "profiled":
        share = score.share
        diagnostic["data"]["share"] = share.value if share.lines is None else share.lines
    if looks.related_information:
        related = [
            {
                "location": {"uri": uri, "range": _range_to_client(lines, item.span, looks.columns)}
                if not item.path
                else _elsewhere(item.path, item.span, lines_of, looks.columns),
                "message": item.message,
            }
            for item in finding.related
        ]
        related += path
        if related:
            diagnostic["relatedInformation"] = related
    return diagnostic


def uri_of(path: str) -> str:
    """The URI of a file, given as linking names it: by its path, or by the URI of what is no file."""
    return path if _SCHEME.match(path) else from_fs_path(path) or path


def _elsewhere(path: str, span: Span, lines_of: LinesOf | None, columns: Columns) -> JsonObject:
    lines = lines_of(path) if lines_of is not None else None
    if lines is None:
        # A line that is not at hand is taken for ASCII.
        (line, column), (end_line, end_column) = span
        area = {"start": {"line": line, "character": column}, "end": {"line": end_line, "character": end_column}}
    else:
        area = _range_to_client(lines, span, columns)
    return {"uri": uri_of(path), "range": area}


def finding_to_json(finding: Finding, lines: Sequence[str], looks: Looks, uri: str) -> str:
    """A finding's whole diagnostic as JSON text, for files that nobody edits."""
    rest = json.dumps(finding_to_client(finding, lines, looks, uri), separators=(",", ":"))
    return f'{{"range":{range_to_json(lines, finding.span, looks.columns)},{rest[1:]}'


def note_to_json(note: Note, lines: Sequence[str], looks: Looks) -> str:
    """The same of a note that has a line."""
    return json.dumps(note_to_client(note, lines, looks.columns, tags=looks.tags), separators=(",", ":"))


def note_to_client(note: Note, lines: Sequence[str], columns: Columns, *, tags: bool) -> JsonObject:
    """The diagnostic of a note that has a line, such as an unused suppression: a hint on that line's end."""
    line = min(note.line or 0, len(lines) - 1)
    text = lines[line].rstrip()
    start = max(text.rfind("#"), 0)
    diagnostic: JsonObject = {
        "range": _range_to_client(lines, Span(Position(line, start), Position(line, len(text))), columns),
        "severity": SEVERITIES["warning" if note.kind == "missing-reason" else "hint"],
        "code": note.kind,
        "source": "slowspot",
        "message": note.message,
    }
    if tags and note.kind != "missing-reason":
        diagnostic["tags"] = [UNNECESSARY]
    return diagnostic


def hot_to_client(hot: Hot, lines: Sequence[str], columns: Columns) -> JsonObject:
    """The diagnostic of a function that took much of a run, with no finding that says why: quiet, on its name."""
    text = lines[hot.line] if hot.line < len(lines) else ""
    name = hot.function.rpartition(".")[2]
    start = max(text.find(f"def {name}") + 4, 0) if f"def {name}" in text else 0
    end = start + len(name) if start else len(text.rstrip())
    where = "the module" if hot.function == "<module>" else hot.function
    words = hot.in_words()
    return {
        "range": _range_to_client(lines, Span(Position(hot.line, start), Position(hot.line, end)), columns),
        "severity": SEVERITIES["info"],
        "code": "hot-function",
        "source": "slowspot",
        "message": f"{where} took {percent(hot.own)} of the recorded run by itself{': ' if words else ''}{words}",
        "data": {"rule": None, "function": hot.function, "share": hot.own},
    }


def edit_to_client(edit: TextEdit, lines: Sequence[str], columns: Columns) -> types.TextEdit:
    return types.TextEdit(range_to_client(lines, edit.span, columns), edit.text)


def workspace_edit(
    edits: Iterable[TextEdit], lines: Sequence[str], columns: Columns, uri: str, version: int | None
) -> types.WorkspaceEdit:
    """The edits of one document; tied to its version where one is given, so that a stale one is refused."""
    converted = [edit_to_client(edit, lines, columns) for edit in edits]
    if version is None:
        return types.WorkspaceEdit(changes={uri: converted})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=identifier, edits=converted)])


def asking_edit(
    edit: TextEdit, asked: str, lines: Sequence[str], columns: Columns, uri: str, version: int | None
) -> types.WorkspaceEdit:
    """An edit that ends in a placeholder, which the client selects for the user to type over."""
    given = edit.text.removesuffix(asked).replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
    snippet = types.StringValue(value=f"{given}${{1:{asked}}}")
    converted = types.SnippetTextEdit(range_to_client(lines, edit.span, columns), snippet)
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=identifier, edits=[converted])])


def joined(edits: Iterable[types.WorkspaceEdit]) -> types.WorkspaceEdit:
    """One edit of several documents, each of which is in one of the given edits."""
    first, *others = edits
    for other in others:
        if first.document_changes is not None and other.document_changes is not None:
            first.document_changes = [*first.document_changes, *other.document_changes]
        elif first.changes is not None and other.changes is not None:
            first.changes = {**first.changes, **other.changes}
    return first
