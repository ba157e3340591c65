"""pyinstrument's sessions (samples with lines) and its JSON reports (a tree of functions)."""

from __future__ import annotations

from typing import Any

from ..profile import THREAD, Frame, Profile, StackTree
from .content import MOST, Malformed, frame, weight
from .jsontext import Cursor, json_cursor

__all__ = ["read_report", "read_session", "sniff_report", "sniff_session"]

_AWAIT = "[await]"
_OUTSIDE = "[out-of-context]"
_SELF = "[self]"


def sniff_session(head: bytes, path: str) -> bool:
    # The samples come last, after what is known of the interpreter.
    return head.lstrip().startswith(b"{") and b'"start_call_stack"' in head and b'"min_interval"' in head


def read_session(data: bytes, path: str) -> Profile:
    cursor = json_cursor(data)
    tree = StackTree(MOST)
    told: dict[str, Any] = {}
    records = False
    for key in cursor.members():
        if key == "frame_records":
            if records:
                raise Malformed("has two lists of samples")
            records = True
            _records(cursor, tree)
        else:
            told[key] = cursor.value()
    if not records:
        raise Malformed("has no samples (frame_records)")
    profile = _profile(told, tree)
    least, most = (weight(told.get(key, 0.001), key) for key in ("min_interval", "max_interval"))
    profile.interval = least if least == most else 0.0
    if any(tree.waiting):
        profile.notes.append("time that coroutines awaited counts as waiting")
    return profile


def _records(cursor: Cursor, tree: StackTree) -> None:
    """Fold the samples: each a stack, outermost first, and the seconds since the one before."""
    own, count, waiting = tree.own, tree.count, tree.waiting
    numbers = _Numbers(tree)
    descend = tree.descend
    for record in cursor.values():
        try:
            stack, seconds = record
            stack = [numbers[level] for level in stack]
        except (TypeError, ValueError):
            raise Malformed("a sample is no pair of a stack and its time") from None
        idle = bool(stack) and stack[-1] < 0
        leaf = descend(-1, stack[:-1] if idle else stack)
        if leaf < 0:  # a sample without a stack
            continue
        seconds = weight(seconds, "a sample's time")
        if idle:
            waiting[leaf] += seconds
        else:
            own[leaf] += seconds
            count[leaf] += 1


class _Numbers(dict[str, int]):
    """The numbers of levels, looked up where they are new. That of time without a frame of its own is below 0."""

    def __init__(self, tree: StackTree) -> None:
        super().__init__()
        self._tree = tree

    def __missing__(self, level: str) -> int:
        if not isinstance(level, str):
            raise Malformed("a sample's stack is no list of texts")
        idle = level.partition("\0")[0] in (_AWAIT, _OUTSIDE)
        number = self[level] = -1 if idle else self._tree.frame_number(_frame(level))
        return number


def _frame(level: str) -> Frame:
    r"""The frame of "NAME\0FILE\0FIRST LINE", after which come attributes: "\1l12" for the line that ran."""
    identifier, *attributes = level.split("\x01")
    name, _, rest = identifier.partition("\0")
    path, _, first = rest.partition("\0")
    if path == THREAD:
        return frame(name, THREAD)
    if path == "<built-in>":
        return frame(name, "")
    line = next((attribute[1:] for attribute in attributes if attribute.startswith("l")), "0")
    return frame(name, path, first=_int(first or "0"), line=_int(line))


def _int(digits: str) -> int:
    try:
        return int(digits[:20])
    except ValueError:
        raise Malformed(f"a line number is {digits[:20]!r}") from None


def sniff_report(head: bytes, path: str) -> bool:
    return head.lstrip().startswith(b"{") and b'"target_description"' in head and b'"root_frame"' in head


def read_report(data: bytes, path: str) -> Profile:
    cursor = json_cursor(data)
    told = {key: cursor.value() for key in cursor.members()}
    tree = StackTree(MOST)
    root = told.get("root_frame")
    if root is not None:
        pending: list[tuple[Any, int]] = [(root, -1)]
        while pending:
            told_frame, parent = pending.pop()
            pending.extend(_add(told_frame, parent, tree))
    profile = _profile(told, tree)
    profile.notes.append("a JSON report of pyinstrument has no lines, a session (pyinstrument -r session) has")
    return profile


def _add(told: Any, parent: int, tree: StackTree) -> list[tuple[Any, int]]:
    """Add a function of a report; what it called comes back, with its node."""
    try:
        name, path, line = told["function"], told["file_path"], told["line_no"]
        time, children = told["time"], told["children"]
    except (KeyError, TypeError):
        raise Malformed("a frame has no function, file, line, time or children") from None
    if not isinstance(children, list) or not all(isinstance(child, dict) for child in children):
        raise Malformed("a frame's children are no list of frames")
    time = weight(time, "a frame's time")
    if name in (_SELF, _AWAIT, _OUTSIDE) and not path and parent >= 0:
        tree.add(parent, time, 0, waiting=name != _SELF)
        return [(child, parent) for child in children]
    node = tree.node(parent, tree.frame_number(frame(name, path, first=line)))
    below = sum(weight(child.get("time"), "a frame's time") for child in children)
    if time - below > 1e-6 * max(len(children), 1):  # times are rounded to microseconds
        tree.add(node, time - below, 0)
    return [(child, node) for child in children]


def _profile(told: dict[str, Any], tree: StackTree) -> Profile:
    described = told.get("target_description")
    command = described.removeprefix("Program: ") if isinstance(described, str) else ""
    return Profile(
        "pyinstrument",
        stacks=tree,
        command=command,
        duration=weight(told.get("duration", 0), "the duration"),
        began=weight(told.get("start_time", 0), "the start time") or None,
    )
