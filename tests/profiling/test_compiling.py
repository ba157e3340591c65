"""What a recording tells of functions that frameworks compile: stand-ins of them, and the real ones where they are."""

from __future__ import annotations

import importlib.util
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.compiles import OFTEN, compile_lines, compile_summary, compiled_in, confirmed_times
from slowspot.analyzers.profiling.measured import MeasuredCompile, Run
from slowspot.analyzers.profiling.profile import Compiled
from slowspot.analyzers.profiling.readers.recording import read_recording
from slowspot.analyzers.profiling.recording.programs import Target, record
from slowspot.analyzers.profiling.recording.recorded_file import dumped
from slowspot.analyzers.profiling.stored import run_of, stored
from slowspot.analyzers.rules.registry import resolve
from slowspot.analyzers.source import Document

FRAMEWORKS = {
    "jax/_src/monitoring.py": """
        hearing = []
        def register_event_duration_secs_listener(hear):
            hearing.append(hear)
        def compiled(name):
            for event in ("jaxpr_trace_duration", "backend_compile_duration"):
                for hear in hearing:
                    hear("/jax/core/compile/" + event, 0.25, fun_name="jit(" + name + ")")
    """,
    "numba/core/event.py": """
        class Listener:
            pass
        heard = {}
        def register(kind, listener):
            heard[kind] = listener
        class Event:
            def __init__(self, function):
                self.data = {"dispatcher": type("Dispatcher", (), {"py_func": staticmethod(function)})}
        def compiled(function):
            heard["numba:compile"].on_start(Event(function))
            heard["numba:compile"].on_end(Event(function))
    """,
    "tensorflow/python/framework/func_graph.py": """
        def func_graph_from_py_func(name, python_func, *arguments):
            return python_func(*arguments)
    """,
    "tensorflow/python/tracing_compilation.py": """
        from tensorflow.python.framework import func_graph
        def compiled(function, *arguments):
            return func_graph.func_graph_from_py_func(function.__name__, function, *arguments)
    """,
    "torch/_dynamo/callback.py": """
        class Handler:
            def register_start_callback(self, hear):
                self.start = hear
            def register_end_callback(self, hear):
                self.end = hear
        callback_handler = Handler()
        def _compile(code):
            callback_handler.start()
            callback_handler.end()
        def compiled(function):
            _compile(function.__code__)
    """,
}
PROGRAM = """
import os
from jax._src import monitoring
from numba.core import event
from tensorflow.python import tracing_compilation
from torch._dynamo import callback


def step(x=1):
    return x


def train(n):
    for _ in range(n):
        monitoring.compiled("step")
        monitoring.compiled("add")
        event.compiled(step)
        tracing_compilation.compiled(step)
        callback.compiled(step)
    tracing_compilation.func_graph.func_graph_from_py_func("body", step)


train(7)
if os.fork() == 0:
    train(2)
    os._exit(0)
os.wait()
"""


def put(folder: Path, path: str, source: str) -> None:
    """Write a module, in packages that come before installed ones."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    for package in file.relative_to(folder).parents[:-1]:
        (folder / package / "__init__.py").touch()
    file.write_text(textwrap.dedent(source))


def unclocked(compiled: Iterable[Compiled] | Iterable[MeasuredCompile]) -> list[object]:
    """Without their seconds, which are rounded when they are written down."""
    return [each._replace(seconds=0.0) for each in compiled]


def recorded(folder: Path, source: str) -> Run:
    (folder / "program.py").write_text(source)
    recording = record(Target(("program.py",)), cwd=str(folder), sampler="thread")
    assert recording.code == 0
    again = read_recording(dumped(recording.profile).encode(), "recording.json")
    assert unclocked(again.compiled) == unclocked(recording.profile.compiled)
    return attribute(again, str(folder), run_id="20260101-120000-1")


@pytest.mark.skipif(sys.platform == "win32", reason="the program forks")
def test_what_frameworks_compile_is_counted_at_the_function_and_at_the_line_that_leads_to_it(tmp_path: Path) -> None:
    for path, source in FRAMEWORKS.items():
        put(tmp_path, path, source)
    run = recorded(tmp_path, PROGRAM)
    mine = [each for each in run.compiled if each.caller == "train" and each.caller_path == "program.py"]
    assert sorted((each.engine, each.name, each.function, each.times) for each in mine) == [
        ("jax", "add", "", 9),
        ("jax", "step", "step", 9),
        ("numba", "step", "step", 9),
        ("tensorflow", "step", "step", 9),
        ("torch", "step", "step", 9),
    ]
    assert next(each.seconds for each in mine if each.engine == "jax") == pytest.approx(9 * 0.5)
    lines = compile_lines(run)
    assert lines[0] == "Compiled again and again, which is slow:"
    assert "  9 times, 4.50 s  step (program.py:9), by JAX, from program.py:15 train" in lines
    assert "  9 times, 4.50 s  add, by JAX, from program.py:16 train" in lines
    told = compile_summary(compiled_in(run, "program.py", "step"), "step")
    assert told.startswith("compiled 9 times by JAX, 4.50 s, compiled 9 times by ")
    assert told.endswith(": slow")
    (tmp_path / "kept.json").write_bytes(stored(run))
    kept = run_of(str(tmp_path / "kept.json")).compiled
    assert unclocked(kept) == unclocked(run.compiled)


def test_a_framework_that_tells_in_another_way_costs_the_program_nothing(tmp_path: Path) -> None:
    put(tmp_path, "numba/core/event.py", "register = Listener = None\n")
    run = recorded(tmp_path, "from numba.core import event\nassert event.register is None\n")
    assert run.compiled == []
    assert compile_lines(run) == []


def test_a_finding_is_confirmed_by_what_its_line_had_compiled() -> None:
    source = "import jax\n\ndef run(xs):\n    for x in xs:\n        jax.jit(lambda y: y + 1)(x)\n"
    [finding] = Analyzer(Document(source), RuleSet([*resolve("jax-jit-in-loop")])).findings()
    compiled = MeasuredCompile("jax", "<lambda>", "", "", 0, "train.py", "run", 5, 37, 2.0)
    run = Run("20260101-120000-1", "slowspot", "seconds", 3.0, [], compiled=[compiled])
    assert confirmed_times(run, finding, "train.py", 0) == 37
    assert confirmed_times(run, finding, "train.py", 2) == 0
    assert confirmed_times(run, finding, "other.py", 0) == 0
    run.compiled = [compiled._replace(times=OFTEN - 1)]
    assert confirmed_times(run, finding, "train.py", 0) == 0


REAL = {
    "jax": """
        import jax
        def run():
            for i in range(6):
                jax.jit(lambda x: x + i)(1.0)
        run()
    """,
    "numba": """
        import numba
        def run():
            for i in range(6):
                numba.njit(lambda x: x + i)(1)
        run()
    """,
    "tensorflow": """
        import tensorflow as tf
        def run():
            for i in range(6):
                tf.function(lambda x: x + i)(tf.ones(2))
        run()
    """,
    "torch": """
        import torch
        @torch.compile(backend="eager", dynamic=False)
        def step(x):
            return x + 1
        def run():
            for i in range(2, 8):
                step(torch.ones(i))
        run()
    """,
}


@pytest.mark.parametrize("name", REAL)
def test_the_framework_itself_is_followed(name: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name}, which takes gigabytes, is not installed")
    run = recorded(tmp_path, textwrap.dedent(REAL[name]))
    found = [each for each in run.compiled if each.times >= 6]
    assert [(each.engine, each.caller, each.times) for each in found] == [(name, "run", 6)]
