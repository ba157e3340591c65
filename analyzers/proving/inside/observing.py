"""What a function does on inputs: what it returns or raises, and what it leaves changed.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import hashlib
from typing import Any

from .loading import Subject

__all__ = ["observed"]


def observed(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Call the function on each of the job's `inputs`."""
    return {"observations": [_observation(subject, given) for given in job["inputs"]]}


def _observation(subject: Subject, given: dict[str, Any]) -> dict[str, Any]:
    try:
        args, kwargs = subject.arguments(given)
    except Exception as error:  # noqa: BLE001 - the code of the input is the user's
        return {"outcome": "unmade", "parts": {"exception": _part(repr(error))}, "lines": []}
    try:
        result = subject.function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - whatever it raises is what it does
        return {"outcome": "raised", "parts": {"exception": _part(repr(error))}, "lines": []}
    return {"outcome": "returned", "parts": {"result": _part(repr(result))}, "lines": []}


def _part(text: str) -> dict[str, str]:
    return {"digest": hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(), "shown": text[:200]}
