from __future__ import annotations

import cProfile
import math
import pstats
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slowspot.analyzers.profiling.attributing.attribution import attribute
from slowspot.analyzers.profiling.attributing.places import library_name
from slowspot.analyzers.profiling.profile import PROCESS, THREAD, Frame, FunctionTimes, Profile, StackTree, Stall

from .stacks import Project, add

LIBRARY = "/usr/lib/python3.11"
SITE = "/home/ci/env/lib/python3.12/site-packages"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_own_time_total_time_lines_and_calls(project: Project) -> None:
    project.write("shop/app.py", """\
        def main():
            load()
            probe(2)
            return load()

        def load():
            probe(3)
        main()
        """)  # fmt: skip
    project.execute("shop/app.py")
    main, load = project.measured("main"), project.measured("load")
    assert (main.path, main.line, main.own, main.total, main.samples) == ("shop/app.py", 1, 2, 8, 3)
    assert [(line.offset, line.own, line.total) for line in main.lines] == [(1, 0, 3), (2, 2, 2), (3, 0, 3)]
    assert (load.own, load.total) == (6, 6)
    assert load.callers == ((main.path, "main", 6),)
    assert main.callees == ((main.path, "load", 6),)
    module = project.measured("<module>")
    assert [(line.offset, line.total) for line in module.lines] == [(7, 8)]
    assert module.lines[0].digest


def test_recursion_counts_once(project: Project) -> None:
    project.write("a.py", """\
        def down(n):
            if n:
                down(n - 1)
            else:
                probe(4)
        def even(n): return odd(n - 1)
        def odd(n): return even(n - 1) if n > 0 else probe(8)
        down(5)
        even(6)
        """)  # fmt: skip
    project.execute("a.py")
    down, even, odd = (project.measured(name) for name in ("down", "even", "odd"))
    assert (down.own, down.total, down.samples, down.callees) == (4, 4, 1, ())
    assert [(line.offset, line.own, line.total) for line in down.lines] == [(2, 0, 4), (4, 4, 4)]
    assert (even.total, odd.total) == (8, 8)
    assert ("a.py", "even", 8) in odd.callers
    assert ("a.py", "odd", 8) in even.callers


def test_comprehensions_lambdas_class_bodies_and_generated_code_belong_to_the_function_around(project: Project) -> None:
    project.write("a.py", """\
        def work():
            a = [probe() for _ in range(2)]
            b = sum((probe(), 1)[1] for _ in range(2))
            c = sorted([1, 2], key=lambda x: (
                probe(), 1)[1])
            class Local:
                probe()
            exec("def made():\\n  probe()\\nmade()", globals())
            def named():
                probe()
            named()

        class Top:
            probe()
        work()
        """)  # fmt: skip
    project.execute("a.py")
    run = project.run()
    assert sorted(function.name for function in run.functions) == ["<module>", "work", "work.<locals>.named"]
    work = project.measured("work", run)
    assert (work.own, work.library, work.total) == (8, 0, 9)
    assert [(line.offset + 1, line.own) for line in work.lines] == [
        (2, 2), (3, 2), (4, 0), (5, 2), (6, 0), (7, 1), (8, 1), (11, 0),
    ]  # fmt: skip
    assert project.measured("<module>", run).own == 1
    assert work.callees == (("a.py", "work.<locals>.named", 1),)


def test_library_time_is_charged_to_the_line_that_called_it(project: Project) -> None:
    file = str(project.write("a.py", "def f():\n    x()\n    y()\n\ndef g():\n    pass\n"))
    get = Frame("get", f"{SITE}/requests/api.py", 60, 73)
    send = Frame("send", f"{SITE}/requests/sessions.py", 600, 700)
    recv = Frame("recv", "", 0, 0)
    add(project.tree, [Frame("f", file, 1, 2), get, send, recv], 5)
    add(project.tree, [Frame("f", file, 1, 3)], 1)
    add(project.tree, [Frame("f", file, 1, 3), recv], 2)
    add(project.tree, [Frame("f", file, 1, 2), get, send, Frame("g", file, 5, 6)], 3)
    f, g = project.measured("f"), project.measured("g")
    assert (f.own, f.library, f.total) == (8, 7, 11)
    assert [(line.offset, line.own, line.total) for line in f.lines] == [(1, 5, 8), (2, 3, 3)]
    assert f.callees == (("", "requests.api.get", 5), ("a.py", "g", 3), ("", "recv", 2))
    assert g.callers == (("a.py", "f", 3),)


@pytest.mark.parametrize("path", [
    ".venv/lib/python3.12/site-packages/x.py", "env/lib/python3.11/json/x.py", "node_modules/x.py", "mine/x.py",
])  # fmt: skip
def test_an_environment_below_the_root_is_library(project: Project, path: str) -> None:
    file = str(project.write(path, "def f(): pass\n"))
    project.write("mine/pyvenv.cfg", "")
    add(project.tree, [Frame("f", file, 1, 1)])
    run = project.run()
    assert (run.functions, run.outside, run.total) == ([], 1, 1)


def test_waiting_is_no_part_of_the_total(project: Project) -> None:
    file = str(project.write("a.py", "def f():\n    x()\n"))
    f = Frame("f", file, 1, 2)
    add(project.tree, [f], 1)
    add(project.tree, [f, Frame("select", f"{LIBRARY}/selectors.py", 1, 1)], 9, waiting=True)
    project.profile.awaited[(f,)] = 5.0
    run = project.run()
    measured = project.measured("f", run)
    assert (run.total, run.waiting, measured.total, measured.waiting) == (1, 9, 1, 14)


def test_time_that_nothing_of_the_project_called_is_outside(project: Project) -> None:
    file = str(project.write("a.py", "def f():\n    x()\n"))
    thread = Frame("MainThread", THREAD)
    add(project.tree, [Frame("python a.py", PROCESS), thread, Frame("_run", f"{LIBRARY}/runpy.py", 1, 1)], 2)
    add(project.tree, [Frame("python a.py", PROCESS), thread, Frame("f", file, 1, 2)], 3)
    run = project.run()
    assert (run.total, run.outside, run.flame[0].name, run.flame[0].total) == (5, 2, "python a.py", 5)


def test_a_name_that_is_defined_twice_is_told_apart_by_its_line(project: Project) -> None:
    file = project.write("a.py", """\
        class A:
            @property
            def x(self):
                return 1
            @x.setter
            def x(self, value):
                pass
        """)  # fmt: skip
    for first, line, weight in ((2, 4, 1), (5, 7, 2)):
        add(project.tree, [Frame("x", str(file), first, line)], weight)
    add(project.tree, [Frame("A.x", str(file), 0, 7)], 4)  # as tools do that know no first lines
    assert [(found.name, found.line, found.own) for found in project.run().functions] == [("A.x", 5, 6), ("A.x", 2, 1)]


def test_frames_without_lines_are_found_by_name(project: Project) -> None:
    file = str(project.write("a.py", "def f():\n    x()\n"))
    add(project.tree, [Frame("f", file)])
    run = project.run()
    assert [(found.name, found.line, found.lines, bool(found.digest)) for found in run.functions] == [
        ("f", 1, (), True)
    ]
    assert run.notes == []


# -- other paths, other versions


def test_paths_of_another_machine_are_mapped_by_their_end(project: Project) -> None:
    project.write("src/shop/cart.py", "def total():\n    pass\n")
    project.write("src/shop/api.py", "def get():\n    pass\n")
    project.write("a/same.py", "def f(): pass\n")
    project.write("b/same.py", "def f(): pass\n")
    add(project.tree, [Frame("total", "/srv/build/shop/cart.py", 1, 2)])
    add(project.tree, [Frame("total", "C:\\build\\shop\\cart.py", 1, 2)])
    add(project.tree, [Frame("get", f"{SITE}/shop/api.py", 1, 2)])  # installed there: a library
    add(project.tree, [Frame("fetch", "/srv/other/api.py", 40, 41)])  # no such function in ours
    add(project.tree, [Frame("f", "/srv/same.py", 1, 1)])
    run = project.run()
    assert [(found.path, found.name, found.own) for found in run.functions] == [("src/shop/cart.py", "total", 2)]
    assert run.functions[0].lines
    assert run.outside == 3
    assert [note.split(":")[0].split(" and")[0] for note in run.notes] == [
        "Recorded elsewhere", "/srv/same.py was recorded elsewhere",
    ]  # fmt: skip


def test_of_several_files_with_the_recorded_name_the_one_with_the_functions_is_meant(project: Project) -> None:
    project.write("app.py", "def main():\n    pass\n")
    project.write("other/app.py", "def run():\n    pass\n")
    add(project.tree, [Frame("run", "/srv/app.py", 0, 2)])
    assert [(found.path, found.name) for found in project.run().functions] == [("other/app.py", "run")]


def test_a_recording_of_another_version_has_no_lines(project: Project) -> None:
    file = str(project.write("a.py", "import os\n\n\ndef f():\n    x()\n\ndef g():\n    y()\n"))
    add(project.tree, [Frame("f", file, 1, 2), Frame("gone", file, 20, 21)], 2)
    run = project.run()
    f = project.measured("f", run)
    assert (f.line, f.total, f.digest, f.lines) == (4, 2, "", ())
    assert project.measured("gone", run).own == 2
    assert run.notes == ["Recorded from another version of a.py: functions were found by name, lines are left out"]


def test_a_file_that_was_written_after_the_recording_began_is_not_what_was_recorded(project: Project) -> None:
    file = project.write("a.py", "def f():\n    x()\n")
    add(project.tree, [Frame("f", str(file), 1, 2)])
    project.profile.began = file.stat().st_mtime + 1
    assert project.run().functions[0].lines
    project.profile.began = file.stat().st_mtime - 1
    run = project.run()
    assert (run.functions[0].lines, run.functions[0].digest) == ((), "")
    assert run.notes == ["Changed since the recording began: a.py; times of lines are left out"]


def test_a_file_that_is_gone_or_broken_keeps_its_functions(project: Project) -> None:
    broken = str(project.write("broken.py", "def f(:\n"))
    add(project.tree, [Frame("f", broken, 1, 2), Frame("g", str(project.root / "gone.py"), 3, 4)])
    run = project.run()
    assert sorted((found.path, found.name) for found in run.functions) == [("broken.py", "f"), ("gone.py", "g")]
    assert run.notes == ["Not there any more, or not to be parsed: broken.py, gone.py"]


# -- profilers without stacks


def recorded_by_cprofile(file: Path) -> list[FunctionTimes]:
    profiler = cProfile.Profile()
    code = compile(file.read_text(encoding="utf-8"), str(file), "exec")
    space: dict[str, object] = {}
    profiler.runctx(code, space, space)  # pyright: ignore[reportArgumentType] - it takes code, too
    stats = pstats.Stats(profiler).stats  # pyright: ignore[reportAttributeAccessIssue]
    places = {key: number for number, key in enumerate(stats)}
    return [
        FunctionTimes(
            Frame(name, "" if path == "~" else path, line), own, total, calls,
            {places[caller]: figures[3] for caller, figures in callers.items()},
        )
        for (path, line, name), (_, calls, own, total, callers) in stats.items()
    ]  # fmt: skip


def test_cprofile_knows_calls_and_callers_and_loses_no_time(project: Project) -> None:
    file = project.write("a.py", """\
        import json
        def dump(n):
            return json.dumps([x for x in range(n)], default=str)
        def main():
            for n in range(7):
                dump(n)
        main()
        """)  # fmt: skip
    run = project.run(Profile("cProfile", functions=recorded_by_cprofile(file)))
    dump, main = project.measured("dump", run), project.measured("main", run)
    assert (dump.calls, main.calls, dump.lines) == (7, 1, ())
    assert [(call.path, call.name) for call in dump.callers] == [("a.py", "main")]
    assert "json.dumps" in [call.name for call in dump.callees]
    assert main.total >= dump.total >= dump.own >= dump.library > 0
    assert math.isclose(math.fsum(found.own for found in run.functions) + run.outside, run.total)


def test_library_time_goes_to_callers_in_proportion(project: Project) -> None:
    file = str(project.write("a.py", "def f(): pass\ndef g(): pass\n"))
    functions = [
        FunctionTimes(Frame("f", file, 1), 1.0, 11.0, 2),
        FunctionTimes(Frame("g", file, 2), 2.0, 32.0, 3),
        FunctionTimes(Frame("dumps", f"{LIBRARY}/json/__init__.py", 1), 4.0, 40.0, 5, {0: 10.0, 1: 30.0}),
        FunctionTimes(Frame("encode", f"{LIBRARY}/json/encoder.py", 1), 36.0, 36.0, 5, {2: 30.0, 3: 6.0}),
        FunctionTimes(Frame("main", f"{LIBRARY}/runpy.py", 1), 5.0, 48.0, 1),
    ]
    run = project.run(Profile("cProfile", functions=functions))
    f, g = project.measured("f", run), project.measured("g", run)
    assert (f.own, f.library, g.own, g.library) == (11, 10, 32, 30)
    assert (run.total, run.outside) == (48, 5)
    assert f.callees == (("", "json.dumps", 10),)


def test_lines_without_functions_go_to_the_functions_around(project: Project) -> None:
    file = str(project.write("a.py", "import os\ndef f():\n    x()\n    y()\n"))
    times = FunctionTimes(Frame("", file), 7.0, lines={1: 1.0, 3: 2.0, 4: 4.0})
    run = project.run(Profile("Scalene", functions=[times]))
    f = project.measured("f", run)
    assert (f.own, f.total, [(line.offset, line.own) for line in f.lines]) == (6, 6, [(1, 2), (2, 4)])
    assert project.measured("<module>", run).own == 1


# -- stalls


def test_a_stall_names_function_line_and_blocking_call(project: Project) -> None:
    file = str(project.write("web/views.py", "async def index():\n    fetch()\n\ndef fetch():\n    get()\n"))
    stack = (
        Frame("run", f"{LIBRARY}/asyncio/runners.py", 1, 2), Frame("index", file, 1, 2), Frame("fetch", file, 4, 5),
        Frame("get", f"{SITE}/requests/api.py", 60, 73), Frame("recv", "", 0, 0),
    )  # fmt: skip
    project.profile.stalls = [Stall(1.5, 0.2, stack), Stall(2.0, 0.1, stack[:3]), Stall(3.0, 0.1, stack[:1], part=0.5)]
    first, second, third = project.run().stalls
    assert (first.path, first.function, first.line, first.call) == ("web/views.py", "fetch", 5, "requests.api.get")
    assert first.stack[:2] == (("", "asyncio.runners.run", 2), ("web/views.py", "index", 2))
    assert (second.function, second.call) == ("fetch", "")
    assert (third.path, third.call, third.part) == ("", "asyncio.runners.run", 0.5)


@pytest.mark.parametrize(("name", "path", "expected"), [
    ("get", f"{SITE}/requests/api.py", "requests.api.get"),
    ("loads", "/opt/python/lib/python3.13t/json/__init__.py", "json.loads"),
    ("loads", "C:\\Python312\\Lib\\json\\__init__.py", "json.loads"),
    ("Session.get", "requests/sessions.py", "requests.sessions.Session.get"),
    ("_find", "<frozen importlib._bootstrap>", "importlib._bootstrap._find"),
    ("time.sleep", "", "time.sleep"),
    ("builtins.sorted", "", "sorted"),
    ("<built-in method time.sleep>", "", "time.sleep"),
    ("<method 'append' of 'list' objects>", "", "list.append"),
])  # fmt: skip
def test_library_functions_are_named_with_their_module(name: str, path: str, expected: str) -> None:
    assert library_name(name, path) == expected


# -- laws

FILES = {
    "a.py": "def f():\n    x\n    y\n\ndef g():\n    x\n    y\n",
    "p/b.py": "class C:\n    def h(self):\n        x\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> str:
    project = Project(tmp_path_factory.mktemp("project"))
    for path, text in FILES.items():
        project.write(path, text)
    return str(project.root)


def frames(root: str) -> list[Frame]:
    return [
        *(Frame("f", f"{root}/a.py", 1, line) for line in (2, 3)),
        *(Frame("g", f"{root}/a.py", 5, line) for line in (6, 7)),
        Frame("<lambda>", f"{root}/a.py", 2, 2),
        Frame("h", f"{root}/p/b.py", 2, 3),
        Frame("<module>", f"{root}/a.py", 1, 1),
        Frame("dumps", f"{LIBRARY}/json/__init__.py", 1, 2),
        Frame("encode", f"{LIBRARY}/json/encoder.py", 1, 2),
        Frame("sorted", "", 0, 0),
        Frame("__init__", "<string>", 1, 1),
    ]


OWNERS = ["f", "f", "g", "g", "f", "C.h", "<module>", None, None, None, "generated"]
NAMES = {7: "json.dumps", 8: "json.encoder.encode", 9: "sorted"}

samples = st.lists(
    st.tuples(st.lists(st.integers(0, len(OWNERS) - 1), min_size=1, max_size=9), st.integers(1, 5), st.booleans()),
    max_size=12,
)


@given(samples)
def test_the_tree_says_what_counting_the_stacks_says(root: str, given: list[tuple[list[int], int, bool]]) -> None:
    tree, known = StackTree(), frames(root)
    own, total, library, idle, lines = Counter(), Counter(), Counter(), Counter(), Counter()
    calls, outside, counts = Counter(), 0, Counter()
    for stack, weight, waiting in given:
        add(tree, [known[number] for number in stack], weight, waiting=waiting)
        project = [
            (place, OWNERS[number])
            for place, number in enumerate(stack)
            if OWNERS[number] in {*"fg", "C.h", "<module>"}
        ]
        owners = [owner for _, owner in project]
        if waiting:
            idle.update(dict.fromkeys(set(owners), weight))
            continue
        total.update(dict.fromkeys(set(owners), weight))
        counts.update(set(owners))
        spots = {(OWNERS[stack[place]], known[stack[place]].line) for place, _ in project}
        lines.update(dict.fromkeys(spots, weight))
        calls.update({(caller, callee): weight for caller, callee in {*pairwise(owners)} if caller != callee})
        if not project:
            outside += weight
            continue
        place, owner = project[-1]
        own[owner] += weight
        below = [number for number in stack[place + 1 :] if OWNERS[number] is None]
        if below:
            library[owner] += weight
            calls[owner, NAMES[below[0]]] += weight
    run = attribute(Profile("test", stacks=tree), root, run_id="1")
    found = {function.name: function for function in run.functions}
    assert {name: function.own for name, function in found.items() if function.own} == own
    assert {name: function.total for name, function in found.items() if function.total} == total
    assert {name: function.library for name, function in found.items() if function.library} == library
    assert {name: function.waiting for name, function in found.items() if function.waiting} == idle
    assert {name: function.samples for name, function in found.items() if function.samples} == counts
    assert {
        (name, function.line + line.offset): line.total
        for name, function in found.items() for line in function.lines if line.total
    } == lines  # fmt: skip
    assert {(name, call.name): call.weight for name, function in found.items() for call in function.callees} == calls
    assert {(call.name, name): call.weight for name, function in found.items() for call in function.callers} == {
        pair: weight for pair, weight in calls.items() if pair[1] in found
    }
    assert run.outside == outside
    assert sum(function.own for function in run.functions) + run.outside == run.total
    for function in run.functions:
        assert function.total >= function.own >= function.library
        assert sum(line.own for line in function.lines) == function.own
    tops = [node.total for node in run.flame if node.parent < 0]
    assert sum(tops) == run.total - sum(
        weight for stack, weight, waiting in given if not waiting and set(stack) == {10}
    )
    for node in run.flame:
        assert node.total >= sum(
            other.total for other in run.flame if other.parent >= 0 and run.flame[other.parent] is node
        )


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10), st.integers(0, 100), st.dictionaries(st.integers(0, 9), st.integers(0, 50), max_size=4)
        ),
        min_size=10,
        max_size=10,
    )
)
def test_no_time_of_functions_is_lost(root: str, given: list[tuple[int, int, dict[int, int]]]) -> None:
    known = frames(root)
    functions = [
        FunctionTimes(known[number], own / 7, (own + more) / 7, 1, {key: weight / 3 for key, weight in callers.items()})
        for number, (own, more, callers) in enumerate(given)
    ]
    run = attribute(Profile("test", functions=functions), root, run_id="1")
    assert math.isclose(sum(found.own for found in run.functions) + run.outside, run.total, abs_tol=1e-6)
    assert all(function.total >= function.own >= function.library >= 0 for function in run.functions)


def test_the_flame_graph_is_small_and_a_tree(project: Project) -> None:
    file = str(project.write("a.py", "".join(f"def f{number}(): pass\n" for number in range(4000))))
    deep = [Frame(f"lib{number}", f"{SITE}/big/x.py", number, number) for number in range(50)]
    for number in range(4000):
        add(project.tree, [Frame(f"f{number}", file, number + 1, number + 1), *deep], 1 + 50 * (number < 20))
    flame = project.run().flame
    assert len(flame) == 20 * 3  # each with two levels of the library; the others have less than 0.1 %
    assert all(-1 <= node.parent < number for number, node in enumerate(flame))


def test_stacks_may_be_of_any_depth(project: Project) -> None:
    file = str(project.write("a.py", "def f(): pass\n"))
    add(project.tree, [Frame("f", file, 1, 1)] * 100_000)
    assert project.run().functions[0].total == 1
