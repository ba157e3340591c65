"""How long a function takes on inputs.

Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library and its own package.
"""

from __future__ import annotations

import time
from typing import Any

from .loading import Subject

__all__ = ["sampled"]


def sampled(subject: Subject, job: dict[str, Any]) -> dict[str, Any]:
    """Call the function once on each of the job's `inputs`, and give the nanoseconds of each call."""
    taken: list[int] = []
    for given in job["inputs"]:
        args, kwargs = subject.arguments(given)
        began = time.perf_counter_ns()
        subject.function(*args, **kwargs)
        taken.append(time.perf_counter_ns() - began)
    return {"nanoseconds": taken}
