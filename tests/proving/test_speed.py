"""How fast a rewrite is: what is timed, and what follows from times that a script gives. No test decides by time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.proofs import speed
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Speed
from slowspot.analyzers.proving.proofs.sides import Side, SideLost, target_of
from slowspot.analyzers.proving.proofs.speed import measured
from slowspot.analyzers.proving.sandbox import chosen

WRAPPED = """
def remembering(function):
    known = {}
    def remembered(x):
        known[x] = function(x)
        return known[x]
    return remembered
f = remembering(abs)
"""
TRIAL = {"kind": "time", "trial": True, "seconds": 5.0}
SAMPLE = {"kind": "time", "how": "plain", "apart": False, "warm_on": [], "repeat": 1, "passes": 3, "seed": 0}


# -- what is timed, on real processes


@pytest.fixture(scope="module")
def here() -> Interpreter:
    return probe(sys.executable)


@pytest.fixture(scope="module")
def side(here: Interpreter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Side]]:
    """A side that has a text of a function `f` open."""
    path = tmp_path_factory.mktemp("timed") / "timed.py"
    path.write_text("def f(x): ...\n", encoding="utf-8")
    with Side(target_of(str(path), "f", str(path.parent)), here, 1, chosen("auto")) as opened:

        def open_(text: str) -> Side:
            opened.open(text)
            return opened

        yield open_


def inputs(*codes: str) -> list[dict[str, Any]]:
    return [{"origin": "given", "code": code} for code in codes]


def tried(side: Side, *codes: str) -> dict[str, Any]:
    return side.ask({**TRIAL, "inputs": inputs(*codes)}, 20)


def agree(answers: dict[str, str], others: dict[str, str]) -> bool:
    """Whether the digests of the same calls are the same; how many there are is a matter of time."""
    common = answers.keys() & others.keys()
    assert common
    return all(answers[number] == others[number] for number in common)


def test_equal_arguments_are_timed_once(side: Callable[[str], Side]) -> None:
    found = tried(side("def f(x): return x"), "[1]", "[2]", "[1]", "[1, 2]")
    assert [number for number, _, _ in found["usable"]] == [0, 1, 3]


def test_inputs_on_which_the_function_raises_are_left_out(side: Callable[[str], Side]) -> None:
    found = tried(side("def f(x): return 1 / x"), "0", "1", "2")
    assert [number for number, _, _ in found["usable"]] == [1, 2]
    assert found["trouble"] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    "text",
    [
        "KNOWN = {}\ndef f(x):\n    KNOWN.setdefault(x, x * x)\n    return KNOWN[x]",
        "import functools\n@functools.lru_cache\ndef f(x): return x * x",
        "import functools\n@functools.cache\ndef inner(x): return x * x\ndef f(x): return inner(x)",
        "def f(x, known={}):\n    known[x] = x * x\n    return known[x]",
        "def f(x):\n    f.__dict__[str(x)] = x * x\n    return x * x",
        WRAPPED,
        "class Known:\n    all = {}\ndef f(x):\n    Known.all[x] = x * x\n    return x * x",
        "class Known: ...\nKNOWN = Known()\nKNOWN.all = {}\ndef f(x):\n    KNOWN.all[x] = x * x\n    return x * x",
        "COUNT = 0\ndef f(x):\n    global COUNT\n    COUNT += 1\n    return x * x",
    ],
)
def test_what_calls_leave_in_a_module_is_noticed(side: Callable[[str], Side], text: str) -> None:
    opened = side(text)
    assert tried(opened, "1", "2", "3")["keeps"] is True
    assert opened.ask({**SAMPLE, "inputs": inputs("1", "2", "3")}, 20)["keeps"] is True


def test_what_is_left_in_another_module_is_noticed(side: Callable[[str], Side]) -> None:
    opened = side("import math\ndef f(x):\n    setattr(math, f'_{x}', x * x)\n    return x * x")
    assert tried(opened, "1", "2", "3")["keeps"] is True


@pytest.mark.parametrize(
    "text",
    [
        "NAMES = {1: 2}\ndef f(x): return NAMES.get(x)",
        "TABLE = None\ndef f(x):\n    global TABLE\n    if TABLE is None: TABLE = list(range(9))\n    return TABLE[x]",
        "def f(x):\n    import colorsys\n    return colorsys.rgb_to_hsv(x, x, x)",
    ],
)
def test_what_is_made_once_is_no_memory_of_calls(side: Callable[[str], Side], text: str) -> None:
    opened = side(text)
    assert tried(opened, "1", "2", "3")["keeps"] is False
    three = inputs("1", "2", "3")
    assert opened.ask({**SAMPLE, "inputs": three, "warm_on": three}, 20)["keeps"] is False


def test_apart_each_call_finds_a_module_of_its_own(side: Callable[[str], Side]) -> None:
    opened = side("CALLS = []\ndef f(x):\n    CALLS.append(x)\n    return len(CALLS)")
    job = {**SAMPLE, "inputs": inputs("1", "2", "3"), "apart": True}
    fresh = opened.ask(job, 20)["answers"]
    assert agree(fresh, side("def f(x): return 1").ask(job, 20)["answers"])
    assert not agree(fresh, side("def f(x): return x + 1").ask(job, 20)["answers"])


def test_arguments_are_made_anew_for_each_call(side: Callable[[str], Side]) -> None:
    job = {**SAMPLE, "inputs": inputs("[1]", "[2]")}
    changed = side("def f(x):\n    x.append(3)\n    return len(x)").ask(job, 20)["answers"]
    assert agree(changed, side("def f(x):\n    x += [3]\n    return 2").ask(job, 20)["answers"])


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("def f(x): return [x]", "plain"),
        ("def f(x): yield x", "iterator"),
        ("async def f(x): return x", "coroutine"),
        ("async def f(x): yield x", "async generator"),
        ("def f(x): return open(x) if isinstance(x, str) else map(abs, [x])", "iterator"),
    ],
)
def test_results_are_used_up(side: Callable[[str], Side], text: str, how: str) -> None:
    opened = side(text)
    assert tried(opened, "1", "2")["how"] == how
    sample = opened.ask({**SAMPLE, "inputs": inputs("1", "2"), "how": how}, 20)
    assert len(sample["nanoseconds"]) == 3
    assert set(sample["answers"]) & {"0", "1"}


def test_a_clock_that_was_replaced_ends_it(side: Callable[[str], Side]) -> None:
    with pytest.raises(SideLost, match="clock was replaced"):
        tried(side("import time\ntime.perf_counter_ns = lambda: 0\ndef f(x): return x"), "1")


@pytest.mark.parametrize(
    ("head", "note"),
    [
        ("if 'timing' in sys._getframe(1).f_code.co_filename: return 0", "the results differ while they are timed"),
        (
            "sys.modules['slowspot.analyzers.proving.inside.timing'].clock = lambda: 0",
            "the time that it is said to save",
        ),
    ],
)
def test_who_gets_at_the_bench_is_not_faster(head: str, note: str, here: Interpreter, tmp_path: Path) -> None:
    before = "def f(n):\n    return sum(i * i for i in range(n))\n"
    after = "import sys\n" + before.replace(":\n", f":\n    {head}\n", 1)
    path = tmp_path / "liar.py"
    path.write_text(before, encoding="utf-8")
    found = measured(
        before, after, target_of(str(path), "f", str(tmp_path)), here, sandbox=chosen("auto"),
        replayed=[Input("replayed", code="1000"), Input("replayed", code="1001")],
        varied=[Input("varied", code="1002")], effort=Effort(), seconds=60,
    )  # fmt: skip
    assert (found.faster, found.sets) == (False, ())
    assert found.note.startswith(note)


# -- what is concluded, from times that a script gives


class Script:
    """Stands in for the sides: nanoseconds of a call by text, input and the number of processes started before."""

    def __init__(self, nanoseconds: Callable[[str, str, int], int], sizes: dict[int, str] | None = None) -> None:
        self.nanoseconds = nanoseconds
        self.sizes = sizes or {}
        self.started = 0

    def __call__(self, *_: object) -> ScriptedSide:
        self.started += 1
        return ScriptedSide(self, self.started)


class ScriptedSide:
    def __init__(self, script: Script, number: int) -> None:
        self._script = script
        self._number = number
        self._text = ""

    def __enter__(self) -> ScriptedSide:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass

    def open(self, text: str) -> None:
        self._text = text

    def ask(self, job: dict[str, Any], _timeout: float) -> dict[str, Any]:
        if job["kind"] == "generate":
            sized = [{"n": n, "code": code} for n, code in self._script.sizes.items()]
            return {"inputs": [{"code": "odd"}], "sized": [each for each in sized for _ in range(4)]}
        taken = [self._script.nanoseconds(self._text, each["code"], self._number) for each in job["inputs"]]
        if job.get("trial"):
            usable = [[number, each, 1000] for number, each in enumerate(taken)]
            return {"usable": usable, "how": "plain", "keeps": False, "loading": 1000, "trouble": ""}
        return {"nanoseconds": [sum(taken) * job["repeat"]] * job["passes"], "answers": {}, "keeps": False}


@pytest.fixture
def race(monkeypatch: pytest.MonkeyPatch, here: Interpreter) -> Callable[..., Speed]:
    def raced(script: Script, replayed: tuple[str, ...] = (), varied: tuple[str, ...] = (), **more: Any) -> Speed:
        monkeypatch.setattr(speed, "Side", script)
        monkeypatch.setattr(speed.Pair, "check_clocks", lambda *_: None)  # the times of a script do not pass
        return measured(
            "old", "new", target_of(__file__, "f", "."), here, sandbox=chosen("off"),
            replayed=[Input("replayed", code=code) for code in replayed],
            varied=[Input("varied", code=code) for code in varied], effort=Effort(), **{"seconds": 60, **more},
        )  # fmt: skip

    return raced


SIZES = {10: "10", 30: "30", 100: "100", 300: "300", 1_000: "1000", 3_000: "3000", 10_000: "10000"}


def linear_against_square(text: str, code: str, _number: int) -> int:
    n = int(code)
    return 10 * n * n if text == "old" else 300 * n


def test_the_largest_quick_size_counts_and_where_it_is_slower_is_told(
    race: Callable[..., Speed],
) -> None:
    found = race(Script(linear_against_square, SIZES))
    assert found.faster
    assert [each.inputs for each in found.sets] == ["n = 1,000", "n = 10", "n = 100"]
    assert found.sets[0].median == pytest.approx(1000 / 30)
    assert found.sets[0].before_seconds == pytest.approx(0.01)
    assert found.note == "slower: 0.333 x (0.333 to 0.333) on n = 10"


def test_a_second_measurement_has_to_agree(race: Callable[..., Speed]) -> None:
    found = race(Script(lambda text, _code, number: 20_000 if text == "old" and number < 6 else 10_000, SIZES))
    assert not found.faster
    assert found.note == "a second measurement does not confirm it: 1 x (1 to 1) on n = 10,000"


def test_a_gain_on_arguments_seen_before_does_not_count(race: Callable[..., Speed]) -> None:
    seen: set[tuple[int, str]] = set()

    def remembers(text: str, code: str, number: int) -> int:
        known = (number, code) in seen
        seen.add((number, code))
        return 500 if text == "new" and known else 50_000

    found = race(Script(remembers), ("1", "2"), ("3", "4"))
    assert (found.faster, found.note) == (False, "only on arguments that it has seen before")


def test_five_percent_are_not_faster(race: Callable[..., Speed]) -> None:
    found = race(Script(lambda text, _code, _number: 10_400 if text == "old" else 10_000), ("1", "2"))
    assert not found.faster
    assert found.note == "1.04 x (1.04 to 1.04) on replayed"


def test_a_gain_on_the_recorded_arguments_only_does_not_count(race: Callable[..., Speed]) -> None:
    def knows(text: str, code: str, _number: int) -> int:
        return 100 if text == "new" and code in ("1", "2") else 50_000

    found = race(Script(knows), ("1", "2"), ("3", "4"))
    assert not found.faster
    assert found.note == "only on the recorded arguments; 1 x on varied"
    assert not race(Script(knows, SIZES), ("1", "2")).faster
    assert race(Script(lambda text, _code, _number: 100 if text == "new" else 50_000), ("1", "2"), ("3", "4")).faster


def test_a_size_without_a_result_is_not_climbed_over(race: Callable[..., Speed]) -> None:
    def slow(text: str, code: str, _number: int) -> int:
        if int(code) > 30:
            raise SideLost("timeout", "no answer within 3 s")
        return 9_000 if text == "old" else 3_000

    found = race(Script(slow, SIZES))
    assert found.faster
    assert [each.inputs for each in found.sets] == ["n = 30", "n = 10"]


@pytest.mark.parametrize(
    ("broken", "note"),
    [
        ("timeout", "the new function has no result on replayed: no answer within 5 s"),
        ("nonsense", "the answer of the new side is none"),
        ("forged", "the answer of the new side is none"),
    ],
)
def test_a_new_side_without_a_result_is_not_faster(race: Callable[..., Speed], broken: str, note: str) -> None:
    class Broken(ScriptedSide):
        def ask(self, job: dict[str, Any], _timeout: float) -> dict[str, Any]:
            if self._text == "new" and broken == "timeout":
                raise SideLost("timeout", "no answer within 5 s")
            if self._text == "new":
                return {} if broken == "nonsense" else {"nanoseconds": [0], "answers": {}, "keeps": False}
            return super().ask(job, _timeout)

    class Breaking(Script):
        def __call__(self, *_: object) -> ScriptedSide:
            return Broken(self, 0)

    found = race(Breaking(lambda *_: 50_000), ("1", "2"))
    assert (found.faster, found.note) == (False, note)


def test_without_arguments_nothing_is_claimed(race: Callable[..., Speed]) -> None:
    def raises(*_: object) -> int:
        raise SideLost("error", "TypeError: no")

    assert race(Script(raises)) == Speed(False, (), "the old function has no result: TypeError: no")


def test_it_can_be_cancelled_and_tells_how_far_it_is(
    race: Callable[..., Speed], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[int, int]] = []
    script = Script(lambda *_: 50_000)
    found = race(
        script, ("1",), on_progress=lambda done, total: steps.append((done, total)), cancelled=lambda: len(steps) > 5
    )
    assert found.note == "cancelled"
    assert steps[-1][0] <= steps[-1][1]
    monkeypatch.setattr(speed, "_LEAST_SECONDS", 0)
    assert race(script, ("1",), seconds=0).note == "no time was left"
