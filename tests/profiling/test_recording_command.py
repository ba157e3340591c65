"""`slowspot profile` as a command: its arguments, files, summary, signals and the terminal."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.readers import UnreadableProfile, read
from slowspot.analyzers.profiling.store import Store

from .test_recording import SPIN, seconds_in

PROFILE = [sys.executable, "-m", "slowspot.cli", "profile"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "program.py").write_text(SPIN + "def work():\n    spin(0.2)\nwork()\nprint('done')\n")
    return tmp_path


def profile(folder: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # pyright: ignore[reportCallIssue]
        [*PROFILE, *arguments], cwd=folder, capture_output=True, text=True, timeout=60,
        **options,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip


def started(folder: Path, source: str, **options: object) -> subprocess.Popen[str]:
    """The command on a program that prints a line when it is at work."""
    (folder / "program.py").write_text(SPIN + source)
    process = subprocess.Popen(  # pyright: ignore[reportCallIssue]
        [*PROFILE, "program.py"], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        **options,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    return process


def test_the_program_has_the_output_and_we_the_last_word_on_stderr(project: Path) -> None:
    ran = profile(project, "program.py")
    assert (ran.returncode, ran.stdout) == (0, "done\n")
    assert "spin  program.py:3" in ran.stderr
    run = Store(str(project)).load()
    assert run is not None
    assert (run.command, run.tool) == ("python program.py", "slowspot")
    assert {"work", "spin", "<module>"} <= {function.name for function in run.functions}


def test_quiet_prints_nothing_and_keeps_the_run(project: Path) -> None:
    ran = profile(project, "-q", "-m", "program")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "done\n", "")
    assert len(Store(str(project)).runs()) == 1


def test_the_file_can_be_read_again(project: Path) -> None:
    ran = profile(project, "--no-store", "--interval", "0.002", "--output=run.json", "program.py")
    assert "run.json" in ran.stderr
    found = read(str(project / "run.json"))
    assert (found.tool, found.interval, found.command) == ("slowspot", 0.002, "python program.py")
    assert seconds_in(found, "spin", below="work") > 0.05
    assert not (project / ".slowspot").exists()

    told = json.loads((project / "run.json").read_text())
    for wrong in [{"format": "slowspot.recording/2"}, {"frames": [[1]]}, {"stacks": {}}, {"unit": "miles"}]:
        (project / "run.json").write_text(json.dumps({**told, **wrong}))
        with pytest.raises(UnreadableProfile, match=r"run\.json"):
            read(str(project / "run.json"))


def test_a_link_or_device_stays_what_it_is(project: Path) -> None:
    (project / "link.json").symlink_to("run.json")
    assert profile(project, "-q", "--no-store", "-o", "link.json", "program.py").returncode == 0
    assert (project / "link.json").is_symlink()
    assert read(str(project / "run.json")).tool == "slowspot"
    told = profile(project, "-q", "--no-store", "-o", "/dev/stdout", "-c", "pass").stdout
    assert told.startswith('{"format": "slowspot.recording/1"')


def test_pytest_is_a_program_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (project / "test_it.py").write_text(SPIN + "def test_it():\n    spin(0.1)\n")
    ran = profile(project, "--pytest", "-q", "-p", "no:cacheprovider")
    assert ran.returncode == 0
    assert "1 passed" in ran.stdout
    assert "test_it.py:3" in ran.stderr


WRONG = [
    ([], "profile what?"),
    (["missing.py"], "missing.py: no such file"),
    (["-o", "no/such/run.json", "program.py"], "no/such/run.json: cannot be written"),
    (["-o", ".", "program.py"], "is a folder"),
    (["--interval", "0", "program.py"], "invalid number of seconds"),
    (["--python", "nowhere", "program.py"], "nowhere: does not start"),
    (["--sampler", "thread", "--async", "program.py"], "--async needs"),
    (["--nonsense", "program.py"], "--nonsense"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_use_is_told_and_nothing_is_run(project: Path, arguments: list[str], message: str) -> None:
    ran = profile(project, *arguments)
    assert ran.returncode == 2
    assert message in ran.stderr
    assert ran.stdout == ""
    assert not (project / ".slowspot").exists()


FOREVER = "print('at work', flush=True)\nspin(100)\n"


def test_ctrl_c_in_a_terminal_reaches_the_program_once_and_keeps_the_run(project: Path) -> None:
    (project / "program.py").write_text(
        SPIN + "print('at work', flush=True)\ntry:\n    spin(100)\n"
        "except KeyboardInterrupt:\n    print('once', flush=True)\n"
        "    spin(0.5)\n    raise SystemExit(5)\n"
    )
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(project)
        os.execv(sys.executable, [*PROFILE, "program.py"])
    seen = b""
    pressed = False
    while True:
        try:
            seen += os.read(terminal, 1000)
        except OSError:  # the other end was closed
            break
        if b"at work" in seen and not pressed:
            pressed = True
            time.sleep(0.3)
            os.write(terminal, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5, seen
    assert seen.count(b"once") == 1
    assert b"kept as" in seen


def test_an_interrupted_program_dies_of_it_and_so_do_we(project: Path) -> None:
    process = started(project, FOREVER)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert errors.count("KeyboardInterrupt") == 1
    assert "slowspot" not in errors.partition("\nslowspot: ")[0].replace(str(project), "")
    assert Store(str(project)).load() is not None


def test_a_signal_to_us_reaches_the_program(project: Path) -> None:
    handler = (
        "import signal, sys\nsignal.signal(signal.SIGTERM, lambda *told: sys.exit('asked to end'))\n"
        "signal.signal(signal.SIGUSR1, lambda *told: print('told', flush=True))\n"
    )
    process = started(project, handler + FOREVER)
    assert process.stdout is not None
    process.send_signal(signal.SIGUSR1)
    assert process.stdout.readline() == "told\n"
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "asked to end\n" in errors


def test_a_program_that_is_ended_keeps_its_last_save(project: Path) -> None:
    process = started(project, FOREVER)
    time.sleep(0.6)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM
    assert "ended from outside" in errors
    run = Store(str(project)).load()
    assert run is not None
    assert "spin" in {function.name for function in run.functions}
