"""A project with a profile: its source, and a run of it put into the store as another process would."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.measured import MeasuredStall
from slowspot.analyzers.profiling.profile import Frame, Profile, StackTree
from slowspot.analyzers.profiling.store import Store

SHOP = """\
import json


def cheapest(prices):
    return sorted(prices)[0]


def load(path):
    with open(path) as file:
        return json.load(file)


async def serve():
    prices = load("prices.json")
    return cheapest(prices)


def idle():
    pass
"""

SERVE, LOAD, CHEAPEST = ("serve", 14), ("load", 10), ("cheapest", 5)
JSON = Frame("load", "/usr/lib/python3.11/json/__init__.py", 274, 293)
FIRST = {"serve": 13, "load": 8, "cheapest": 4, "main": 13, "sell": 6, "count": 7, "total": 3}
"""First lines of functions, as recordings tell them."""

STACKS: Mapping[tuple[tuple[str, int], ...], float] = {
    (SERVE, LOAD): 6.0,
    (("serve", 15), CHEAPEST): 3.0,
    (SERVE,): 1.0,
}


def keep_run(
    folder: Path,
    stacks: Mapping[tuple[tuple[str, int], ...], float] = STACKS,
    *,
    name: str = "shop.py",
    stalled: float = 0.0,
) -> str:
    """Store a run of a file, given as stacks of (function, line) with seconds, those of `load` in `json.load`."""
    if not (folder / name).exists():
        (folder / name).write_text(SHOP, "utf-8")
    tree = StackTree()
    for stack, seconds in stacks.items():
        node = -1
        for function, line in stack:
            frame = Frame(function, str(folder / name), FIRST.get(function, 1), line)
            node = tree.node(node, tree.frame_number(frame))
        if stack[-1][0] == "load":
            node = tree.node(node, tree.frame_number(JSON))
        tree.add(node, seconds, round(seconds * 1000))
    profile = Profile("slowspot", stacks=tree, command="python shop.py", interval=0.001, duration=10, began=time.time())
    store = Store(str(folder))
    run = attribute(profile, str(folder), run_id=store.new_id())
    if stalled:
        stack = ((name, "serve", 14), (name, "load", 10))
        run.stalls.append(MeasuredStall(1.0, stalled, name, "load", 10, "json.load", stack))
    store.add(run)
    return run.id
