"""Slowspot's own recordings (`slowspot profile -o FILE`): what `recorded_file` writes."""

from __future__ import annotations

from typing import Any, get_args

from ..profile import Compiled, Frame, Profile, StackTree, Stall, Unit
from ..recording.recorded_file import FORMAT
from .content import Malformed, frame, line_number, weight
from .jsontext import json_object

__all__ = ["read_recording", "sniff_recording"]

_UNITS: dict[str, Unit] = {unit: unit for unit in get_args(Unit)}
_ANY_VERSION = FORMAT.partition("/")[0].encode()


def sniff_recording(head: bytes, path: str) -> bool:
    return head.lstrip()[:60].startswith(b'{"format": "' + _ANY_VERSION)


def read_recording(data: bytes, path: str) -> Profile:
    told = json_object(data)
    if told.get("format") != FORMAT:
        raise Malformed(f"is of another version of Slowspot: {str(told.get('format'))[:40]!r}, not {FORMAT!r}")
    frames = _frames(told.get("frames"))
    unit = _UNITS.get(str(told.get("unit")))
    if unit is None:
        raise Malformed("its unit is none that is known")
    profile = Profile(_text(told, "tool"), unit=unit, stacks=_tree(told.get("stacks"), frames))
    profile.command, profile.python = _text(told, "command"), _text(told, "python")
    profile.interval = weight(told.get("interval", 0), "the interval")
    profile.duration = weight(told.get("duration", 0), "the duration")
    profile.began = weight(told.get("began") or 0, "the start time") or None
    notes = _list(told.get("notes"), "the notes")
    profile.notes = [note for note in notes if isinstance(note, str)]
    profile.stalls = [_stall(stall, frames) for stall in _list(told.get("stalls"), "the stalls")]
    profile.compiled = [_compiled(each, frames) for each in _list(told.get("compiled", []), "what was compiled")]
    for chain in _list(told.get("awaited"), "what was awaited"):
        if not isinstance(chain, list) or len(chain) != 2:
            raise Malformed("what was awaited is no pair of a stack and its time")
        key = _stack(chain[0], frames)
        profile.awaited[key] = profile.awaited.get(key, 0.0) + weight(chain[1], "time awaited")
    return profile


def _tree(told: Any, frames: list[Frame]) -> StackTree:
    if not isinstance(told, dict):
        raise Malformed("has no stacks")
    columns = [_list(told.get(name), f"the column {name}") for name in ("frame", "parent", "own", "waiting", "count")]
    if len({len(column) for column in columns}) != 1:
        raise Malformed("the columns of its stacks differ in length")
    tree = StackTree()
    nodes: list[int] = []
    for number, parent, own, waiting, count in zip(*columns, strict=True):
        if type(parent) is not int or not -1 <= parent < len(nodes):
            raise Malformed("a stack's caller does not stand before it")
        above = nodes[parent] if parent >= 0 else -1
        node = tree.node(above, tree.frame_number(_numbered(number, frames)))
        nodes.append(node)
        tree.own[node] += weight(own, "a weight")
        tree.waiting[node] += weight(waiting, "a weight")
        tree.count[node] += line_number(count)
    return tree


def _frames(told: Any) -> list[Frame]:
    frames: list[Frame] = []
    for fields in _list(told, "the frames"):
        if not isinstance(fields, list) or len(fields) != 4:
            raise Malformed("a frame is no list of name, file and two lines")
        name, path, first, line = fields
        frames.append(frame(name, path, first=first, line=line))
    return frames


def _stall(told: Any, frames: list[Frame]) -> Stall:
    if not isinstance(told, dict):
        raise Malformed("a stall is no object")
    return Stall(
        weight(told.get("at"), "a stall's time"),
        weight(told.get("seconds"), "a stall's time"),
        _stack(told.get("stack"), frames),
        min(weight(told.get("part", 1), "a stall's part"), 1.0),
        _text(told, "thread"),
        _text(told, "task"),
        _text(told, "holder"),
    )


def _compiled(told: Any, frames: list[Frame]) -> Compiled:
    if not isinstance(told, list) or len(told) != 6:
        raise Malformed("what was compiled is no list of framework, name, two places, times and seconds")
    engine, name, code, caller, times, seconds = told
    if not (isinstance(engine, str) and isinstance(name, str)):
        raise Malformed("what was compiled has no name")
    own, led = (next(iter(_stack(place, frames)), None) for place in (code, caller))
    return Compiled(engine, name, own, led, line_number(times), weight(seconds, "time spent on compiling"))


def _stack(told: Any, frames: list[Frame]) -> tuple[Frame, ...]:
    return tuple(_numbered(number, frames) for number in _list(told, "a stack"))


def _numbered(number: Any, frames: list[Frame]) -> Frame:
    if type(number) is not int or not 0 <= number < len(frames):
        raise Malformed("a stack names a frame that is not there")
    return frames[number]


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise Malformed(f"{key!r} is no text")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed(f"{what}: no list")
    return value
