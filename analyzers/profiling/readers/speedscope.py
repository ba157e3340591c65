"""Speedscope's own JSON, the format that many profilers can write."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ..profile import PROCESS, THREAD, Frame, Profile, StackTree, Unit
from .collapsed import STACKS_KNOWN
from .content import MOST, Malformed, frame, weight
from .jsontext import Cursor, json_cursor

__all__ = ["read_speedscope", "sniff_speedscope"]

_SCALES: dict[str, tuple[Unit, float]] = {
    "none": ("samples", 1.0),
    "nanoseconds": ("seconds", 1e-9),
    "microseconds": ("seconds", 1e-6),
    "milliseconds": ("seconds", 1e-3),
    "seconds": ("seconds", 1.0),
    "bytes": ("bytes", 1.0),
}
_SEPARATOR = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")

# py-spy names what a profile is of, and with --subprocesses and --threads puts frames of its own into the stacks.
_OF_THREAD = re.compile(r'(?:Process \d+ )?Thread (\S+) "(.*)"', re.DOTALL)
_THREAD_FRAME = re.compile(r"thread \((\S+)\)(?:: (.*))?", re.DOTALL)
_PROCESS_FRAME = re.compile(r'process (\d+):"(.*)"', re.DOTALL)


def sniff_speedscope(head: bytes, path: str) -> bool:
    return b"speedscope.app/file-format-schema" in head or (
        head.lstrip().startswith(b"{") and path.endswith(".speedscope.json")
    )


def read_speedscope(data: bytes, path: str) -> Profile:
    cursor = json_cursor(data)
    tree = StackTree(MOST)
    parts: list[_Part] = []
    frames: Any = None
    told: dict[str, Any] = {}
    for key in cursor.members():
        if key == "profiles":
            parts.extend(_part(cursor, tree, -2 - len(parts)) for _ in cursor.elements())
        elif key == "shared":
            shared = cursor.value()
            frames = shared.get("frames") if isinstance(shared, dict) else None
        else:
            told[key] = cursor.value()
    if not isinstance(frames, list) or not parts:
        raise Malformed("has no profiles or no frames")
    exporter = told.get("exporter")
    tool = exporter.partition("@")[0] if isinstance(exporter, str) else ""
    if not tool and told.get("name") == "memray":
        tool = "memray"
    profile = Profile(tool or "speedscope", stacks=tree)
    _weigh(parts, tree, profile)
    if profile.duration and sum(tree.own) < 0.5 * profile.duration:
        profile.notes.append(
            f"the file accounts for {sum(tree.own):.3g} s of the {profile.duration:.3g} s that it tells of"
        )
    _name(parts, tree, frames, of_functions=tool == "pyinstrument")
    return profile


@dataclass(slots=True)
class _Part:
    """One of the profiles in a file. Its stacks hang below a node of its own, until all frames are known."""

    root: int
    name: str = ""
    unit: str = "none"
    duration: float = 0.0
    leaves: array[int] | None = None
    weights: array[float] | None = None
    sampled: bool = True
    """Otherwise the leaves are spans of time between two events."""


def _part(cursor: Cursor, tree: StackTree, stand_in: int) -> _Part:
    part = _Part(tree.node(-1, stand_in))
    told: dict[str, Any] = {}
    for key in cursor.members():
        if key == "samples":
            part.leaves = _samples(cursor, tree, part.root)
        elif key == "weights":
            part.weights = _weights(cursor.value())
        elif key == "events":
            part.leaves, part.weights = _events(cursor, tree, part.root)
            part.sampled = False
        else:
            told[key] = cursor.value()
    name = told.get("name")
    part.name = name if isinstance(name, str) else ""
    unit = told.get("unit", "none")
    if not isinstance(unit, str) or unit not in _SCALES:
        raise Malformed(f"a profile's unit is none of {', '.join(_SCALES)}")
    part.unit = unit
    if part.leaves is None or part.weights is None:
        raise Malformed("a profile has neither samples with weights nor events")
    if len(part.leaves) != len(part.weights):
        raise Malformed(f"a profile has {len(part.leaves)} samples, but {len(part.weights)} weights")
    start, end = (weight(told.get(key, 0), f"a profile's {key}") for key in ("startValue", "endValue"))
    part.duration = max(end - start, 0.0)
    return part


def _samples(cursor: Cursor, tree: StackTree, root: int) -> array[int]:
    """The node at which each sample ends. A sample that occurs again costs no more than finding its text."""
    text, leaves, known = cursor.text, array("q"), dict[str, int]()
    get, find, trail = known.get, text.find, _Trail(tree, root)
    if text[cursor.at : cursor.at + 1] != "[":
        raise cursor.malformed("a list of samples")
    cursor.at += 1
    cursor.skip_space()
    if text[cursor.at : cursor.at + 1] == "]":
        cursor.at += 1
        return leaves
    while True:
        at = cursor.at
        end = find("]", at) + 1
        stack = text[at:end]
        leaf = get(stack)
        if leaf is None:
            leaf = trail.end_of(cursor.value())
            if cursor.at == end:  # no "]" further inside
                if len(known) >= STACKS_KNOWN:
                    known.clear()
                known[stack] = leaf
            end = cursor.at
        leaves.append(leaf)
        if text.startswith(",", end) and text.startswith("[", end + 1):
            cursor.at = end + 1
        elif (separator := _SEPARATOR.match(text, end)) is not None:
            cursor.at = separator.end()
        else:
            cursor.at = end
            cursor.skip_space()
            if text[cursor.at : cursor.at + 1] != "]":
                raise cursor.malformed("',' or ']'")
            cursor.at += 1
            return leaves


class _Trail:
    """The nodes along the stack that was looked up last: most stacks begin as the one before them does."""

    def __init__(self, tree: StackTree, root: int) -> None:
        self._tree = tree
        self._root = root
        self._stack: list[int] = []
        self._nodes: list[int] = []

    def end_of(self, stack: Any) -> int:
        if not isinstance(stack, list) or not set(map(type, stack)) <= {int}:
            raise Malformed("a sample is no list of frame numbers")
        same = _same(stack, self._stack)
        fresh = stack[same:]
        if fresh and not (min(fresh) >= 0 and max(fresh) < 1 << 31):
            raise Malformed("a sample has a frame that does not exist")
        nodes = self._nodes[:same]
        node = nodes[-1] if nodes else self._root
        step = self._tree.node
        for number in fresh:
            node = step(node, number)
            nodes.append(node)
        self._stack, self._nodes = stack, nodes
        return node


def _same(one: list[int], other: list[int]) -> int:
    """How far two lists begin alike."""
    same, unlike = 0, min(len(one), len(other))
    if one[:unlike] == other[:unlike]:
        return unlike
    while same + 1 < unlike:
        middle = (same + unlike) // 2
        if one[same:middle] == other[same:middle]:
            same = middle
        else:
            unlike = middle
    return same


def _weights(value: Any) -> array[float]:
    try:
        weights = array("d", value) if isinstance(value, list) else None
    except (TypeError, OverflowError):
        weights = None
    if weights is None or (weights and not (min(weights) >= 0 and isfinite(sum(weights)))):
        raise Malformed("a profile's weights are no list of numbers from 0 on")
    return weights


def _events(cursor: Cursor, tree: StackTree, root: int) -> tuple[array[int], array[float]]:
    """Where the program was between any two events, and how long."""
    leaves, spans = array("q"), array("d")
    node, last = root, 0.0
    nodes, frames, step = [root], [-1], tree.node
    for event in cursor.values():
        try:
            kind, at, number = event["type"], event["at"], event["frame"]
        except (KeyError, TypeError):
            raise Malformed("an event has no type, time or frame") from None
        if at != last:
            at = weight(at, "an event's time")
            if node != root:
                if at < last:
                    raise Malformed(f"an event at {at} follows one at {last}")
                leaves.append(node)
                spans.append(at - last)
            last = at
        if kind == "O":
            if type(number) is not int or not 0 <= number < 1 << 31:
                raise Malformed("an event has a frame that does not exist")
            node = step(node, number)
            nodes.append(node)
            frames.append(number)
        elif kind == "C" and len(frames) > 1 and number == frames[-1]:
            nodes.pop()
            frames.pop()
            node = nodes[-1]
        else:
            raise Malformed("an event closes another frame than the one opened last")
    return leaves, spans


def _weigh(parts: list[_Part], tree: StackTree, profile: Profile) -> None:
    """Book the weights of all parts that count the same as the first."""
    profile.unit = _SCALES[parts[0].unit][0]
    own, count = tree.own, tree.count
    intervals: set[float] = set()
    for part in parts:
        unit, scale = _SCALES[part.unit]
        if unit != profile.unit:
            profile.notes.append(f"the file also counts {part.name or unit}, which was left out")
            continue
        assert part.leaves is not None  # `_part` has seen to it
        assert part.weights is not None
        if part.sampled:
            for leaf, span in zip(part.leaves, part.weights, strict=True):
                own[leaf] += span * scale
                count[leaf] += 1
            intervals |= set(part.weights)
        else:
            for leaf, span in zip(part.leaves, part.weights, strict=True):
                own[leaf] += span * scale
        if unit == "seconds":
            profile.duration = max(profile.duration, part.duration * scale)
            if len(intervals) == 1:
                profile.interval = next(iter(intervals)) * scale
    if len(intervals) > 1:
        profile.interval = 0.0


def _name(parts: list[_Part], tree: StackTree, frames: list[Any], *, of_functions: bool) -> None:
    """Give the nodes their frames. Lines are those that ran, or (`of_functions`) those where functions begin."""
    names: dict[int, Frame] = {}
    for number, told in enumerate(frames):
        if not isinstance(told, dict):
            raise Malformed("a frame is no object")
        line = told.get("line")
        found = frame(
            told.get("name"), told.get("file"), first=line if of_functions else 0, line=0 if of_functions else line
        )
        names[number] = _special(found) if not found.path else found
    # Threads of py-spy's own making take the place of ours.
    inside = any(found.path == THREAD for found in names.values())
    stand_ins: set[int] = set()
    for place, part in enumerate(parts):
        match = _OF_THREAD.fullmatch(part.name)
        if match is not None:
            names[-2 - place] = frame(match[2] or match[1], THREAD)
        else:
            names[-2 - place] = frame(part.name, THREAD)
        if inside or (match is None and len(parts) == 1) or part.unit != parts[0].unit:
            stand_ins.add(part.root)
    try:
        tree.rename(names)
    except KeyError:
        raise Malformed("a sample or event has a frame that does not exist") from None
    selves = {number for number, found in enumerate(tree.frames) if found.name == "[self]" and not found.path}
    for node, parent in enumerate(tree.parent):
        if parent in stand_ins:
            tree.parent[node] = -1
        elif tree.frame[node] in selves:  # pyinstrument's name for time that no call below took
            tree.own[parent] += tree.own[node]
            tree.count[parent] += tree.count[node]
            tree.own[node] = 0.0
            tree.count[node] = 0


def _special(found: Frame) -> Frame:
    if (match := _THREAD_FRAME.fullmatch(found.name)) is not None:
        return Frame(match[2] or match[1], THREAD)
    if (match := _PROCESS_FRAME.fullmatch(found.name)) is not None:
        return Frame(match[2] or match[1], PROCESS)
    return found
