"""How time grows: the fit, on synthetic times with seeded noise; arguments; runs, in which no real time decides."""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.scaling import CannotScale, Measured, Workload, measure
from slowspot.analyzers.proving.scaling_fit import Growth, TooFewSizes, fit
from slowspot.analyzers.proving.scaling_recorded import record, samples_of


def growth(seconds: Callable[[float], float], largest: int, *, seed: int = 0, noise: float = 0.02) -> Growth:
    """Fit times that only noise makes longer, and that each place in memory makes a little different."""
    rng = random.Random(seed)
    sizes = sorted({round(largest / 2 ** (step / 2)) for step in range(24) if largest / 2 ** (step / 2) >= 8})
    samples: dict[int, list[float]] = {}
    for n in sizes:
        placed = seconds(n) * math.exp(rng.gauss(0, 0.01))
        samples[n] = [placed * math.exp(abs(rng.gauss(0, noise))) for _ in range(7)]
    return fit(samples)


CURVES: dict[str, tuple[Callable[[float], float], int, float]] = {
    "n": (lambda n: 3e-7 + 3e-8 * n, 1 << 20, 1.0),
    "n^1.5": (lambda n: 3e-7 + 1e-8 * n**1.5, 1 << 16, 1.5),
    "n²": (lambda n: 4e-7 + 2e-8 * n * n, 1 << 11, 2.0),
    "n³": (lambda n: 4e-7 + 2e-8 * n**3, 1 << 8, 3.0),
}


@pytest.mark.parametrize("form", CURVES)
def test_a_known_power_is_found_under_a_constant_part_and_noise(form: str) -> None:
    seconds, largest, power = CURVES[form]
    found = growth(seconds, largest)
    assert found.form == form
    assert found.low <= power <= found.high
    assert found.high - found.low < 0.15


def test_a_part_of_the_next_lower_order_does_not_hide_the_leading_one() -> None:
    found = growth(lambda n: 4e-7 + 1e-6 * n + 1e-8 * n * n, 1 << 12)
    assert (found.form, found.low <= 2 <= found.high) == ("n²", True)


def test_n_log_n_is_told_from_n() -> None:
    found = growth(lambda n: 3e-7 + 1e-8 * n * math.log2(n + 1), 1 << 20)
    assert (found.form, found.rivals) == ("n log n", ())
    assert 1.03 < found.low < found.high < 1.2


def test_what_does_not_grow_has_no_exponent_to_speak_of() -> None:
    found = growth(lambda n: 2e-7, 1 << 20)
    assert (found.form, found.low <= 0 <= found.high) == ("1", True)
    assert growth(lambda n: 1.2e-7 + 1.2e-8 * math.log2(n), 1 << 20).form == "log n"


def test_an_exponential_is_faster_than_any_power() -> None:
    samples = {n: [1e-7 * 2**n * (1 + 0.01 * k) for k in range(5)] for n in range(10, 24)}
    found = fit(samples)
    assert (found.form, found.high) == ("c^n", math.inf)
    assert found.base == pytest.approx(2.0, abs=0.05)


def test_steeper_growth_of_large_sizes_is_told_beside_that_of_small_ones() -> None:
    found = growth(lambda n: 1e-7 + 3e-8 * n * max(n / 3000, 1) ** 2, 1 << 16)
    assert found.exponent > 2.8
    assert found.lower is not None
    assert found.lower[2] < 1.2


def test_too_few_or_too_similar_sizes_are_refused() -> None:
    with pytest.raises(TooFewSizes, match="3 sizes"):
        fit({8: [1.0], 16: [1.0], 32: [1.0]})
    with pytest.raises(TooFewSizes, match="too alike"):
        fit({100: [1.0], 110: [1.0], 120: [1.0], 130: [1.0]})


def test_of_recorded_calls_the_size_that_explains_the_time_counts() -> None:
    rng = random.Random(1)
    calls = [
        ({"items": n, "limit": rng.randrange(1, 1000), "same": 3}, 1e-6 * n * n * math.exp(rng.gauss(0, 0.1)))
        for n in (rng.randrange(5, 500) for _ in range(300))
    ]
    name, samples = samples_of(calls, ())
    assert name == "items"
    assert fit(samples).form == "n²"
    with pytest.raises(CannotScale, match=r"too alike to tell how time grows \(same 3 to 3"):
        samples_of(calls, ("same",))


# -- real runs


@pytest.fixture(scope="module")
def here() -> Interpreter:
    return probe(sys.executable)


SOURCE = """
import asyncio, collections, dataclasses, enum, functools
from typing import Optional, Iterable

class Colour(enum.Enum):
    RED = 1

@dataclasses.dataclass
class Order:
    number: int
    name: str
    lines: list[str]

def check(items: list[int], names: "dict[str, float]", *, text: str, k: int = 3, limit: Optional[int]) -> None:
    assert len(items) == len(set(items)) == len(names) == len(text), (len(items), len(names), len(text))
    assert limit == 10 and k == 3
    items.clear()

def rows(orders: Iterable[Order], pairs: set[tuple[int, Colour]]) -> None:
    assert len(set(order.number for order in orders)) == len(pairs)
    assert all(len(order.lines) == 5 for order in orders)

async def fetch(items: collections.deque[str]):
    for item in items:
        yield item

class Table:
    def __init__(self) -> None:
        self.rows = []
    def fill(self, words: frozenset[bytes]):
        assert not self.rows
        self.rows += words

class Bound:
    def __init__(self, size): pass
    def go(self, items: list[int]): pass

def make(n):
    return Bound(1), list(range(n))

def two(many: list[str], few: dict[str, int]): assert len(many) == 100

def bare(items, k): return sorted(items)[:k]
def raises(items: list[int]): return items[50]
def deep(items: list[int]): return 0 if not items else 1 + deep(items[1:])
def nothing(flag: bool): pass

@functools.lru_cache
def fib(n: int) -> int: return n if n < 2 else fib(n - 1) + fib(n - 2)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    package = tmp_path_factory.mktemp("scaled") / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "other.py").write_text("ONE = 1\n")
    (package / "code.py").write_text("from .other import ONE\n" + SOURCE)
    return package / "code.py"


def run(program: Path, interpreter: Interpreter, function: str, **more: object) -> Measured:
    workload = Workload(str(program), function, **more)  # pyright: ignore[reportArgumentType]
    return measure(workload, interpreter, sizes=(20, 30, 40, 60), max_seconds=0.1)


@pytest.mark.parametrize(
    ("function", "grown", "kind"),
    [
        ("check", ["items", "names", "text"], "plain"),
        ("rows", ["orders", "pairs"], "plain"),
        ("fetch", ["items"], "async generator"),
        ("Table.fill", ["words"], "plain"),
        ("fib", ["n"], "plain"),
    ],
)
def test_type_hints_say_what_is_made(
    program: Path, here: Interpreter, function: str, grown: list[str], kind: str
) -> None:
    found = run(program, here, function)
    assert (found.grown, found.kind, found.stop, sorted(found.samples)) == (grown, kind, None, [20, 30, 40, 60])
    assert found.fresh or function in ("fetch", "fib")


def test_tables_and_what_only_hypothesis_knows_are_made_too(tmp_path: Path, here: Interpreter) -> None:
    source = tmp_path / "tables.py"
    source.write_text(
        "import fractions\nimport numpy as np\nimport numpy.typing as npt\nimport pandas as pd\n\n\n"
        "def f(values: npt.NDArray[np.int64], rows: np.ndarray, frame: pd.DataFrame, column: pd.Series,\n"
        "      parts: list[fractions.Fraction]):\n"
        "    assert sorted(values) == list(range(len(rows))) and rows.dtype == float\n"
        "    assert len(values) == len(frame) == len(column) == len(parts)\n"
        "    assert all(isinstance(part, fractions.Fraction) for part in parts)\n"
        "    frame['new'] = 1\n"
    )
    found = run(source, here, "f")
    assert (found.grown, found.fresh, found.stop) == (["values", "rows", "frame", "column", "parts"], True, None)
    assert "examples of hypothesis in turns" in found.parameters[-1].told


def test_what_nobody_can_make_is_told_with_what_to_install(tmp_path: Path, here: Interpreter) -> None:
    source = tmp_path / "odd.py"
    source.write_text("import sys\nsys.modules['hypothesis'] = None\n\n\ndef f(xs: list[int], at: memoryview): pass\n")
    with pytest.raises(CannotScale, match="at: Slowspot itself makes no values of this type; hypothesis may"):
        run(source, here, "f")
    # It has a default: nobody needs to make it.
    source.write_text("def f(xs: list[int], at: memoryview = None): assert at is None\n")
    assert run(source, here, "f").grown == ["xs"]


def test_the_parameter_that_grows_can_be_chosen(program: Path, here: Interpreter) -> None:
    found = run(program, here, "two", grow=("few",))
    assert [(each.name, each.grows, each.told) for each in found.parameters] == [
        ("many", False, "always the same (n distinct words of 8 letters in random order, n = 100)"),
        ("few", True, "n entries, keys distinct words of 8 letters, values distinct whole numbers"),
    ]


def test_arguments_come_from_expressions_and_functions_too(program: Path, here: Interpreter) -> None:
    found = run(program, here, "bare", arguments=(("items", "list(range(n * ONE))"), ("k", "3")))
    assert [(each.name, each.grows) for each in found.parameters] == [("items", True), ("k", False)]
    assert sorted(run(program, here, "Bound.go", input="make").samples) == [20, 30, 40, 60]


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("nowhere", "no function 'nowhere': pack.code has no 'nowhere'"),
        ("bare", "items: it has no type hint; k: it has no type hint. Say what it gets with --argument"),
        ("nothing", "nothing that nothing takes has a size"),
        ("Bound.go", "Bound is not made without arguments"),
        ("ONE", "'ONE' is no function but of type int"),
    ],
)
def test_what_cannot_be_run_is_told_with_what_to_do(
    program: Path, here: Interpreter, function: str, message: str
) -> None:
    with pytest.raises(CannotScale, match=message):
        measure(Workload(str(program), function), here, max_seconds=0.2)


def test_sizes_stop_where_the_function_fails_or_takes_too_long(program: Path, here: Interpreter) -> None:
    deep = measure(Workload(str(program), "deep"), here, sizes=(20, 40, 80, 160, 320, 5000), max_seconds=0.1)
    assert deep.stop is not None
    assert (deep.stop.n, deep.stop.reason, sorted(deep.samples)) == (5000, "error", [20, 40, 80, 160, 320])
    late = Path(program.parent, "late.py")
    late.write_text("def f(n: int):\n    while n > 50: pass\n")
    found = measure(Workload(str(late), "f"), here, sizes=(10, 20, 30, 40, 100), max_seconds=2.0)
    assert found.stop is not None
    assert (found.stop.n, found.stop.reason, sorted(found.samples)) == (100, "timeout", [10, 20, 30, 40])
    with pytest.raises(CannotScale, match=r"with n = 8: IndexError"):
        measure(Workload(str(program), "raises", arguments=(("items", "[n]"),)), here, max_seconds=0.5)


def test_calls_of_a_program_are_noted_wherever_they_come_from(program: Path, here: Interpreter) -> None:
    script = program.parents[1] / "script.py"
    script.write_text(
        "import sys\nfrom pack.code import deep as other\n"
        "for n in range(1, int(sys.argv[1])):\n    assert other(list(range(n))) == n\nsys.exit(3)\n"
    )
    found = record(Workload(str(program), "deep"), str(script), ["40"], here, max_seconds=20)
    assert [(each.name) for each in found.parameters] == ["items"]
    assert (sorted(found.samples), found.notes) == (
        list(range(1, 40)),
        [f"39 calls until {script} ended with exit code 3"],
    )
    script.write_text("def own(n: int):\n    pass\nk = 0\nwhile True:\n    k += 1\n    own(k % 30)\n")
    endless = record(Workload(str(script), "own"), str(script), [], here, max_seconds=1)
    assert sorted(endless.samples) == list(range(1, 30))
    assert "which was then ended" in endless.notes[0]
    script.write_text("import time\ntime.sleep(100)\n")
    with pytest.raises(CannotScale, match="never imports"):
        record(Workload(str(program), "deep"), str(script), [], here, max_seconds=1)
