"""What counts as waiting in a sample, on real threads and loops."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import queue
import selectors
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
import uvloop
from pyinstrument.stack_sampler import get_stack_sampler
from slowspot.analyzers.profiling.inside.waiting import waits

INTERVAL = 0.001
LONG = 0.05


def waited(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that it waited, and that it ran."""
    spent = {True: 0.0, False: 0.0}

    def look(stack: list[str], seconds: float, state: object) -> None:
        spent[waits(stack, seconds, INTERVAL)] += seconds

    sampler = get_stack_sampler()
    sampler.subscribe(look, desired_interval=INTERVAL, use_async_context=False)
    try:
        work()
    finally:
        sampler.unsubscribe(look)
    return spent[True], spent[False]


def wait_for_a_thread() -> None:
    thread = threading.Thread(target=time.sleep, args=(LONG,))
    thread.start()
    thread.join()


def wait_for_a_queue() -> None:
    with pytest.raises(queue.Empty):
        queue.Queue[int]().get(timeout=LONG)


def wait_for_a_simple_queue() -> None:
    with pytest.raises(queue.Empty):
        queue.SimpleQueue[int]().get(timeout=LONG)


def idle_asyncio() -> None:
    asyncio.run(asyncio.sleep(LONG))


def idle_uvloop() -> None:
    uvloop.new_event_loop().run_until_complete(asyncio.sleep(LONG))


def idle_uvloop_by_a_runner() -> None:
    uvloop.run(asyncio.sleep(LONG))


def idle_server() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Timer(LONG, server.shutdown).start()
        server.serve_forever(poll_interval=0.01)


def wait_for_a_process() -> None:
    process = multiprocessing.Process(target=time.sleep, args=(LONG,))
    process.start()
    process.join()


def wait_for_a_queue_of_a_process() -> None:
    waiting = multiprocessing.get_context("spawn").Queue()
    threading.Timer(LONG, waiting.put, args=(1,)).start()
    waiting.get()


WAITING = [
    threading.Event().wait, wait_for_a_thread, wait_for_a_queue, wait_for_a_simple_queue,
    idle_asyncio, idle_uvloop, idle_uvloop_by_a_runner, idle_server,
    wait_for_a_process, wait_for_a_queue_of_a_process,
]  # fmt: skip


@pytest.mark.parametrize("work", WAITING, ids=lambda work: work.__name__)
def test_time_with_nothing_to_do_is_waiting(work: Callable[..., object]) -> None:
    waiting, running = waited(lambda: work(LONG) if work.__name__ == "wait" else work())
    assert waiting >= 0.8 * LONG, running


def read_a_socket() -> None:
    ours, theirs = socket.socketpair()
    ours.settimeout(LONG)
    with pytest.raises(TimeoutError), ours, theirs:
        ours.recv(1)


def select_in_a_library() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, selectors.DefaultSelector() as selector:
        selector.register(ours, selectors.EVENT_READ)
        selector.select(LONG)


def run_a_command() -> None:
    subprocess.run([sys.executable, "-S", "-c", "import time; time.sleep(0.05)"], check=True)


def block_asyncio() -> None:
    async def main() -> None:
        time.sleep(LONG)  # noqa: ASYNC251

    asyncio.run(main())


def block_uvloop() -> None:
    async def main() -> None:
        time.sleep(LONG)  # noqa: ASYNC251

    uvloop.new_event_loop().run_until_complete(main())


@pytest.mark.parametrize(
    "work",
    [lambda: time.sleep(LONG), read_a_socket, select_in_a_library, run_a_command, block_asyncio, block_uvloop],
    ids=["sleep", "socket", "select", "command", "asyncio", "uvloop"],
)
def test_a_call_that_blocks_is_no_waiting(work: Callable[[], object]) -> None:
    waiting, running = waited(work)
    assert running >= 0.8 * LONG, waiting


def test_a_lock_that_is_free_is_no_waiting() -> None:
    lock, text = threading.Lock(), json.dumps(list(range(2000)))

    def work() -> None:
        until = time.perf_counter() + LONG
        while time.perf_counter() < until:
            json.loads(text)
            lock.acquire()
            lock.release()

    waiting, running = waited(work)
    assert running > waiting
