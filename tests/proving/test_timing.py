"""Two programs in child processes: what agrees is timed, what does not is dropped and told. No test decides by time."""

from __future__ import annotations

import os
import pickle
import shutil
import stat
import sys
import time
from pathlib import Path

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, UnusableInterpreter, machine_class, probe
from slowspot.analyzers.proving.timing import Comparison, Dropped, Effort, Pair, Pickled, RuleWorkload, compare
from slowspot.analyzers.rules.registry import all_rules

QUICK = Effort(processes=2, rounds=3, sample_seconds=0.0002)
LIST = Pickled(pickle.dumps(([3, 1, 2],), protocol=4))


@pytest.fixture(scope="module")
def here() -> Interpreter:
    return probe(sys.executable)


def outcome(before: str, after: str, interpreter: Interpreter, arguments: Pickled | None = LIST, **more: object) -> str:
    """Compare the bodies of a function of `xs` and say what came of it: "timed", or reason and message.

    "noisy" is a matter of the clock, and counts as timed.
    """
    if not more:
        before, after = (f"def f(xs):\n    {body}\n" for body in (before, after))
    effort = Effort(2, 3, 0.0002, timeout=20)
    (found,) = compare([Pair("key", before, after, arguments=arguments, **more)], interpreter, effort)  # pyright: ignore[reportArgumentType]
    assert found.key == "key"
    return f"{found.reason}: {found.message}" if isinstance(found, Dropped) and found.reason != "noisy" else "timed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return sorted(xs)[0]", "return min(xs)"),
        ("return [x for x in xs]", "yield from xs"),
        ("return float('nan')", "return float('nan')"),
        ("return 0.1 + 0.2 + 0.3", "return 0.3 + 0.2 + 0.1"),
        ("return {1, 2, 'a'}", "return {'a', 2, 1}"),
        ("xs.append(4)", "xs += [4]"),
        ("print(xs[0]); print(xs[1])", "print(f'{xs[0]}\\n{xs[1]}')"),
        ("return input", "return input"),
    ],
)
def test_what_agrees_is_timed(before: str, after: str, here: Interpreter) -> None:
    assert outcome(before, after, here) == "timed"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("return 1", "return 2", "disagree: result: value: 1 and 2"),
        ("return 1", "return 1.0", "disagree: result: value: 1 and 1.0"),
        ("return 1", "return True", "disagree: result: value: 1 and True"),
        ("return [1, 2]", "return (1, 2)", "disagree: result: value: 'list' and 'tuple'"),
        ("return [1, [2, 3]]", "return [1, [2, 4]]", "disagree: result: [1][1]: 3 and 4"),
        ("return xs", "return xs[:2]", "disagree: result: value: 3 items and 2"),
        ("return {'a': 1, 'b': 2}", "return {'b': 2, 'a': 1}", "disagree: result: [0]: 'a' and 'b'"),
        ("xs.sort()", "pass", "disagree: arguments after the call: [0][0]: 1 and 3"),
        ("print(1)", "print(2)", "disagree: the output printed differs"),
        ("return xs[0]", "return xs[9]", "disagree: before: no exception; after: IndexError: list index out of range"),
        ("raise ValueError", "raise KeyError", "disagree: before: ValueError; after: KeyError"),
        ("return xs[9]", "return xs[9]", "error: IndexError: list index out of range"),
        ("import nonsuch", "pass", "missing-package: No module named 'nonsuch'"),
        ("return bytearray(1 << 45)", "return 1", "memory: out of memory"),
        ("return f(xs)", "return f(xs)", "error: RecursionError: maximum recursion depth exceeded"),
        ("return (", "return 1", "error: SyntaxError: '(' was never closed (<before>, line 2)"),
    ],
)  # fmt: skip
def test_what_differs_or_fails_is_dropped_and_told(before: str, after: str, message: str, here: Interpreter) -> None:
    assert outcome(before, after, here) == message


def test_a_coroutine_is_run_and_an_async_generator_walked(here: Interpreter) -> None:
    plain = "import asyncio\n\nasync def f(xs):\n    await asyncio.sleep(0)\n    return xs\n"
    walked = "async def f(xs):\n    for x in xs:\n        yield x\n"
    assert outcome(plain, plain.replace("sleep(0)", "sleep(0.0)"), here, entry="f") == "timed"
    assert outcome(walked, plain, here, entry="f") == "timed"
    other = walked.replace("yield x", "yield x + 1")
    assert outcome(walked, other, here, entry="f") == "disagree: result: [0]: 3 and 4"


def test_tasks_that_a_call_leaves_behind_are_cancelled(here: Interpreter) -> None:
    text = "import asyncio\n\nasync def f(xs):\n    asyncio.ensure_future(asyncio.sleep(1000))\n"
    assert outcome(text, text, here, entry="") == "timed"


def test_instances_of_classes_are_compared_by_what_they_hold(here: Interpreter) -> None:
    point = "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\n"
    text = f"{point}\ndef f(xs):\n    return Point(xs[0])\n"
    assert outcome(text, text, here, entry="") == "timed"
    assert outcome(text, text.replace("xs[0]", "xs[1]"), here, entry="f") == "disagree: result: [0][0]: 3 and 1"


def test_a_module_is_run_as_a_program(here: Interpreter) -> None:
    text = "import sys\nif __name__ == '__main__':\n    print(sum(range(10)))\n    sys.exit(0)\n"
    assert outcome(text, text.replace("sum(range(10))", "45"), here, None, entry=None) == "timed"
    assert outcome(text, text.replace("range(10)", "range(9)"), here, None, entry=None).startswith("disagree")


def test_an_entry_that_is_not_there_is_told(here: Interpreter) -> None:
    assert outcome("x = 1\n", "x = 1\n", here, None, entry="") == "error: before: defines no function"
    assert outcome("x = 1\n", "x = 1\n", here, None, entry="g") == "error: before: no function 'g'"


def test_a_rule_brings_its_workload(here: Interpreter) -> None:
    rule = next(rule for rule in all_rules() if rule.examples[0].after and not rule.examples[0].needs)
    before = rule.examples[0].before.replace("«", "").replace("»", "")
    pairs = [
        Pair("its own", before, rule.examples[0].after, arguments=RuleWorkload(rule.slug, 0, 10)),
        Pair("no rule", before, before, arguments=RuleWorkload("no-such-rule", 0, 10)),
        Pair("no example", before, before, arguments=RuleWorkload(rule.slug, 99, 10)),
    ]
    own, *others = compare(pairs, here, QUICK)
    assert isinstance(own, Comparison) or own.reason == "noisy"
    assert [(found.reason, found.message) for found in others if isinstance(found, Dropped)] == [
        ("error", "no rule 'no-such-rule'"),
        ("error", f"{rule.slug}: example 99 has no workload"),
    ]


def test_a_pair_that_ends_its_process_costs_itself_only(here: Interpreter) -> None:
    fine = "def f(xs):\n    return 1\n"
    pairs = [
        Pair("first", fine, fine, arguments=LIST),
        Pair("aborts", fine, "import os\ndef f(xs):\n    os.abort()\n", arguments=LIST),
        Pair("exits", fine, "import os\ndef f(xs):\n    os._exit(7)\n", arguments=LIST),
        Pair("last", fine, fine, arguments=LIST),
    ]
    found = {outcome.key: outcome for outcome in compare(pairs, here, QUICK)}
    told = {key: (found[key].reason, found[key].message) for key in ("aborts", "exits")}  # pyright: ignore[reportAttributeAccessIssue]
    assert told == {
        "aborts": ("crash", "the child process was ended by SIGABRT"),
        "exits": ("crash", "the child process ended with exit code 7"),
    }
    assert {"first", "last"} <= {
        key for key, one in found.items() if isinstance(one, Comparison) or one.reason == "noisy"
    }


def test_a_pair_without_end_is_stopped(here: Interpreter) -> None:
    endless = "def f(xs):\n    while True:\n        pass\n"
    found = list(compare([Pair("endless", endless, endless, arguments=LIST)], here, Effort(timeout=1)))
    assert found == [Dropped("endless", "timeout", "no answer within 1 s")]


def test_calls_too_long_to_repeat_are_told_before_they_are_repeated(here: Interpreter) -> None:
    slow = "import time\ndef f(xs):\n    time.sleep(0.5)\n"
    (found,) = compare([Pair("slow", slow, slow, arguments=LIST)], here, Effort(processes=1, rounds=3, timeout=4))
    assert isinstance(found, Dropped)
    assert found.reason == "timeout"


def test_what_a_compiler_makes_of_a_module_is_not_made_anew_for_each_sample(here: Interpreter) -> None:
    compiled = """
import sys, time, types
sys.modules["numba"] = types.ModuleType("numba")
made = []
def f(xs):
    if not made:
        time.sleep(0.2)
        made.append(1)
    return len(xs)
"""
    (found,) = compare([Pair("compiled", compiled, compiled, arguments=LIST)], here, Effort(1, 3, 0.0002, timeout=3))
    if isinstance(found, Dropped):
        assert found.reason == "noisy"
    else:
        assert found.before_seconds < 0.01


def test_hash_seeds_differ_between_processes_and_agree_between_sides(here: Interpreter, tmp_path: Path) -> None:
    log = tmp_path / "seeds"
    text = f"import os\ndef f(xs):\n    print(os.environ['PYTHONHASHSEED'], file=open({str(log)!r}, 'a'))\n"
    list(compare([Pair("seeds", text, text, arguments=LIST)], here, Effort(3, 3, 0.0002)))
    assert len(set(log.read_text().split())) == 3


def test_arguments_that_a_side_changes_are_made_anew(here: Interpreter) -> None:
    # With the same list again, the second call would fail.
    text = "def f(xs):\n    assert len(xs) == 3\n    xs.clear()\n"
    assert outcome(text, text, here, entry="f") == "timed"


def test_the_children_end_with_the_comparison(here: Interpreter, tmp_path: Path) -> None:
    log = tmp_path / "processes"
    text = (
        "import os, subprocess, sys\ndef f(xs):\n    pass\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
        f"print(os.getpid(), child.pid, file=open({str(log)!r}, 'a'))\n"
    )
    list(compare([Pair("starts", text, text, arguments=LIST)], here, Effort(1, 3, 0.0002)))
    until = time.monotonic() + 20  # the kernel takes its time with the killed
    for pid in log.read_text().split():
        while is_running(pid):
            assert time.monotonic() < until
            time.sleep(0.01)


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_pypy_is_measured_or_told_to_be_absent() -> None:
    pypy = shutil.which("pypy3")
    if pypy is None:
        with pytest.raises(UnusableInterpreter, match="no command of that name on PATH"):
            probe("pypy3")
        return
    found = probe(pypy)
    assert (found.implementation, found.label.split()[0]) == ("pypy", "PyPy")
    assert outcome("return sorted(xs)[0]", "return min(xs)", found) == "timed"
    assert outcome("return 1", "return 2", found) == "disagree: result: value: 1 and 2"
    if found.version < (3, 10):
        (dropped,) = compare([Pair("rule", "", "", arguments=RuleWorkload("x", 0, 1))], found, QUICK)
        assert isinstance(dropped, Dropped)
        assert dropped.message == f"{found.label} cannot import rules: give the arguments pickled"


def test_this_interpreter_is_recognised(here: Interpreter) -> None:
    assert here.version == sys.version_info[:2]
    assert here.implementation == sys.implementation.name
    assert Path(here.executable).samefile(sys.executable)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (None, "is not there, and no command of that name on PATH; give the path of a Python interpreter"),
        ("", "is not an executable file; give the path of a Python interpreter"),
        ("#!/bin/sh\necho hello\n", "is no Python interpreter that works: no output"),
        ("#!/bin/sh\necho broken >&2; exit 1\n", "is no Python interpreter that works: broken"),
        ("#!/bin/sh\nexec sleep 100\n", "did not answer within 0.5 s"),
        ("#!/nowhere/python\n", "does not start: No such file or directory"),
        ('#!/bin/sh\necho \'["cpython", [3, 8], "3.8.1"]\'\n', "Python 3.8.1 is too old; measuring takes 3.9 or newer"),
    ],
)
def test_what_is_no_interpreter_says_why(script: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "python"
    if script is not None:
        path.write_text(script)
    if script:
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(UnusableInterpreter) as caught:
        probe(str(path), timeout=0.5 if "did not answer" in message else 20)
    assert str(caught.value) == f"{path}: {message}"


def test_an_interpreter_that_cannot_run_the_child_side_says_why(tmp_path: Path) -> None:
    path = tmp_path / "python"
    path.write_text("#!/bin/sh\necho 'no json here' >&2\nexit 1\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    broken = Interpreter(str(path), "cpython", (3, 11), "3.11.0")
    with pytest.raises(UnusableInterpreter, match="cannot run the child side: no json here"):
        list(compare([Pair("key", "", "")], broken, QUICK))


def test_the_machine_class_names_no_machine() -> None:
    architecture, system, cores = machine_class().split("-")
    assert (architecture.islower(), system.islower(), int(cores)) == (True, True, os.cpu_count())
