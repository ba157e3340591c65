"""What a recording with --async says of event loops, asyncio's own and uvloop."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import Profile, Stall
from slowspot.analyzers.profiling.recording.programs import Recording, Target, record

LOOPS = ["asyncio", "uvloop"]

PROGRAM = """
import asyncio, random, re, sys, threading, time

def run(coroutine):
    if sys.argv[1] == "uvloop":
        import uvloop
        loop = uvloop.new_event_loop()
    else:
        loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(coroutine)
    finally:
        loop.close()
"""

Run = Callable[..., Recording]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(source: str, loop: str = "asyncio", **options: object) -> Recording:
        path = tmp_path / "program.py"
        path.write_text(PROGRAM + textwrap.dedent(source))
        return record(Target((str(path), loop)), **{"follow_async": True, **options})

    return run


def names(stall: Stall) -> list[str]:
    return [frame.name for frame in stall.stack]


def ending_in(profile: Profile, *ends: str) -> list[Stall]:
    """The stalls whose stack ends so. On a busy machine there are others."""
    return [stall for stall in profile.stalls if tuple(names(stall)[-len(ends) :]) == ends]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_stall_has_the_stack_from_the_coroutine_to_the_call(run: Run, loop: str) -> None:
    profile = run(
        """
        def load():
            time.sleep(0.2)

        def fetch():
            load()

        async def handler():
            fetch()

        async def main():
            await asyncio.sleep(0.05)
            await asyncio.create_task(handler(), name="request")

        run(main())
        """,
        loop,
    ).profile
    (stall,) = ending_in(profile, "sleep")
    assert names(stall) == ["handler", "fetch", "load", "sleep"]
    assert [frame.line - frame.first for frame in stall.stack[:3]] == [1, 1, 1]
    assert stall.stack[0].path.endswith("program.py")
    assert stall.task == "request"
    assert stall.thread == "MainThread"
    assert 0.2 <= stall.seconds < stall.at + stall.seconds <= profile.duration
    assert stall.part > 0.9


@pytest.mark.parametrize("loop", LOOPS)
def test_what_runs_in_c_or_python_is_named_too(run: Run, loop: str) -> None:
    profile = run(
        """
        async def in_c():
            sum(range(10_000_000))

        async def in_python():
            table = {}
            for number in range(400_000):
                table[str(number)] = number

        async def main():
            await in_c()
            await asyncio.sleep(0.02)
            await in_python()
            await asyncio.sleep(0.02)

        run(main())
        """,
        loop,
        stall_threshold=0.02,
    ).profile
    assert ending_in(profile, "in_c", "sum")
    assert ending_in(profile, "in_python")


def test_what_a_callback_or_the_start_of_a_program_does_counts(run: Run) -> None:
    profile = run(
        """
        def callback():
            time.sleep(0.1)

        async def main():
            asyncio.get_running_loop().call_soon(callback)
            time.sleep(0.1)

        run(main())
        """
    ).profile
    # Where both come before the first heartbeat, each alone is long enough.
    assert [names(stall) for stall in profile.stalls if "sleep" in names(stall)] == [
        ["main", "sleep"],
        ["callback", "sleep"],
    ]


@pytest.mark.parametrize("loop", LOOPS)
def test_work_in_a_thread_is_no_stall(run: Run, loop: str) -> None:
    profile = run(
        """
        def load():
            time.sleep(0.3)

        async def main():
            await asyncio.get_running_loop().run_in_executor(None, load)
            await asyncio.gather(*(asyncio.sleep(0.2) for _ in range(100)))

        run(main())
        """,
        loop,
    ).profile
    assert ending_in(profile, "sleep") == []


@pytest.mark.parametrize("loop", LOOPS)
def test_a_thread_that_keeps_the_interpreter_is_named(run: Run, loop: str) -> None:
    profile = run(
        """
        def digest():
            sum(range(20_000_000))

        async def main():
            await asyncio.sleep(0.02)
            await asyncio.get_running_loop().run_in_executor(None, digest)

        run(main())
        """,
        loop,
    ).profile
    (stall,) = ending_in(profile, "digest", "sum")
    assert stall.holder
    assert stall.holder != stall.thread == "MainThread"


@pytest.mark.parametrize("loop", LOOPS)
def test_many_short_callbacks_are_no_single_culprit(run: Run, loop: str) -> None:
    profile = run(
        """
        async def short():
            end = time.perf_counter() + 0.003
            while time.perf_counter() < end:
                pass

        async def main():
            await asyncio.gather(*(short() for _ in range(100)))

        run(main())
        """,
        loop,
    ).profile
    # On a busy machine some of them are long.
    assert any(names(stall)[:1] == ["short"] and (stall.part < 0.5 or stall.seconds < 0.3) for stall in profile.stalls)


def test_only_stalls_over_the_threshold_are_kept(run: Run) -> None:
    profile = run(
        """
        async def main():
            time.sleep(0.1)
            await asyncio.sleep(0.02)
            time.sleep(1.5)

        run(main())
        """,
        stall_threshold=1.0,
    ).profile
    assert [names(stall) for stall in profile.stalls] == [["main", "sleep"]]


def test_a_loop_that_was_not_held_up_is_said_to_be(run: Run) -> None:
    profile = run("async def main(): time.sleep(0.1)\n\nrun(main())", stall_threshold=30.0).profile
    assert profile.stalls == []
    assert "no event loop was held up for 30000 ms or longer" in profile.notes


def test_loops_in_threads_and_one_after_the_other(run: Run) -> None:
    profile = run(
        """
        async def block(seconds):
            time.sleep(seconds)

        threads = [threading.Thread(target=run, args=(block(0.2),), name=name) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for _ in range(2):
            asyncio.run(block(0.1))
        """
    ).profile
    blocked = ending_in(profile, "block", "sleep")
    assert sorted(stall.thread for stall in blocked) == ["MainThread", "MainThread", "first", "second"]


@pytest.mark.parametrize("loop", LOOPS)
def test_an_interrupt_keeps_the_stall_that_it_ended(run: Run, loop: str) -> None:
    recording = run(
        """
        import os, signal

        async def main():
            time.sleep(0.2)
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(5)

        run(main())
        """,
        loop,
    )
    assert recording.code == 130
    assert [names(stall) for stall in recording.profile.stalls] == [["main", "sleep"]]


@pytest.mark.parametrize("loop", LOOPS)
def test_idle_time_is_waiting_and_the_heartbeat_is_not_seen(run: Run, loop: str) -> None:
    profile = run("async def main(): await asyncio.sleep(1)\n\nrun(main())", loop).profile
    tree = profile.stacks
    assert tree is not None
    assert sum(tree.waiting) > 0.9
    below_main = [frame.name for frame in tree.frames if frame.path.endswith(("loops.py", "suspended.py"))]
    assert below_main == []
    assert "all_tasks" not in {frame.name for frame in tree.frames}


@pytest.mark.parametrize("loop", LOOPS)
def test_awaited_time_goes_by_chain_of_awaits(run: Run, loop: str) -> None:
    profile = run(
        """
        async def rows():
            while True:
                await asyncio.sleep(0.2)
                yield 1

        async def read():
            async for row in rows():
                break

        async def wait():
            await asyncio.sleep(0.5)

        async def one_of_many():
            await asyncio.sleep(0.5)

        async def main():
            await asyncio.gather(*(wait() for _ in range(20)), read())
            await asyncio.gather(*(one_of_many() for _ in range(200)))

        run(main())
        """,
        loop,
    ).profile
    awaited = {tuple(frame.name for frame in chain): seconds for chain, seconds in profile.awaited.items()}
    # Of 10 and 100 task-seconds; on a busy machine the tasks are looked at less often.
    assert 0 < awaited["wait", "sleep"] < awaited["one_of_many", "sleep"]
    assert ("read", "rows", "sleep") in awaited


def test_the_program_is_as_without_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    recording = run(
        """
        async def main():
            print(len(asyncio.all_tasks()), random.Random(1).random() == random.Random(1).random())
            await asyncio.sleep(0.05)

        asyncio.run(main())
        loop = asyncio.new_event_loop()
        loop.run_until_complete(main())
        assert [handle for handle in loop._scheduled if not handle.cancelled()] == []
        asyncio._set_running_loop(loop)
        asyncio._set_running_loop(None)
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()
        """
    )
    assert recording.code == 0
    assert capfd.readouterr() == ("1 True\n" * 2, "")


def test_a_loop_whose_clock_jumps_ends(run: Run) -> None:
    recording = run(
        """
        class Jumping(asyncio.SelectorEventLoop):
            jumped = 0.0

            def time(self):
                return super().time() + self.jumped

            def _run_once(self):
                if self._scheduled and not self._ready:
                    self.jumped += max(self._scheduled[0]._when - self.time(), 0)
                super()._run_once()

        loop = Jumping()
        loop.run_until_complete(asyncio.sleep(86_400 * 365))
        loop.close()
        """
    )
    assert recording.code == 0
    assert recording.profile.duration < 60


def test_what_is_not_followed_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "trio.py").write_text("")
    notes = run("import trio").profile.notes
    assert "no event loop of asyncio (or uvloop) was run, so --async had nothing to follow" in notes
    assert "trio was imported: its loop is not followed, --async knows asyncio and uvloop only" in notes
