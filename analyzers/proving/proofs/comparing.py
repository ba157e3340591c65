"""Where two observations differ, in words. They come from code under proof: nothing in them need be well-formed."""

from __future__ import annotations

import ast
import math
from typing import Any

__all__ = ["difference", "new_names"]

_MISSING = object()
_ORDER = ("tampering", "exception", "result", "sharing", "again", "arguments", "stdout", "stderr")
_WORDS = {
    "sharing": "what the result shares with the arguments",
    "again": "a second call",
    "arguments": "the arguments afterwards",
    "log": "log records",
    "tampering": "tampering with the observer",
}
_MOST_SHOWN = 80


def difference(before: Any, after: Any, *, tolerance: float | None = None) -> str | None:
    """Return where two observations of one input differ, in words, or None.

    With a tolerance, floats agree to it, relatively; the observations must then hold shapes. An outcome that is no
    result ("timeout", "unmade") differs from any other, and two that are none agree: the caller counts them as
    unanswered.
    """
    if not _is_observation(before) or not _is_observation(after):
        return "an answer is malformed"
    if before["outcome"] != after["outcome"]:
        return f"{_told(before)} and {_told(after)}"
    if before["outcome"] in ("timeout", "unmade"):
        return None
    ours, theirs = before["parts"], after["parts"]
    names = {*ours, *theirs}
    for name in [*(each for each in _ORDER if each in names), *sorted(names.difference(_ORDER))]:
        if name.startswith("global ") and _is_new(name[7:], before, after):
            continue
        if name.startswith("reach "):
            if name not in ours:  # what a rewrite does no more is no harm
                return f"only after it reaches for {name[6:]}"
            continue
        found = _of_parts(name, ours.get(name), theirs.get(name), tolerance)
        if found is not None:
            return found
    return None


def _is_observation(value: Any) -> bool:
    return (
        type(value) is dict
        and type(value.get("outcome")) is str
        and type(value.get("parts")) is dict
        and all(
            type(name) is str and type(part) is dict and type(part.get("digest")) is str and part["digest"]
            for name, part in value["parts"].items()
        )
    )


def _is_new(name: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Tell whether only one of the texts has such a variable from the start: a new private cache is no difference."""
    has = [type(side.get("watched")) is list and name in side["watched"] for side in (before, after)]
    return has[0] is not has[1]


def _told(observation: dict[str, Any]) -> str:
    outcome = observation["outcome"]
    part = observation["parts"].get("exception" if outcome == "raised" else "result")
    return outcome if part is None else f"{outcome} {_shown(part)}"


def _shown(part: Any) -> str:
    text = str(part.get("shown", "?"))
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _of_parts(name: str, ours: Any, theirs: Any, tolerance: float | None) -> str | None:
    words = _WORDS.get(name, name)
    if ours is None or theirs is None:
        there, side = (ours, "only before") if theirs is None else (theirs, "only after")
        return f"{words} {side}: {_shown(there)}"
    if ours["digest"] == theirs["digest"]:
        return None
    if "shape" in ours and "shape" in theirs:
        place = _differing(ours["shape"], theirs["shape"], tolerance, "")
        if place is not None:
            return f"{words}{place}"
        if tolerance is not None:
            return None
    return f"{words}: {_shown(ours)} and {_shown(theirs)}"


def _differing(a: Any, b: Any, tolerance: float | None, path: str, depth: int = 0) -> str | None:
    if type(a) is list and type(b) is list and depth < 300:
        if a[:1] != b[:1] and not (a and b and type(a[0]) is not str and type(b[0]) is not str):
            return f"{path}: {_brief(a)} and {_brief(b)}"
        for number, (one, other) in enumerate(zip(a, b, strict=False)):
            found = _differing(one, other, tolerance, f"{path}{_step(a, number)}", depth + 1)
            if found is not None:
                return found
        if len(a) == len(b):
            return None
        ours, theirs = _brief(a), _brief(b)
        if ours.endswith("…") or theirs.endswith("…") or ours == theirs:
            return f"{path}: {len(a) - 1} parts and {len(b) - 1}"
        return f"{path}: {ours} and {theirs}"
    if type(a) is float and type(b) is float:
        if math.isnan(a) or math.isnan(b):
            same = math.isnan(a) and math.isnan(b)
        elif tolerance is not None:
            same = math.isclose(a, b, rel_tol=tolerance)
        else:
            same = a == b and math.copysign(1.0, a) == math.copysign(1.0, b)
    else:
        same = type(a) is type(b) and a == b
    return None if same else f"{path}: {_brief(a)} and {_brief(b)}"


def _step(shape: list[Any], number: int) -> str:
    if number == 0:
        return ""
    kind = shape[0]
    if kind == "dict":
        key = shape[number - 1] if number % 2 == 0 else number // 2
        return f"[{_brief(key)}]" if number % 2 == 0 else f".keys()[{key}]"
    if kind == "object":
        return f".{shape[number - 1]}" if number > 1 and number % 2 else ""
    if kind in ("sub", "awaited", "stream", "deep"):
        return ""
    return f"[{number - 1}]"


def _brief(shape: Any) -> str:
    if type(shape) is list and shape and shape[0] in ("list", "tuple"):
        inner = ", ".join(map(_brief, shape[1:6])) + ", …" * (len(shape) > 6)
        text = f"[{inner}]" if shape[0] == "list" else f"({inner})"
    elif type(shape) is list and shape and type(shape[0]) is str:
        text = f"{shape[0]}({', '.join(map(_brief, shape[1:6]))})"
    else:
        text = repr(shape)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def new_names(before: str, after: str) -> list[str]:
    """Return what `ignored` of a job should say: "global NAME" and private attributes that only one of the texts sets.

    A cache that a rewrite adds is nothing that other code knows. An attribute without an underscore counts as seen.
    """
    ours, theirs = _Names(before), _Names(after)
    found = {f"global {name}" for name in ours.variables ^ theirs.variables}
    for one, other in ((ours, theirs), (theirs, ours)):
        found |= one.stored - other.used
    return sorted(found)


class _Names:
    """Names of a text: its module's variables, the private attributes that it sets, and all attributes that it uses."""

    def __init__(self, text: str) -> None:
        self.variables: set[str] = set()
        self.stored: set[str] = set()
        self.used: set[str] = set()
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                self.used.add(node.attr)
                if isinstance(node.ctx, ast.Store) and node.attr.startswith("_") and not node.attr.startswith("__"):
                    self.stored.add(node.attr)
            elif isinstance(node, ast.Name):
                self.used.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                self.used.add(node.value)  # in __slots__, or for getattr
        for statement in tree.body:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)):
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                self.variables |= {target.id for target in targets if isinstance(target, ast.Name)}
