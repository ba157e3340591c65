"""Who held a loop, told from samples whose times are known."""

from __future__ import annotations

from slowspot.analyzers.profiling.inside.holding import Culprit, Sample, culprits, shorten, trimmed


def frame(name: str, line: int = 0, path: str = "/shop/web.py") -> str:
    return f"{name}\0{path}\x001\1l{line}" if path else f"{name}\0<built-in>\x000"


THREAD = "MainThread\0<thread>\x001"


def sample(end: float, seconds: float, *stack: str, key: object = 1, waiting: bool = False) -> Sample:
    return Sample(end, seconds, [THREAD, *stack], waiting, key, "Task-1")


def culprit(samples: list[Sample], *, earliest: float, due: float, now: float) -> Culprit | None:
    found = culprits(samples, earliest, due, now, 1.0)
    assert len(found) < 2
    return found[0] if found else None


def test_callbacks_that_are_long_each_are_stalls_each() -> None:
    samples = [
        sample(1.2, 0.2, frame("first"), key=1), sample(1.5, 0.3, frame("second"), key=2),
        sample(1.51, 0.01, frame("short"), key=3),
    ]  # fmt: skip
    found = culprits(samples, 1.0, 1.01, 1.51, 0.1)
    assert [(one.stack[1:], round(one.start, 3), round(one.seconds, 3), one.part) for one in found] == [
        ([frame("first")], 1.0, 0.2, 1.0),
        ([frame("second")], 1.2, 0.3, 1.0),
    ]


def test_the_callback_with_most_time_is_named_with_its_part() -> None:
    found = culprit(
        [sample(1.06, 0.05, frame("other"), key=2), sample(1.21, 0.15, frame("handler"), frame("sleep", path=""))],
        earliest=1.0, due=1.01, now=1.21,
    )  # fmt: skip
    assert found is not None
    assert found.stack == [THREAD, frame("handler"), frame("sleep", path="")]
    assert (found.start, round(found.part, 2)) == (1.01, 0.75)


def test_calls_that_are_long_each_are_stalls_each() -> None:
    library = "/venv/site-packages/requests/api.py"
    samples = [
        sample(1.15, 0.15, frame("handler", 3), frame("load", 8), frame("sleep", path="")),
        sample(1.3, 0.15, frame("handler", 3), frame("load", 9), frame("get", 5, library), frame("connect", path="")),
        sample(1.45, 0.15, frame("handler", 3), frame("load", 9), frame("get", 6, library), frame("recv", path="")),
        sample(1.46, 0.01, frame("handler", 4)),
    ]
    found = culprits(samples, 1.0, 1.01, 1.46, 0.1)
    assert [(one.stack[2:], round(one.start, 2), round(one.seconds, 2), one.part) for one in found] == [
        ([frame("load", 8), frame("sleep", path="")], 1.0, 0.15, 1.0),
        ([frame("load", 9), frame("get", 5, library), frame("connect", path="")], 1.15, 0.3, 1.0),
    ]


def test_many_short_callbacks_have_a_small_part_each() -> None:
    found = culprit(
        [sample(1 + number / 100, 0.01, frame("short"), key=number) for number in range(1, 51)],
        earliest=1.0, due=1.01, now=1.5,
    )  # fmt: skip
    assert found is not None
    assert (found.stack[1:], round(found.seconds, 2), round(found.part, 2)) == ([frame("short")], 0.49, 0.02)


def test_what_it_did_right_before_the_loop_was_due_belongs_to_it() -> None:
    samples = [
        sample(1.002, 0.002, frame("poll"), waiting=True), sample(1.005, 0.003, frame("handler")),
        sample(1.2, 0.195, frame("handler")),
    ]  # fmt: skip
    found = culprit(samples, earliest=1.0, due=1.01, now=1.2)
    assert found is not None
    assert round(found.start, 6) == 1.002
    assert round(found.part, 6) == 1.0


def test_nothing_before_the_last_heartbeat_belongs_to_it() -> None:
    found = culprit([sample(1.2, 0.5, frame("handler"))], earliest=1.0, due=1.01, now=1.2)
    assert found is not None
    assert found.start == 1.0


def test_a_loop_that_was_waiting_held_itself_up() -> None:
    samples = [sample(1.15, 0.15, frame("poll"), waiting=True), sample(1.2, 0.05, frame("handler"))]
    assert culprit(samples, earliest=1.0, due=1.01, now=1.2) is None


def test_the_stack_goes_down_to_what_half_of_the_time_has_in_common() -> None:
    samples = [
        sample(1.03, 0.03, frame("handler", 3), frame("connect", path="")),
        sample(1.1, 0.07, frame("handler", 4), frame("read", 8), frame("recv", path="")),
        sample(1.2, 0.1, frame("handler", 4), frame("read", 9), frame("decode", path="")),
    ]
    found = culprit(samples, earliest=1.0, due=1.0, now=1.2)
    assert found is not None
    assert found.stack == [THREAD, frame("handler", 4), frame("read", 9), frame("decode", path="")]
    samples[2] = sample(1.2, 0.1, frame("handler", 5), frame("write", 9), frame("send", path=""))
    samples[1] = sample(1.1, 0.07, frame("handler", 4))
    found = culprit(samples, earliest=1.0, due=1.0, now=1.3)
    assert found is not None
    assert found.stack[1] == frame("handler", 5)


def test_a_long_stall_keeps_its_weights_when_samples_are_merged() -> None:
    samples = [sample(1 + number / 1000, 0.001, frame("handler", number % 3)) for number in range(1, 9001)]
    before = culprit(samples, earliest=1.0, due=1.01, now=10.0)
    shorten(samples)
    after = culprit(samples, earliest=1.0, due=1.01, now=10.0)
    assert len(samples) < 100
    assert before is not None
    assert after is not None
    assert (after.start, after.stack[:-1], round(after.part, 2)) == (before.start, before.stack[:-1], 1.0)


def test_the_frames_that_run_the_loop_are_dropped() -> None:
    machinery = [frame("_run_once", 5, "/lib/asyncio/base_events.py"), frame("_run", 5, "/lib/asyncio/events.py")]
    outside = [frame("<module>"), frame("run_forever", 5, "/lib/asyncio/base_events.py")]
    work = [frame("handler"), frame("sleep", 5, "/lib/asyncio/tasks.py")]
    assert trimmed([THREAD, *outside, *machinery, *work], depth=2) == work
    assert trimmed([THREAD, *outside, *machinery], depth=2) == machinery[-1:]
    assert trimmed([THREAD, *outside], depth=2) == outside[-1:]
