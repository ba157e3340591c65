"""What a process and all that it started have used of the processor, as the system counts it from outside."""

from __future__ import annotations

import glob

__all__ = ["processor_seconds"]


def processor_seconds(pid: int) -> float | None:
    """Return the seconds on a core of a process and its descendants; None where the system does not say (not Linux).

    What has ended is not in it.
    """
    total = 0
    seen: set[int] = set()
    todo = [pid]
    while todo:
        process = todo.pop()
        if process in seen:
            continue
        seen.add(process)
        try:
            for thread in glob.glob(f"/proc/{process}/task/*"):
                with open(f"{thread}/schedstat", encoding="ascii") as account:
                    total += int(account.read().split()[0])
                with open(f"{thread}/children", encoding="ascii") as children:
                    todo += map(int, children.read().split())
        except (IndexError, OSError, ValueError):
            if process == pid:
                return None
    return total / 1e9 if total else None
