"""Recording workloads: what is charged to which function, and what is told of a script that cannot be recorded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.training_data.hotness.attribution import Frame, charged, shares
from slowspot.training_data.hotness.recording import NotRecorded, Recorded, Recorder, main
from slowspot.training_data.hotness.workloads import WorkloadError, read_workload

HEADER = '''"""Something small."""

PROJECT = "own-sample"
REQUIRES = []
SCOPE = []

'''

WORK = """
import time
from functools import lru_cache

def until(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(i for i in range(50))

@lru_cache
def busy():
    until(0.2)

def main():
    print("said by the program")
    busy()

if __name__ == "__main__":
    main()
"""


def written(folder: Path, text: str, name: str = "work.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def record(folder: Path, *scripts: Path, timeout: float = 60.0) -> list[Recorded | NotRecorded]:
    # From inside: the tests must pass where no process may read another's memory.
    return list(Recorder(sys.executable, folder / "out", "pyinstrument", timeout).record(scripts))


def reason(outcome: Recorded | NotRecorded) -> str:
    assert isinstance(outcome, NotRecorded)
    return outcome.reason


def test_a_profile_holds_the_shares_of_the_functions_in_scope(tmp_path: Path) -> None:
    script = written(tmp_path, HEADER + WORK)
    [outcome] = record(tmp_path, script)
    assert isinstance(outcome, Recorded)
    profile: dict[str, Any] = json.loads(outcome.profile.read_text(encoding="utf-8"))
    assert (profile["program"], profile["project"], profile["sampler"]) == (
        "own-sample-work",
        "own-sample",
        "pyinstrument",
    )
    assert profile["paths"] == [profile["entry"]] == [str(script.resolve())]
    assert profile["seconds"] > 0
    assert profile["samples"] > 0
    assert sum(function["self"] for function in profile["functions"]) == pytest.approx(1, abs=1e-4)
    hottest = profile["functions"][0]
    # The generator's frames, `sum` and the clock are charged to the function around them.
    assert (hottest["qualname"], hottest["line"], hottest["definition"]) == ("until", 11, 11)
    assert hottest["self"] > 0.5


def test_another_module_is_charged_only_when_it_is_in_scope(tmp_path: Path) -> None:
    written(tmp_path, WORK, "parts.py")
    text = HEADER + "import parts\ndef main():\n    parts.busy()\n"
    outside = written(tmp_path, text, "outside.py")
    inside = written(tmp_path, text.replace("SCOPE = []", 'SCOPE = ["parts"]'), "inside.py")
    hottest = [outcome.hottest[0][0] for outcome in record(tmp_path, outside, inside) if isinstance(outcome, Recorded)]
    assert hottest == ["main", "until"]


def test_a_script_that_fails_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    texts = {
        "lacks": (HEADER + WORK).replace("REQUIRES = []", 'REQUIRES = ["no-such-distribution"]'),
        "names": (HEADER + WORK).replace("SCOPE = []", 'SCOPE = ["no_such_module"]'),
        "raises": HEADER + "def main():\n    1 / 0\n",
        "dies": HEADER + "import os\ndef main():\n    os._exit(3)\n",
        "short": HEADER + "def main():\n    pass\n",
        "good": HEADER + WORK,
    }
    outcomes = record(tmp_path, *(written(tmp_path, text, f"{name}.py") for name, text in texts.items()))
    assert [reason(outcome) for outcome in outcomes[:-1]] == [
        "not installed: no-such-distribution",
        "nothing named no_such_module can be imported",
        "ZeroDivisionError: division by zero",
        "died: exit code 3",
        "too short: there is no sample in scope",
    ]
    assert isinstance(outcomes[-1], Recorded)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["own-sample-good.json"]


def test_a_script_that_does_not_end_is_stopped(tmp_path: Path) -> None:
    script = written(tmp_path, HEADER + "import time\ndef main():\n    time.sleep(600)\n")
    assert [reason(outcome) for outcome in record(tmp_path, script, timeout=2.0)] == ["runs longer than 2 seconds"]


def test_an_interpreter_that_does_not_start_is_told(tmp_path: Path) -> None:
    script = written(tmp_path, HEADER + WORK)
    [outcome] = Recorder(str(tmp_path / "python"), tmp_path / "out", "pyinstrument").record([script])
    assert reason(outcome) == f"{tmp_path / 'python'} does not start: No such file or directory"


def test_the_command_says_what_it_did_not_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = written(tmp_path, "x = 1\n")
    assert main([str(script), "--output", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err == f"{script}: not recorded: begins with no docstring that says what it does\n"


def test_a_header_is_read_without_running_the_script(tmp_path: Path) -> None:
    text = '"""Load documents.\n\nMore."""\nPROJECT = "pyyaml"\nREQUIRES = ["pyyaml"]\nSCOPE = ["yaml"]\n1 / 0\n'
    text += "def main(): ...\n"
    workload = read_workload(written(tmp_path, text, "load.py"))
    assert (workload.program, workload.summary) == ("pyyaml-load", "Load documents.")
    assert (workload.requires, workload.scope) == (("pyyaml",), ("yaml",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def main(:", "cannot be read: invalid syntax"),
        ('"""It works."""\ndef main(): ...', "names no PROJECT"),
        (HEADER, "has no function main"),
        (HEADER.replace("SCOPE = []", "SCOPE = list('a')") + "def main(): ...", "SCOPE is no literal"),
        (HEADER.replace("SCOPE = []", "SCOPE = [1]") + "def main(): ...", "SCOPE is no list of names"),
    ],
)
def test_a_header_that_says_too_little_is_told(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(WorkloadError, match=expected):
        read_workload(written(tmp_path, text))


def test_a_sample_of_py_spy_counts_for_the_innermost_frame_in_scope(tmp_path: Path) -> None:
    home, far = str((tmp_path / "home").resolve()), str((tmp_path / "far").resolve())
    outside = "main (x.py:9);recorded_main (x.py:3)"
    read = f"{outside};main ({home}/run.py:5);Parser.read ({home}/a.py:20)"
    stacks = "\n".join(
        [
            f"<module> ({home}/run.py:1);imported ({home}/a.py:1) 100",  # before main
            f"{read};loads ({far}/j.py:1) 7",
            f"{read};<lambda> (<string>:1) 2",
            f"{outside};main ({home}/run.py:5);outer.<locals>.<listcomp> ({home}/b (1).py:3) 4",
            f"{outside} 1",
        ]
    )
    assert charged(stacks, [home], "recorded_main") == {
        Frame(f"{home}/a.py", 20, "read"): 9,
        Frame(f"{home}/b (1).py", 3, "<listcomp>"): 4,
    }


def test_lambdas_comprehensions_and_class_bodies_are_charged_to_the_function_around_them(tmp_path: Path) -> None:
    text = """\
key = lambda x: x
def outer():
    @cache
    def inner(): return [
        y for y in ()]
    class Local:
        x = 1
    return inner
class Box:
    items = [z for z in ()]
    def get(self): return 1
"""
    path = str(written(tmp_path, text).resolve())
    lines = [
        (1, "<lambda>"), (2, "outer"), (3, "inner"), (4, "<listcomp>"), (6, "Local"), (9, "Box"),
        (10, "<listcomp>"), (11, "get"), (1, "<module>"),
    ]  # fmt: skip
    found = {share.function[1:]: share.self for share in shares([(Frame(path, *line), 1.0) for line in lines])}
    assert found == {
        ("<module>", 1, 1): 0.444444,
        ("outer", 2, 2): 0.222222,
        ("outer.<locals>.inner", 3, 4): 0.222222,
        ("Box.get", 11, 11): 0.111111,
    }
