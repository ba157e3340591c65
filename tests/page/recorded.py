"""A project with a run in its store, made by hand: figures are known, and names do what they can to break out."""

from __future__ import annotations

from pathlib import Path

from slowspot.analyzers.profiling.measured import Call, FlameNode, MeasuredFunction, MeasuredLine, MeasuredStall, Run
from slowspot.analyzers.profiling.store import Store
from slowspot.analyzers.source.functions import functions_of

__all__ = ["HOSTILE", "make_project", "make_run", "record"]

HOSTILE = "</script><script>window.broken=1</script><img src=x onerror=window.broken=2>{{7*7}}"

SOURCE = '''\
"""</script><script>window.broken = 3</script><img src="https://example.org/x.png" onerror="window.broken = 4">"""
import time


def check(orders: list[str]) -> dict[str, int]:
    places: dict[str, int] = {"<img src=x onerror=window.broken=6>": 0}
    for order in orders:
        places[order] = orders.index(order)  # </script><script>window.broken = 5</script> \u202e
    return places


def load(path: str) -> list[dict[str, int]]:
    return [check(line.split()) for line in open(path)]


async def page(request: object) -> str:
    return fetch("https://example.org")


def fetch(address: str) -> str:
    time.sleep(0.2)
    return address
'''


def make_project(folder: Path) -> Path:
    (folder / "shop").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[tool.slowspot]\npreview = true\n")
    (folder / "shop" / "prices.py").write_text(SOURCE, encoding="utf-8")
    return folder


def make_run(run_id: str = "20261122-183000-1", check: float = 6.0, began: float = 1_795_372_200.0) -> Run:
    """Return a run of ten seconds: `check` takes six, `load` two and a half, one is outside, the rest is small."""
    path = "shop/prices.py"
    texts = {function.name: function for function in functions_of(SOURCE)}

    def function(name: str, own: float, total: float, *lines: MeasuredLine, library: float = 0.0) -> MeasuredFunction:
        text = texts[name]
        return MeasuredFunction(
            path, name, text.line, text.digest, own, library, total, samples=round(total * 1000), lines=lines
        )

    checked = function("check", check, check, MeasuredLine(3, check * 0.9, check * 0.9), MeasuredLine(4, 0.5, 0.5))
    checked.callers = (Call(path, "load", check),)
    loaded = function("load", 2.5, 2.5 + check, MeasuredLine(1, 2.5, 2.5 + check), library=2.0)
    loaded.callees = (Call(path, "check", check), Call("", HOSTILE, 1.5))
    loaded.waiting = 3.0
    fetched = function("fetch", 0.45, 0.45, MeasuredLine(1, 0.45, 0.45), library=0.45)
    stack = (("", "asyncio.runners.run", 190), (path, "page", 17), (path, "fetch", 21), ("", HOSTILE, 0))
    total = 4.0 + check
    return Run(
        run_id, "slowspot", "seconds", total, [checked, loaded, fetched],
        command=f"python shop.py {HOSTILE}", python="3.11.7", began=began, duration=total + 3,
        interval=0.001, samples=round(total * 1000), waiting=3.0, outside=1.0,
        stalls=[
            MeasuredStall(at, length, path, "fetch", 21, "time.sleep", stack)
            for at, length in ((1.0, 0.2), (4.5, 0.21), (7.0, 0.05))
        ],
        flame=[
            FlameNode("", "runpy.run_path", 0, -1, total * 0.99),
            FlameNode(path, "<module>", 1, 0, total * 0.95),
            FlameNode(path, "load", 12, 1, 2.5 + check),
            FlameNode(path, "check", 5, 2, check),
            FlameNode("", HOSTILE, 0, 2, 1.5),
            FlameNode(path, "fetch", 20, 1, 0.45),
        ],
        notes=[f"a child process was not seen {HOSTILE}"],
    )  # fmt: skip


def record(folder: Path, run: Run | None = None) -> Run:
    run = run or make_run()
    Store(str(folder)).add(run)
    return run
