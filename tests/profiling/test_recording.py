"""What `record` sees of real programs, and that they end as they would without it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.profile import PROCESS, THREAD, Profile
from slowspot.analyzers.profiling.recording.programs import CannotRecord, Recording, Target, record

SPIN = """
import time
def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        sum(range(100))
"""


class Ran:
    """A recording with what the program printed."""

    def __init__(self, recording: Recording, output: str, errors: str) -> None:
        self.recording = recording
        self.profile = recording.profile
        self.code = recording.code
        self.output = output
        self.errors = errors
        self.notes = "\n".join(recording.profile.notes)


@pytest.fixture
def run(tmp_path: Path):
    def run(source: str, *arguments: str, stdin: str = "", **options: object) -> Ran:
        (tmp_path / "program.py").write_text(textwrap.dedent(source))
        return recorded(tmp_path, "program.py", *arguments, stdin=stdin, **options)

    return run


def recorded(folder: Path, *arguments: str, stdin: str = "", **options: object) -> Ran:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as given:
        given.write(stdin.encode())
        given.seek(0)
        recording = record(
            Target(arguments), cwd=str(folder), stdin=given.fileno(), stdout=output.fileno(), stderr=errors.fileno(),
            **options,  # pyright: ignore[reportArgumentType]
        )  # fmt: skip
        output.seek(0)
        errors.seek(0)
        return Ran(recording, output.read().decode(), errors.read().decode())


def plain(folder: Path, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    found = subprocess.run(
        [sys.executable, *arguments], cwd=folder, input=stdin, capture_output=True, text=True, timeout=60
    )
    return found.returncode, found.stdout, found.stderr


def seconds_in(profile: Profile, name: str, below: str = "") -> float:
    """Of functions of a name, in stacks with a frame named `below`."""
    tree = profile.stacks
    assert tree is not None
    total = 0.0
    for node in range(len(tree.frame)):
        names: list[str] = []
        at = node
        while at >= 0:
            names.append(tree.frames[tree.frame[at]].name)
            at = tree.parent[at]
        if name in names and (not below or below in names):
            total += tree.own[node]
    return total


def roots(profile: Profile) -> list[tuple[str, str]]:
    assert profile.stacks is not None
    tree = profile.stacks
    return [tree.frames[frame][:2] for frame, parent in zip(tree.frame, tree.parent, strict=True) if parent < 0]


ENDS = {
    "code": "import sys; sys.exit(7)",
    "text": "import sys; sys.exit('that is why')",
    "nothing": "import sys; sys.exit()",
    "exception": "def f():\n    raise ValueError('no')\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    f()",
    "own hook": "import sys\nsys.excepthook = lambda *told: print('hook', told[1])\nraise OSError(1)",
    "bad hook": "import sys\ndef hook(*told): raise KeyError(2)\nsys.excepthook = hook\nraise OSError(1)",
    "syntax": "def f(:\n",
    "late exit": "import atexit, os\natexit.register(lambda: print('bye', flush=True))\nos._exit",
    "hard exit": "import os; os._exit(9)",
    "abort": "import os, faulthandler; os.abort()",
    "interrupt": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "term": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
    "thread": "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.1), print('last'))).start()",
}


@pytest.mark.parametrize("source", ENDS.values(), ids=ENDS.keys())
def test_it_ends_as_without_us(tmp_path: Path, source: str) -> None:
    (tmp_path / "program.py").write_text(source)
    code, output, errors = plain(tmp_path, "program.py")
    ran = recorded(tmp_path, "program.py")
    assert (ran.code, ran.output, ran.errors) == (code if code >= 0 else 128 - code, output, errors)
    assert ran.recording.signal == max(-code, 0)


ABOUT = """
import json, pickle, sys
class Own: pass
main = sys.modules["__main__"]
assert pickle.loads(pickle.dumps(Own())).__class__ is Own
found = {
    "argv": sys.argv, "path": [entry for entry in sys.path if "__editable__" not in entry], "name": __name__,
    "file": globals().get("__file__"), "flags": list(sys.flags), "package": __package__,
    "spec": getattr(__spec__, "name", None),
    "same": main.__dict__ is globals(), "stdin": sys.stdin.read(), "names": sorted(globals()), "doc": __doc__,
    "options": sys.warnoptions, "hook": sys.excepthook is sys.__excepthook__,
}
print(json.dumps(found))
"""


@pytest.mark.parametrize(
    "arguments",
    [("program.py", "-x", "--debug"), ("-m", "program", "-o"), ("-m", "package", "a"), ("package", "b"), ("-c", ABOUT)],
    ids=lambda arguments: " ".join(arguments[:2])[:20],
)
def test_it_finds_itself_as_without_us(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "package").mkdir()
    for path in ("program.py", "package/__main__.py"):
        (tmp_path / path).write_text(ABOUT)
    (tmp_path / "package/__init__.py").touch()
    code, output, errors = plain(tmp_path, *arguments, stdin="given")
    ran = recorded(tmp_path, *arguments, stdin="given")
    assert (ran.code, ran.output, ran.errors) == (code, output, errors) == (0, output, "")


OWN = ["server", "models", "analyzers", "slowspot", "cli", "queue", "json", "sampler", "launch", "folding", "html"]


def test_packages_of_any_name_are_the_programs(tmp_path: Path) -> None:
    for name in OWN:
        (tmp_path / f"{name}.py").write_text(f"mine = {name!r}\n")
    (tmp_path / "program.py").write_text(
        "\n".join(f"import {name}; assert {name}.mine == {name!r}" for name in OWN) + "\nprint('all')"
    )
    ran = recorded(tmp_path, "program.py")
    assert (ran.output, ran.errors) == ("all\n", "")


def test_the_time_of_functions_is_found(run) -> None:
    ran = run(SPIN + "def load():\n    spin(0.3)\ndef save():\n    spin(0.1)\nload()\nsave()\n")
    whole = seconds_in(ran.profile, "<module>")
    assert seconds_in(ran.profile, "load") > seconds_in(ran.profile, "save") > 0.02 * whole
    assert ran.notes == ""
    assert roots(ran.profile) == [("MainThread", THREAD)]
    assert not any("inside" in frame.path for frame in ran.profile.stacks.frames)


def test_threads_are_seen_and_waiting_for_them_is_no_time(run) -> None:
    ran = run(SPIN + "import threading\nt = threading.Thread(target=spin, args=(0.2,))\nt.start()\nt.join()\n")
    assert seconds_in(ran.profile, "spin") > 0.1
    assert ran.profile.stacks is not None
    assert sum(ran.profile.stacks.waiting) > 0.05
    assert seconds_in(ran.profile, "join") < 0.05


MANY = (
    SPIN
    + """
import multiprocessing, sys
def work():
    spin(0.2)
if __name__ == "__main__":
    child = multiprocessing.get_context(sys.argv[1]).Process(target=work)
    child.start()
    child.join()
    print(child.exitcode)
"""
)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_multiprocessing_are_seen(run, method: str) -> None:
    ran = run(MANY, method)
    assert ran.output == "0\n"
    assert seconds_in(ran.profile, "spin", below="work") > 0.1
    assert ("program", PROCESS) in roots(ran.profile)
    assert (ran.recording.processes_seen, ran.notes) == (2, "")


def test_forks_that_leave_at_once_are_seen(run) -> None:
    ran = run(SPIN + "import os\nchild = os.fork()\nspin(0.1)\nif child == 0:\n    os._exit(3)\nos.wait()\n")
    assert ran.recording.processes_seen == 2
    assert ran.notes == ""


def test_what_was_not_seen_is_told(run) -> None:
    ran = run(
        SPIN
        + "import os, subprocess, sys\nspin(0.1)\nsubprocess.run([sys.executable, '-S', '-c', ''])\nos.system('true')"
    )
    assert "2 other programs" in ran.notes
    ran = run(SPIN + "import os\nif os.fork():\n    spin(0.1)\nelse:\n    os.kill(os.getpid(), 9)\n")
    assert "1 process of the program left no figures" in ran.notes


def test_a_program_with_a_hook_of_its_own_works_and_is_told_of(run) -> None:
    hooked = SPIN + "import sys\nspin(0.2)\nsys.setprofile(lambda *told: None)\nspin(0.1)\nprint('ok')\n"
    ran = run(hooked, sampler="pyinstrument")
    assert ran.output == "ok\n"
    assert "sys.setprofile" in ran.notes
    ran = run(SPIN + "import cProfile, threading\nspin(0.1)\nthreading.setprofile(None)\n", sampler="pyinstrument")
    assert "threading.setprofile" in ran.notes


def test_few_samples_are_told(run) -> None:
    assert "are few samples" in run("print(1)").notes


def test_a_killed_program_keeps_what_was_recorded(run) -> None:
    ran = run(SPIN + "import os\nspin(0.6)\nos.kill(os.getpid(), 9)\n")
    assert (ran.code, ran.recording.signal) == (128 + 9, 9)
    assert seconds_in(ran.profile, "spin") > 0.1
    assert "ended from outside" in ran.notes


def test_it_can_be_cancelled(run) -> None:
    looks: list[int] = []
    ran = run(
        SPIN + "spin(100)\n",
        on_progress=lambda seconds, samples: looks.append(samples), cancelled=lambda: sum(looks) > 0,
    )  # fmt: skip
    assert ran.recording.signal == signal.SIGTERM
    assert seconds_in(ran.profile, "spin") > 0.1


def test_deep_recursion_and_many_stacks(run) -> None:
    ran = run("def down(n):\n    return n and down(n - 1) + sum(range(200))\nfor n in range(300):\n    down(n)\n")
    assert ran.code == 0
    assert seconds_in(ran.profile, "down") > 0


def test_an_interpreter_without_pyinstrument_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    executable = str(venv / ("Scripts" if os.name == "nt" else "bin") / "python")
    with pytest.raises(CannotRecord, match="-m pip install 'pyinstrument>=5'"):
        record(Target(("-c", "print(1)")), python=executable, sampler="pyinstrument")
    # The active environment is the one whose `python` a shell would take.
    monkeypatch.setenv("VIRTUAL_ENV", str(venv))
    with pytest.raises(CannotRecord, match=re.escape(executable)):
        record(Target(("-c", "print(1)")), sampler="pyinstrument")
    with pytest.raises(CannotRecord, match=r"takes Python 3\.8"):
        record(Target(("-c", "print(1)")), python=shutil.which("false"))
    with pytest.raises(CannotRecord, match="nowhere: does not start"):
        record(Target(("-c", "print(1)")), python="nowhere")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    for arguments, message in [
        (("missing.py",), "no such file"), ((str(tmp_path),), "without __main__"), ((), "nothing to run"),
        (("-m",), "what"),
    ]:  # fmt: skip
        with pytest.raises(CannotRecord, match=message):
            record(Target(arguments))
