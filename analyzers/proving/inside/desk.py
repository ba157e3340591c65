"""The child side of a proof: takes jobs as JSON lines, and answers each with a JSON line.

`open` loads a text, `generate` makes inputs, `observe` calls the function on inputs and says what it did, `time` takes
one sample. Runs on the child side, so it must be valid Python 3.9 and import nothing but the standard library.
"""

from __future__ import annotations

import json
import os
import signal
from typing import Any

# Before any code under proof is loaded: they bind what they need of the standard library while it is untouched.
from .generating import generated, sized
from .loading import NotLoaded, Subject
from .observing import observed
from .timing import sampled

__all__ = ["main"]


def main() -> None:
    """Answer jobs until standard input ends. What is proved finds an empty input, and output that goes nowhere."""
    jobs = os.fdopen(os.dup(0), "r", encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    desk = _Desk()
    for line in jobs:
        job = json.loads(line)
        stamp = job.pop("stamp", None)  # an answer without it is none: code under proof may write to any descriptor
        answer = {**desk.answer(job), "stamp": stamp}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


class _Desk:
    def __init__(self) -> None:
        self._subject: Subject | None = None

    def answer(self, job: dict[str, Any]) -> dict[str, Any]:
        if hasattr(signal, "alarm"):  # not on Windows: the end of a child whose parent is gone
            signal.alarm(int(job["timeout"]) + 5)
        try:
            return self._done(job)
        except NotLoaded as error:
            return {"reason": "not-loaded", "message": str(error)}
        except MemoryError:
            return {"reason": "memory", "message": "out of memory"}
        except BaseException as error:  # noqa: BLE001 - whatever the code under proof raises is an answer
            return {"reason": "error", "message": f"{type(error).__name__}: {error}"[:500]}
        finally:
            if hasattr(signal, "alarm"):
                signal.alarm(0)

    def _done(self, job: dict[str, Any]) -> dict[str, Any]:
        kind = job["kind"]
        if kind == "open":
            if self._subject is None:
                self._subject = Subject(job, sized)
            self._subject.load(job["text"])
            return {"opened": True}
        assert self._subject is not None
        if kind == "generate":
            return generated(self._subject, job)
        if kind == "observe":
            return observed(self._subject, job)
        return sampled(self._subject, job)
