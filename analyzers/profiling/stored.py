"""The file of a run: JSON whose first line has what a list of runs shows, read with suspicion."""

from __future__ import annotations

import gc
import json
import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any, NamedTuple, NoReturn, TypeVar

from .measured import Call, FlameNode, MeasuredCompile, MeasuredFunction, MeasuredLine, MeasuredStall, Run, Stretch
from .profile import Unit

__all__ = ["LARGEST", "SCHEMA", "RunInfo", "StoreError", "reduced", "run_of", "stored", "summary_of"]

SCHEMA = "slowspot.profile/1"
LARGEST = 64_000_000
"""Bytes of a file that is read. One of a large program has about one million."""

_FIRST_LINE = 200_000
_LONGEST = 10_000
_LEAST = 0.0001
"""Part of the run below which functions with a single sample, or none, are not kept."""
_LEAST_LINE = 0.00001
_MOST_FUNCTIONS = 20_000
_MOST_CALLS = 10
_MOST_STALLS = 2_000
_MOST_COMPILED = 1_000
_MOST_LEVELS = 60
_MOST_LISTS = 2_000_000
_MOST_ITEMS = 8_000_000
_UNITS: tuple[Unit, ...] = ("seconds", "samples", "bytes")
_HEAD = (
    "id", "tool", "unit", "total", "command", "python", "began", "duration", "interval", "samples", "waiting",
    "outside",
)  # fmt: skip

_T = TypeVar("_T")


class StoreError(Exception):
    """A file of the store, or its folder, cannot be used: which, and why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class RunInfo(NamedTuple):
    """What a list of runs shows of one; as in `Run`."""

    id: str
    tool: str
    unit: Unit
    total: float
    command: str
    python: str
    began: float
    duration: float
    interval: float
    samples: int
    waiting: float
    outside: float
    functions: int


class _Wrong(Exception):  # noqa: N818 - says what it found
    """Some value is not what the schema has there."""


# -- writing


def reduced(run: Run) -> Run:
    """Leave out what is too small to matter: functions, lines, the rarest callers and callees."""
    least = run.total * _LEAST
    functions = [
        replace(
            function,
            lines=tuple(line for line in function.lines if line.total >= run.total * _LEAST_LINE),
            callers=function.callers[:_MOST_CALLS],
            callees=function.callees[:_MOST_CALLS],
        )
        for function in run.functions
        if function.total >= least or function.samples >= 2 or function.waiting >= least
    ]
    functions.sort(key=lambda function: -function.total)
    functions = functions[:_MOST_FUNCTIONS]
    kept = {(function.path, function.name) for function in functions}
    dropped: dict[str, list[str]] = {}
    for function in run.functions:
        if (function.path, function.name) not in kept and function.path in run.unseen:
            dropped.setdefault(function.path, []).append(function.name)
    unseen = {path: (*names, *dropped.get(path, ())) for path, names in run.unseen.items()}
    stalls = run.stalls
    if len(stalls) > _MOST_STALLS:
        stalls = sorted(stalls, key=lambda stall: -stall.seconds)[:_MOST_STALLS]
        stalls.sort(key=lambda stall: stall.at)
    return replace(run, functions=functions, stalls=stalls, unseen=unseen)


def stored(run: Run) -> bytes:
    """Write a run, reduced, as JSON: an object whose first line ends before "functions" and is small."""
    run = reduced(run)
    paths: dict[str, int] = {}

    def path(name: str) -> int:
        return paths.setdefault(name, len(paths))

    functions = [
        [
            path(function.path),
            function.name,
            function.line,
            function.digest,
            *map(_short, (function.own, function.library, function.total, function.waiting)),
            function.samples,
            function.calls,
            [
                [line.offset, _short(line.own), _short(line.total), *([line.digest] if line.digest else [])]
                for line in function.lines
            ],
            [[path(call.path), call.name, _short(call.weight)] for call in function.callers],
            [[path(call.path), call.name, _short(call.weight)] for call in function.callees],
            [[stretch.first, stretch.last, _short(stretch.own)] for stretch in function.stretches],
        ]
        for function in run.functions
    ]
    stalls = [
        [
            _short(stall.at), _short(stall.seconds), path(stall.path), stall.function, stall.line, stall.call,
            [[path(place), name, line] for place, name, line in stall.stack[-_MOST_LEVELS:]],
            _short(stall.part), stall.holder,
        ]
        for stall in run.stalls
    ]  # fmt: skip
    compiled = [
        [
            each.engine, each.name[:_LONGEST], path(each.path), each.function, each.line,
            path(each.caller_path), each.caller, each.caller_line, each.times, _short(each.seconds),
        ]
        for each in run.compiled[:_MOST_COMPILED]
    ]  # fmt: skip
    flame = [[path(node.path), node.name, node.line, node.parent, _short(node.total)] for node in run.flame]
    unseen = [[path(place), list(names)] for place, names in run.unseen.items()]
    head: dict[str, Any] = {"schema": SCHEMA, **{name: getattr(run, name) for name in _HEAD}}
    head["command"] = run.command[:_LONGEST]
    head["count"] = len(functions)
    body = {
        "notes": [note[:_LONGEST] for note in run.notes[:100]],
        "paths": list(paths),
        "functions": functions,
        "stalls": stalls,
        "compiled": compiled,
        "flame": flame,
        "unseen": unseen,
    }
    first = json.dumps(head, separators=(",", ":"), allow_nan=False)
    rest = json.dumps(body, separators=(",", ":"), allow_nan=False)
    return f"{first[:-1]},\n{rest[1:]}\n".encode()


def _short(value: float) -> float:
    """Six digits are more than any profiler's figures are good for."""
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


# -- reading


def summary_of(path: str, run_id: str) -> RunInfo:
    """Read the first line. Raises StoreError, FileNotFoundError."""
    data = _bytes(path, _FIRST_LINE)
    first, newline, _ = data.partition(b"\n")
    if not newline or not first.rstrip().endswith(b","):
        raise StoreError(path, "damaged: its first line is not that of a run")
    return _guarded(path, lambda: _summary(_object(_json(first.rstrip()[:-1] + b"}")), run_id))


def run_of(path: str) -> Run:
    """Read a whole run. Raises StoreError, FileNotFoundError."""
    data = _bytes(path, None)
    return _guarded(path, lambda: _run(_object(_json(data)), os.path.basename(path).removesuffix(".json")))


def _bytes(path: str, most: int | None) -> bytes:
    try:
        # Never a pipe or device, which would keep us waiting.
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise StoreError(path, "not a regular file")
        if status.st_size > LARGEST:
            raise StoreError(path, f"has {status.st_size:,} bytes; a run has no more than {LARGEST:,}")
        with open(path, "rb") as file:
            return file.read(LARGEST if most is None else most)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(path, f"cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise StoreError(repr(path), str(error)) from error


def _guarded(path: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _Wrong as error:
        raise StoreError(path, str(error)) from error
    except RecursionError as error:
        raise StoreError(path, "damaged: nested too deeply") from error
    except (ValueError, OverflowError, MemoryError) as error:
        raise StoreError(path, f"damaged: {str(error)[:200]}") from error


def _json(data: bytes) -> object:
    """Decode, where the size of what comes out is bounded: 60 MB of `[],[],` would become 1.6 GB in 20 seconds."""
    if data.count(b"[") + data.count(b"{") > _MOST_LISTS or data.count(b",") > _MOST_ITEMS:
        raise _Wrong("damaged: it holds more than any run does")
    collecting = gc.isenabled()
    # Looking for garbage in what is being made takes longer than making it, and the editor waits.
    gc.disable()
    try:
        return json.loads(data, parse_constant=_no_constant)
    finally:
        if collecting:
            gc.enable()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _summary(head: dict[str, Any], run_id: str) -> RunInfo:
    _check_schema(head)
    unit = head.get("unit")
    if unit not in _UNITS:
        raise _Wrong(f'damaged: "unit" is {str(unit)[:40]!r}')
    return RunInfo(
        id=run_id,  # the file's name counts: it may have been renamed
        tool=_text(head.get("tool"), "tool"),
        unit=unit,
        total=_number(head.get("total"), "total"),
        command=_text(head.get("command"), "command"),
        python=_text(head.get("python"), "python"),
        began=_number(head.get("began"), "began"),
        duration=_number(head.get("duration"), "duration"),
        interval=_number(head.get("interval"), "interval"),
        samples=_whole(head.get("samples"), "samples"),
        waiting=_number(head.get("waiting"), "waiting"),
        outside=_number(head.get("outside"), "outside"),
        functions=_whole(head.get("count"), "count"),
    )


def _check_schema(head: dict[str, Any]) -> None:
    schema = head.get("schema")
    if schema == SCHEMA:
        return
    name, slash, number = str(schema).rpartition("/")
    if slash and name == SCHEMA.rpartition("/")[0] and number.isdigit():
        raise _Wrong(f"written by another version of Slowspot (schema {str(schema)[:60]}, this one reads {SCHEMA})")
    raise _Wrong(f'not a run of Slowspot: there is no "schema": "{SCHEMA}"')


def _run(document: dict[str, Any], run_id: str) -> Run:
    info = _summary(document, run_id)
    paths = [_path(item) for item in _list(document.get("paths"), "paths")]

    def path(number: object) -> str:
        if type(number) is not int or not 0 <= number < len(paths):
            raise _Wrong(f"damaged: there is no path {str(number)[:20]}")
        return paths[number]

    def calls(value: object) -> tuple[Call, ...]:
        return tuple(
            Call(path(place), _text(name, "call"), _number(weight, "call"))
            for place, name, weight in _rows(value, 3, "calls")
        )

    functions: list[MeasuredFunction] = []
    for row in _rows(document.get("functions"), 14, "functions"):
        place, name, line, digest, own, library, total, waiting, samples, called, lines, callers, callees, spread = row
        functions.append(
            MeasuredFunction(
                path=path(place),
                name=_text(name, "function"),
                line=_whole(line, "line"),
                digest=_text(digest, "digest"),
                own=_number(own, "own"),
                library=_number(library, "library"),
                total=_number(total, "total"),
                waiting=_number(waiting, "waiting"),
                samples=_whole(samples, "samples"),
                calls=None if called is None else _whole(called, "calls"),
                lines=tuple(_line(item) for item in _list(lines, "lines")),
                callers=calls(callers),
                callees=calls(callees),
                stretches=tuple(
                    Stretch(_whole(first, "stretches"), _whole(last, "stretches"), _number(own_time, "stretches"))
                    for first, last, own_time in _rows(spread, 3, "stretches")
                ),
            )
        )
    flame: list[FlameNode] = []
    for where, name, line, parent, total in _rows(document.get("flame"), 5, "flame"):
        if type(parent) is not int or not -1 <= parent < len(flame):
            raise _Wrong("damaged: the flame graph is no tree")
        flame.append(
            FlameNode(path(where), _text(name, "flame"), _whole(line, "flame"), parent, _number(total, "flame"))
        )
    stalls = [
        MeasuredStall(
            _number(at, "stall"),
            _number(seconds, "stall"),
            path(place),
            _text(function, "stall"),
            _whole(line, "stall"),
            _text(call, "stall"),
            tuple(
                (path(where), _text(name, "stall"), _whole(number, "stall"))
                for where, name, number in _rows(stack, 3, "stack")
            ),
            _number(part, "stall"),
            _text(holder, "stall"),
        )
        for at, seconds, place, function, line, call, stack, part, holder in _rows(document.get("stalls"), 9, "stalls")
    ]
    compiled = [
        MeasuredCompile(
            _text(engine, "compiled"),
            _text(name, "compiled"),
            path(place),
            _text(function, "compiled"),
            _whole(line, "compiled"),
            path(caller_place),
            _text(caller, "compiled"),
            _whole(caller_line, "compiled"),
            _whole(times, "compiled"),
            _number(seconds, "compiled"),
        )
        for engine, name, place, function, line, caller_place, caller, caller_line, times, seconds in _rows(
            document.get("compiled", []),  # a run of before it was recorded has none
            10,
            "compiled",
        )
    ]
    notes = [_text(note, "notes") for note in _list(document.get("notes"), "notes")]
    unseen = {
        path(place): tuple(_text(name, "unseen") for name in _list(names, "unseen"))
        for place, names in _rows(document.get("unseen"), 2, "unseen")
    }
    head = {name: getattr(info, name) for name in _HEAD}
    return Run(**head, functions=functions, stalls=stalls, compiled=compiled, flame=flame, notes=notes, unseen=unseen)


def _line(item: object) -> MeasuredLine:
    row = _list(item, "lines")
    if len(row) not in (3, 4):
        raise _Wrong('damaged: "lines" has a row of another length')
    digest = _text(row[3], "lines") if len(row) == 4 else ""
    return MeasuredLine(_whole(row[0], "lines"), _number(row[1], "lines"), _number(row[2], "lines"), digest)


def _object(value: object) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise _Wrong("not a run of Slowspot: no JSON object")


def _list(value: object, name: str) -> Sequence[Any]:
    if isinstance(value, list):
        return value
    raise _Wrong(f'damaged: "{name}" is no list')


def _rows(value: object, length: int, name: str) -> Sequence[Sequence[Any]]:
    rows = _list(value, name)
    for row in rows:
        if not isinstance(row, list) or len(row) != length:
            raise _Wrong(f'damaged: "{name}" has a row of another length')
    return rows


def _text(value: object, name: str) -> str:
    if isinstance(value, str) and len(value) <= _LONGEST:
        return value
    raise _Wrong(f'damaged: "{name}" has no text, or too much of it')


def _path(value: object) -> str:
    """A path below the project: readers open what it names."""
    path = _text(value, "paths")
    if "\0" in path or "\\" in path or path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
        raise _Wrong("damaged: a path leads out of the project")
    return path


def _number(value: object, name: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = float(value)
        if isfinite(number) and number >= 0:
            return number
    raise _Wrong(f'damaged: "{name}" has no number, or one that cannot be')


def _whole(value: object, name: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53:
        return value
    raise _Wrong(f'damaged: "{name}" has no count, or one that cannot be')
