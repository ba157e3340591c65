"""Candidates become proofs: what is left out, what is repaired, combined and ranked. Nothing is run here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from slowspot.analyzers.proving.interpreters import Interpreter
from slowspot.analyzers.proving.proofs.alike import shape_of
from slowspot.analyzers.proving.proofs.optimizing import Candidate, Optimized, SourceFailed, Task, Tried, optimize
from slowspot.analyzers.proving.proofs.proof import Counterexample, Progress, Proof, Rewrite, Speed, SpeedAt

TEXT = "def f(xs):\n    a = 1\n    b = 2\n    c = 3\n    d = 4\n    return a + b + c + d\n"
TASK = Task(
    "/project/a.py", "f", TEXT, "/project", Interpreter(sys.executable, "cpython", (3, 11), "3.11")
)  # fmt: skip


class Scripted:
    """A source with given answers."""

    name = "scripted"

    def __init__(self, candidates: Sequence[Candidate], repaired: Sequence[Candidate] = ()) -> None:
        self._candidates = candidates
        self._repaired = repaired
        self.refuted: list[str] = []

    def candidates(self, task: Task, /) -> Iterable[Candidate]:
        yield from self._candidates

    def repaired(self, task: Task, refuted: Sequence[Tried], /) -> Iterable[Candidate]:
        self.refuted += [tried.proof.counterexample.call for tried in refuted if tried.proof.counterexample]
        return self._repaired


def prove(rewrite: Rewrite, /, *, on_progress: Progress | None, cancelled: Callable[[], bool] | None) -> Proof:
    """ "fast 3" in the text: proved, three times as fast. "wrong": refuted. Else unproved."""
    if on_progress is not None:
        on_progress("comparing", 1, 2)
    if "wrong" in rewrite.after:
        return Proof("refuted", "differs", rewrite, counterexample=Counterexample("f([1])", "result", "1", "2"))
    speeds = [float(part.split()[0]) for part in rewrite.after.split("fast ")[1:]]
    if not speeds:
        return Proof("unproved", "not faster", rewrite, equal=True)
    speed = sum(speeds)
    at = SpeedAt("n = 10", speed * 0.9, speed, speed * 1.1, 20, 1.0, 1.0 / speed)
    return Proof("proved", "equal and faster", rewrite, equal=True, speed=Speed(True, (at,)))


def changed(number: str, told: str, **more: Sequence[str]) -> Candidate:
    """The text with another value of a variable."""
    return Candidate(TEXT.replace(f"= {number}\n", f"= '{told}'\n"), told, tuple(more.get("rules", ())))


def optimized(candidates: Sequence[Candidate], repaired: Sequence[Candidate] = (), most: int = 99) -> Optimized:
    return optimize(TASK, [Scripted(candidates, repaired)], prove, most=most)


def told(tried: Sequence[Tried]) -> list[str]:
    return [each.candidate.origin for each in tried]


def test_what_is_proved_is_accepted_and_the_best_comes_first() -> None:
    found = optimized([changed("1", "fast 2 "), changed("1", "fast 5 "), changed("2", "wrong"), changed("2", "slow")])
    assert told(found.accepted) == ["fast 5 ", "fast 2 "]
    assert told(found.rejected) == ["wrong", "slow"]


def test_nothing_better_is_an_answer() -> None:
    found = optimized([changed("1", "slow")])
    assert (found.accepted, found.tried, found.stopped) == ([], 1, "")


def test_the_original_and_twins_are_left_out_unproved() -> None:
    same = Candidate(TEXT.replace("a", "renamed").replace("return", "# comment\n    return"), "renamed")
    twin = Candidate(TEXT.replace("= 1", "= (7)"), "twin")
    found = optimized([same, Candidate(TEXT.replace("= 1", "= 7"), "first"), twin])
    assert told(found.rejected) == ["first"]
    assert found.alike == 2


def test_what_does_not_parse_is_left_out() -> None:
    found = optimized([Candidate("def f(:\n", "broken"), Candidate(TEXT + "\0", "null")])
    assert (found.broken, found.tried) == (2, 0)


def test_a_refuted_candidate_has_one_round_of_repair() -> None:
    source = Scripted([changed("1", "wrong")], [changed("1", "fast 3 "), changed("2", "wrong")])
    found = optimize(TASK, [source], prove)
    assert source.refuted == ["f([1])"]
    assert [(each.candidate.origin, each.repaired) for each in found.accepted] == [("fast 3 ", True)]
    assert len(found.rejected) == 2


def test_what_was_proved_alone_is_tried_together() -> None:
    found = optimized([changed("1", "fast 2 "), changed("4", "fast 3 ")])
    assert told(found.accepted) == ["fast 3  + fast 2 ", "fast 3 ", "fast 2 "]
    assert found.accepted[0].candidate.after == TEXT.replace("= 1", "= 'fast 2 '").replace("= 4", "= 'fast 3 '")


def test_a_combination_that_adds_nothing_goes_aside() -> None:
    both = Candidate(TEXT.replace("= 1", "= 'fast 2 '").replace("= 2", "= 0"), "both", ("one", "two"))
    found = optimized([both, changed("1", "fast 2 ", rules=["one"])])
    assert (told(found.accepted), told(found.surpassed)) == (["fast 2 "], ["both"])


def test_it_stops_after_so_many() -> None:
    found = optimized([changed("1", "slow"), changed("2", "slow"), changed("3", "slow")], most=2)
    assert (found.tried, found.stopped) == (2, "candidates")


def test_it_begins_no_proof_when_the_time_is_over() -> None:
    times = iter(range(100))
    source = Scripted([changed("1", "slow"), changed("2", "slow"), changed("3", "slow")])
    found = optimize(TASK, [source], prove, seconds=4, clock=lambda: float(next(times)))
    assert found.stopped == "seconds"
    assert found.tried < 3


def test_what_was_called_off_is_no_verdict() -> None:
    found = optimize(TASK, [Scripted([changed("1", "slow")])], lambda rewrite, **_: None)
    assert (found.tried, found.stopped) == (0, "cancelled")


def test_a_source_that_fails_does_not_stop_the_others() -> None:
    class Failing(Scripted):
        name = "failing"

        def candidates(self, task: Task, /) -> Iterable[Candidate]:
            yield changed("1", "fast 2 ")
            raise SourceFailed("the budget is spent")

    found = optimize(TASK, [Failing([]), Scripted([changed("1", "fast 4 ")])], prove)
    assert found.notes == ["failing: the budget is spent"]
    assert told(found.accepted) == ["fast 4 ", "fast 2 "]


def test_progress_names_the_candidate() -> None:
    lines: list[str] = []
    optimize(TASK, [Scripted([changed("1", "slow")])], prove, on_progress=lambda what, *_: lines.append(what))
    assert lines == ["candidate 1, slow: comparing"]


def test_shape_tells_programs_apart() -> None:
    assert shape_of("def f(x):\n    return x\n", "f") != shape_of("def f(y):\n    return y\n", "f")
    assert shape_of("def f(x):\n    y = x\n    z = y\n    return y\n", "f") != shape_of(
        "def f(x):\n    y = x\n    z = y\n    return z\n", "f"
    )
    assert shape_of("import a\nimport b\n", "f") == shape_of("import b\nimport a\n", "f")
