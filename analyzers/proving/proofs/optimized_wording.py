"""What optimizing found, as programs read it (schema slowspot.optimize/1, which may gain fields and loses none)."""

from __future__ import annotations

import os
from difflib import unified_diff
from typing import Any

from ...source.positions import split_lines
from ...version import VERSION
from .optimizing import Optimized, Task, Tried
from .wording import as_json as proof_as_json
from .wording import title

__all__ = ["SCHEMA", "as_json", "diff_of", "summary"]

SCHEMA = "slowspot.optimize/1"


def as_json(task: Task, found: Optimized) -> dict[str, Any]:
    """The record of a search. Texts are in it as diffs."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "path": task.path,
        "function": task.function,
        "python": {"implementation": task.interpreter.implementation, "release": task.interpreter.release},
        "accepted": [_record(task, tried) for tried in found.accepted],
        "surpassed": [_record(task, tried) for tried in found.surpassed],
        "rejected": [_record(task, tried) for tried in found.rejected],
        "alike": found.alike,
        "broken": found.broken,
        "stopped": found.stopped or None,
        "notes": found.notes,
        "seconds": round(found.seconds, 2),
    }


def _record(task: Task, tried: Tried) -> dict[str, Any]:
    candidate = tried.candidate
    return {
        "source": tried.source,
        "origin": candidate.origin,
        "rules": list(candidate.rules),
        "note": candidate.note,
        "repaired": tried.repaired,
        "diff": "".join(diff_of(task, tried)),
        "proof": proof_as_json(tried.proof),
    }


def diff_of(task: Task, tried: Tried) -> list[str]:
    """Lines of a diff that `git apply` takes in the project's folder."""
    name = os.path.relpath(task.path, task.root).replace(os.sep, "/")
    before, after = ([line for line in split_lines(text) if line] for text in (task.text, tried.candidate.after))
    return [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(before, after, f"a/{name}", f"b/{name}")
    ]


def summary(found: Optimized) -> str:
    """One sentence: "list-membership-in-loop: proved on 412 inputs, 3.8×", "nothing better found, 5 tried"."""
    if found.stopped == "cancelled":
        return "called off"
    if not found.accepted:
        return f"nothing better found, {found.tried} tried"
    best = found.accepted[0]
    return f"{best.candidate.origin}: {title(best.proof)}"
