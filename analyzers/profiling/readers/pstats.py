"""Files of cProfile, marshalled: read in a child process, which a hostile file may crash as it likes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from ..profile import FunctionTimes, Profile
from .content import MEMORY, Malformed, frame, weight

__all__ = ["read_pstats", "sniff_pstats"]

_SECONDS = 60
_CHILD = Path(__file__).with_name("pstats_child.py")

_BUILTIN = re.compile(r"<built-in method (.+)>")
_METHOD = re.compile(r"<(?:slot wrapper|method) '(.+)' of '(.+)' objects>")


def sniff_pstats(head: bytes, path: str) -> bool:
    # A dictionary (with or without the flag for references) whose first key is a tuple of three.
    return head[:1] in (b"{", b"\xfb") and head[1:2] in (b"(", b")", b"\xa8", b"\xa9")


def read_pstats(data: bytes, path: str) -> Profile:
    told = _unmarshalled(data)
    interval = weight(told["interval"], "the interval")
    functions = _functions(told["functions"], sampled=interval > 0)
    return Profile(
        "Tachyon" if interval else "cProfile",
        functions=functions,
        duration=sum(function.own for function in functions),
        interval=interval,
    )


def _unmarshalled(data: bytes) -> Any:
    """What the child says that the file holds. Raises Malformed, also where the child crashes or takes too long."""
    environment = {**os.environ, "SLOWSPOT_CHILD_MEMORY": str(MEMORY), "SLOWSPOT_CHILD_SECONDS": str(_SECONDS)}
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-S", str(_CHILD)],
            input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Malformed(f"takes more than {_SECONDS} seconds to read") from None
    except OSError as error:
        raise Malformed(f"cannot be read: {sys.executable} does not start: {error.strerror}") from None
    try:
        answer = json.loads(child.stdout)
    except ValueError:
        raise Malformed("is damaged, or made to do harm: the process that read it crashed") from None
    if isinstance(answer, str):
        raise Malformed(answer)
    return answer


def _functions(rows: list[list[Any]], *, sampled: bool) -> list[FunctionTimes]:
    """The functions, or the lines of functions in samples."""
    functions: list[FunctionTimes] = []
    for path, line, name, calls, own, total, callers in rows:
        if path == "~":  # in C
            place = frame(_of_c(name), "")
        else:
            place = frame(name, path, line=line) if sampled else frame(name, path, first=line)
        found = FunctionTimes(
            place,
            weight(own, "a function's time"),
            weight(total, "a function's time"),
            None if sampled else int(weight(calls, "a number of calls")),
        )
        found.callers = {caller: weight(spent, "a caller's time") for caller, spent in callers}
        functions.append(found)
    return functions


def _of_c(name: Any) -> Any:
    """`time.sleep` for "<built-in method time.sleep>", `list.append` for "<method 'append' of 'list' objects>"."""
    if not isinstance(name, str) or len(name) > 1000:  # patterns with two open ends are slow on long texts
        return name
    if (match := _BUILTIN.fullmatch(name)) is not None:
        return match[1]
    if (match := _METHOD.fullmatch(name)) is not None:
        return f"{match[2]}.{match[1]}"
    return name
