"""The language server in large workspaces: keystrokes while files are indexed, and memory."""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from pathlib import Path
from typing import Any

from corpus import django
from editor_sessions import SLOWSPOT, Session, folder_with
from processes import children, resident

__all__ = ["fill", "indexing", "memory"]

MOST_SECONDS = 120


def indexing(options: argparse.Namespace) -> dict[str, Any]:
    """Keystrokes in a document of 10,000 lines: alone, then while a workspace is indexed."""
    with folder_with({}) as root:
        session = Session(SLOWSPOT, root)
        session.open(10_000)
        alone = [session.edit(*edit) for edit in _slowly(session, options.edits)]
        session.stop()
    with folder_with({}) as root:
        files = fill(root, options.files)
        session = Session(SLOWSPOT, root, {"index": "on"})
        session.open(10_000)
        began = time.perf_counter()
        while not _indexes(session) and time.perf_counter() - began < 20:
            time.sleep(0.05)
        meanwhile: list[float] = []
        for edit in _slowly(session, options.edits):
            taken = session.edit(*edit)
            if _indexes(session):
                meanwhile.append(taken)
        session.stop()
    idle = statistics.median(alone)
    slow = statistics.quantiles(meanwhile, n=20)[-1] if len(meanwhile) > 20 else None
    return {
        "files": files, "n": len(meanwhile), "idle": round(idle * 1e3, 2),
        "idle_p95": round(statistics.quantiles(alone, n=20)[-1] * 1e3, 2),
        "median": round(statistics.median(meanwhile) * 1e3, 2) if meanwhile else None,
        "p95": round(slow * 1e3, 2) if slow else None, "ratio": round(slow / idle, 2) if slow else None,
    }  # fmt: skip


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """MB, resident, of all processes with Django as the workspace: most while it is indexed, then after many edits."""
    with folder_with({}) as root:
        shutil.copytree(django(), root / "django")
        session = Session(SLOWSPOT, root, {"index": "on"})
        session.open(1_000)
        most, began, seen = 0, time.perf_counter(), False
        while time.perf_counter() - began < MOST_SECONDS and (_indexes(session) or not seen):
            seen |= _indexes(session)
            most = max(most, resident(session.client.process.pid))
            time.sleep(0.1)
            if not seen and time.perf_counter() - began > 20:
                break
        before = resident(session.client.process.pid)
        edits = session.edits(400)
        for number in range(options.many_edits):
            session.edit(*edits[number % len(edits)])
        after = resident(session.client.process.pid)
        session.stop()
    megabytes = {"most": most, "before": before, "after": after}
    return {"edits": options.many_edits, **{name: round(value / 1e6, 1) for name, value in megabytes.items()}}


def _slowly(session: Session, count: int) -> Any:
    for edit in session.edits(count):
        yield edit
        time.sleep(0.03)


def fill(root: Path, count: int) -> int:
    """So many files of Django's, some of them more than once."""
    paths = sorted(path for path in django().rglob("*.py") if path.stat().st_size)
    for number in range(count):
        source = paths[number % len(paths)]
        target = root / f"copy{number // len(paths)}" / source.relative_to(django())
        target.parent.mkdir(parents=True, exist_ok=True)
        # No two are the same: what is known of a text is kept for other files with it.
        target.write_bytes(source.read_bytes() + b"\n# %d\n" % number)
    return count


def _indexes(session: Session) -> bool:
    """Whether a child process of the server uses the processor."""
    for pid in children(session.client.process.pid):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if state[0] in "RD":
            return True
    return False
