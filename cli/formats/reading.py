"""Reads reports of schema slowspot.analysis/1 back, to join them or to write them in another format."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from ...analyzers.findings import Fix, Position, Safety, Score, Severity, Share, Span, Speedup, TextEdit
from ...analyzers.project.notes import NoteRecord
from ..analysis.cards import RuleCard
from ..analysis.outcome import Known, Report, Since
from ..analysis.records import FindingRecord, Place
from ..analysis.sharding import Shard
from ..errors import UsageError
from .json import SCHEMA

if TYPE_CHECKING:
    from ...analyzers.profiling.measured import Run
    from ...analyzers.proving.proofs.proof import Proof
    from ...models.profiled import Hot

__all__ = ["ReadReport", "read_report"]

Value = TypeVar("Value")

_SEVERITIES = ("error", "warning", "info", "hint")
_SAFETIES = ("safe", "review")


class ReadReport(NamedTuple):
    path: str
    """As it was given."""
    version: str
    report: Report
    """Its findings stand as the file has them."""
    cards: dict[str, RuleCard]
    """As far as the file tells of its rules: without their pages."""


def read_report(path: str) -> ReadReport:
    """Raises UsageError for a file that is not there, is damaged, or holds something else."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such report; `slowspot analyze -o {path}` writes one") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no JSON report, or was cut off: {error}") from error
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema != SCHEMA:
        said = "has no schema" if not isinstance(schema, str) else f"is of schema {schema!r}"
        raise UsageError(f"{path}: {said}, not {SCHEMA!r}, which `slowspot analyze --format json` writes")
    try:
        return _report(path, data)
    except _WrongError as error:
        raise UsageError(f"{path}: is damaged: {error}") from error


class _WrongError(Exception):
    """Where in the file, and what is wrong there."""


def _each(name: str, values: object, read: Callable[[Any], Value]) -> list[Value]:
    if not isinstance(values, list):
        raise _WrongError(f"{name}: no list")
    return [_at(f"{name}[{number}]", read, value) for number, value in enumerate(values)]


def _at(name: str, read: Callable[[Any], Value], value: object) -> Value:
    try:
        return read(value)
    except KeyError as error:
        raise _WrongError(f"{name}: {error.args[0]} is missing") from error
    except (AttributeError, TypeError, ValueError, IndexError) as error:
        raise _WrongError(f"{name}: {error}") from error


def _report(path: str, data: dict[str, Any]) -> ReadReport:
    cards: dict[str, RuleCard] = {}
    report = Report(
        findings=_each("findings", data.get("findings"), lambda each: _finding(each, cards)),
        notes=_each("notes", data.get("notes"), _note),
        runs=_each("profiles", data.get("profiles", []), _run),
        hot=_each("hot", data.get("hot", []), _hot),
        shard=_at("shard", _shard, data["shard"]) if "shard" in data else None,
        since=_at("since", _since, data["since"]) if "since" in data else None,
        known=_at("baseline", _known, data["baseline"]) if "baseline" in data else None,
    )
    _at("the run", lambda head: _fill(report, head), data)
    return ReadReport(path, _at("version", _text, data.get("version")), report, cards)


def _fill(report: Report, head: dict[str, Any]) -> None:
    report.files, report.lines, report.seconds = _whole(head["files"]), _whole(head["lines"]), _number(head["seconds"])
    report.partial = _text(head.get("partial", ""))
    report.settings_wrong = bool(head.get("settings_wrong", False))
    if report.runs:
        seen = head["profiled"]
        report.profile_threshold = _number(head["profile_threshold"])
        report.profiled = Counter({True: _whole(seen["seen"]), False: _whole(seen["unseen"])})
        report.stale = _whole(seen["stale"])


# -- values


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} where a text should be")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{value!r} where a whole number should be")
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError(f"{value!r} where a number should be")
    return value


def _known_word(value: object, words: Sequence[str]) -> str:
    if value not in words:
        raise ValueError(f"{value!r} is none of {', '.join(words)}")
    return cast(str, value)


def _path(value: object) -> str:
    path = _text(value)
    return path if os.sep == "/" else path.replace("/", os.sep)


def _place(value: dict[str, Any]) -> Position:
    line, column = _whole(value["line"]), _whole(value["column"])
    if not line or not column:
        raise ValueError("lines and columns count from 1")
    return Position(line - 1, column - 1)


def _span(value: dict[str, Any]) -> Span:
    return Span(_place(value["start"]), _place(value["end"]))


def _cells(values: list[dict[str, Any]]) -> tuple[int, ...]:
    """Of edits: those of a notebook's have one each."""
    return tuple(_whole(value["cell"]) for value in values) if any("cell" in value for value in values) else ()


# -- records


def _note(value: dict[str, Any]) -> NoteRecord:
    line, cell = value["line"], value.get("cell")
    return NoteRecord(
        _path(value["path"]), _text(value["kind"]), _text(value["message"]),
        None if line is None else _whole(line), None if cell is None else _whole(cell), bool(value.get("fails", False)),
    )  # fmt: skip


def _finding(value: dict[str, Any], cards: dict[str, RuleCard]) -> FindingRecord:
    rule, severity = _text(value["rule"]), cast(Severity, _known_word(value["severity"], _SEVERITIES))
    safety = value["safety"]
    fix = None if value["fix"] is None else _fix(value["fix"])
    excerpt, lines = value["excerpt"], value.get("lines_in_file")
    if rule not in cards:
        code, family, stage = (_text(value[name]) for name in ("code", "family", "stage"))
        cards[rule] = RuleCard(rule, code, family, stage, severity, fix.title if fix is not None else "", f"{rule}.\n")
    return FindingRecord(
        rule=rule,
        path=_path(value["path"]),
        span=_span(value["range"]),
        message=_text(value["message"]),
        function=_text(value["function"]),
        severity=severity,
        safety=None if safety is None else cast(Safety, _known_word(safety, _SAFETIES)),
        reason=_text(value["reason"]),
        fails=bool(value["fails"]),
        excerpt=() if excerpt is None else tuple(map(_text, excerpt["lines"])),
        offset=0 if excerpt is None else _whole(excerpt["offset"]),
        id=_text(value["id"]),
        content=_text(value["content"]),
        fix=fix,
        related=tuple(_related(each, value["path"]) for each in value["related"]),
        score=_score(value),
        proof=None if value["proof"] is None else _proof(value["proof"]),
        also=tuple(_text(each["code"]) for each in value["also"]),
        cell=_whole(value["cell"]) if "cell" in value else None,
        edit_cells=() if value["fix"] is None else _cells(value["fix"]["edits"]),
        lines_in_file=None if lines is None else (_whole(lines["first"]) - 1, _whole(lines["last"]) - 1),
    )


def _related(value: dict[str, Any], own: object) -> Place:
    path = value["path"]
    cell = _whole(value["cell"]) if "cell" in value else None
    step = bool(value.get("step", False))
    return Place(_span(value["range"]), _text(value["message"]), "" if path == own else _path(path), cell, step)


def _fix(value: dict[str, Any]) -> Fix:
    edits = tuple(TextEdit(_span(edit), _text(edit["text"])) for edit in value["edits"])
    safety = cast(Safety, _known_word(value["safety"], _SAFETIES))
    return Fix(_text(value["title"]), safety, _text(value["reason"]), edits)


def _score(value: dict[str, Any]) -> Score:
    speedup, share, gain, probability = (value[name] for name in ("speedup", "share", "gain", "probability"))
    if speedup is not None:
        low, median, high = (_number(speedup[name]) for name in ("low", "median", "high"))
        speedup = Speedup(low, median, high, speedup["basis"])
    return Score(
        speedup,
        None if share is None else _share(share),
        None if gain is None else _number(gain),
        None if probability is None else _number(probability["value"]),
    )


def _share(value: dict[str, Any]) -> Share:
    lines = value.get("lines")
    return Share(
        _number(value["value"]),
        value["basis"],
        None if lines is None else _number(lines),
        unsure=bool(value.get("unsure", False)),
        stale=bool(value.get("stale", False)),
        cold=bool(value.get("cold", False)),
        stalled=_number(value.get("stalled", 0.0)),
        compiled=int(_number(value.get("compiled", 0))),
    )


def _proof(value: dict[str, Any]) -> Proof:
    # Late: only where something was proved.
    from ...analyzers.proving.proofs.wording import from_json

    return from_json(value)


def _run(value: dict[str, Any]) -> Run:
    # Late: only where something was recorded.
    from ...analyzers.profiling.measured import Run

    return Run(
        _text(value["id"]), _text(value["tool"]), value["unit"], _number(value["total"]), [],
        command=_text(value["command"]), began=_number(value["began"]), samples=_whole(value["samples"]),
    )  # fmt: skip


def _hot(value: dict[str, Any]) -> tuple[str, Hot]:
    # Late: as above.
    from ...models.profiled import Hot, Part

    own, total, library = (_number(value[name]) for name in ("own", "total", "library"))
    hot = Hot(
        _text(value["function"]), _whole(value["line"]) - 1, own, total, library,
        weight=0.0, samples=_whole(value["samples"]), stale=bool(value["stale"]),
        calls=tuple(Part(_text(each["function"]), _number(each["part"])) for each in value["calls"]),
        lines=tuple((_whole(each["line"]) - 1, _number(each["part"])) for each in value["lines"]),
        explained=_number(value["explained"]),
    )  # fmt: skip
    return _path(value["path"]), hot


def _shard(value: dict[str, Any]) -> Shard:
    number, total, files = (_whole(value[name]) for name in ("number", "total", "files"))
    shard = Shard(number, total, files, _text(value["split"]))
    if not 1 <= shard.number <= shard.total:
        raise ValueError(f"{shard} is no share")
    return shard


def _since(value: dict[str, Any]) -> Since:
    changed, files, left_out = (_whole(value[name]) for name in ("changed", "files", "left_out"))
    elsewhere = _whole(value.get("elsewhere", 0))
    return Since(_text(value["revision"]), _text(value["commit"]), changed, files, left_out, elsewhere)


def _known(value: dict[str, Any]) -> Known:
    grown = {_text(rule): (_whole(each["was"]), _whole(each["is"])) for rule, each in value.get("grown", {}).items()}
    return Known(
        tuple(map(_text, value["files"])), _whole(value["silenced"]), _whole(value["fixed"]),
        value.get("written", ""), grown,
    )  # fmt: skip
