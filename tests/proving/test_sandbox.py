"""Hostile code in a side of a proof: it ends as an answer, and harms nothing."""

from __future__ import annotations

import os
import socket
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.proofs.sides import Side, SideLost, target_of
from slowspot.analyzers.proving.sandbox import LimitsOnly, NoSandbox, Sandbox, chosen
from slowspot.analyzers.proving.sandbox.bubblewrap import Bubblewrap
from slowspot.analyzers.proving.sandbox.landlock import Landlock

STRONG = [box for box in (Bubblewrap.probed(), Landlock.probed()) if isinstance(box, Sandbox)]
BOXES = [*STRONG, LimitsOnly("a test")]
KEY = "sk-of-the-user-0123456789"


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return probe(sys.executable)


class Place:
    """A home with a key and a project, in which a hostile function stands."""

    def __init__(self, folder: Path, interpreter: Interpreter, box: Sandbox) -> None:
        self.box = box
        self.home = folder / "home"
        self.project = self.home / "project"
        self.project.mkdir(parents=True)
        self.key = self.home / ".ssh" / "id"
        self.key.parent.mkdir()
        self.key.write_text(KEY)
        self.file = self.project / "module.py"
        self.file.touch()
        self._interpreter = interpreter

    def side(self, body: str, *, root: Path | None = None) -> Side:
        text = "import os, signal, socket, subprocess, sys, threading, time\n\ndef function(*args):\n"
        text += textwrap.indent(textwrap.dedent(body), "    ")
        self.file.write_text(text)
        target = target_of(str(self.file), "function", str(root or self.project))
        side = Side(target, self._interpreter, 1, self.box)
        side.open(text)
        return side


@pytest.fixture(params=BOXES, ids=lambda box: box.name)
def box(request: pytest.FixtureRequest) -> Sandbox:
    return request.param


@pytest.fixture
def place(tmp_path: Path, interpreter: Interpreter, box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    made = Place(tmp_path, interpreter, box)
    monkeypatch.setenv("LC_SLOWSPOT", tmp_path.name)
    monkeypatch.setenv("HOME", str(made.home))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield made
    assert made.key.read_text() == KEY
    assert made.file.exists()
    assert living(tmp_path.name) == []


def called(side: Side, code: str = "", timeout: float = 20.0) -> str:
    """What becomes of a call: its parts in words, or why the side was lost."""
    job = {"kind": "observe", "inputs": [{"origin": "given", "code": code}], "call_seconds": timeout, "trace": False}
    try:
        answer: Any = side.ask(job, timeout + 1)
    except SideLost as lost:
        return f"lost: {lost.reason}: {lost.message}"
    (observed,) = answer["observations"]
    return f"{observed['outcome']}: " + ", ".join(part["shown"] for part in observed["parts"].values())


def living(mark: str) -> list[str]:
    """Processes, of those that a side started, that are there still; Linux shows them."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc") if sys.platform == "linux" else []):
        try:
            if mark.encode() in Path("/proc", pid, "environ").read_bytes():
                found.append(pid)
        except OSError:
            continue
    return found


def test_the_strongest_sandbox_that_works_is_chosen_or_says_why_not() -> None:
    if STRONG:
        assert chosen("auto") is chosen("required") is STRONG[0]
    else:
        weak = chosen("auto")
        assert isinstance(weak, LimitsOnly)
        assert weak.why
        assert any("NOT kept" in promise for promise in weak.promises)
        with pytest.raises(NoSandbox, match="install bubblewrap"):
            chosen("required")


def test_code_that_does_no_harm_finds_its_project_and_its_folder(place: Place) -> None:
    (place.project / "data.txt").write_text("seen")
    with place.side("open('out.txt', 'w').write('x'); return open(args[0]).read(), os.listdir()") as side:
        assert "('seen', ['out.txt'])" in called(side, repr(str(place.project / "data.txt")))


@pytest.mark.parametrize(
    "body",
    [
        "os._exit(0)",
        "os.closerange(0, 1000)",
        "nowhere = os.open('/dev/null', os.O_RDWR)\nfor number in range(3, 64): os.dup2(nowhere, number)",
    ],
)
def test_code_that_ends_its_process_or_its_line_is_lost_and_the_next_job_is_answered(place: Place, body: str) -> None:
    with place.side(f"if args: return args\n{textwrap.dedent(body)}") as side:
        assert called(side, timeout=2.0).startswith("lost: ")
        assert "(1,)" in called(side, "1")


def test_a_forged_answer_is_none(place: Place) -> None:
    forged = """
        if args: return args
        for number in range(64):
            try: os.write(number, b'{"observations": [{"outcome": "returned", "parts": {}, "lines": []}]}\\n')
            except OSError: pass
    """
    with place.side(forged) as side:
        assert called(side) == "lost: crash: the child process wrote an answer that is not its own"
        assert "(1,)" in called(side, "1")


def test_endless_output_ends(place: Place) -> None:
    endless = """
        block = b"x" * 65536
        while True:
            for number in range(3, 16):
                try: os.write(number, block)
                except OSError: pass
    """
    with place.side(endless) as side:
        assert called(side).startswith("lost: ")


def test_sleeping_takes_no_longer_than_allowed(place: Place) -> None:
    ignoring = """
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        while True: time.sleep(1)
    """
    with place.side(ignoring) as side:
        assert "timeout" in called(side, timeout=0.5)


def test_keys_of_the_user_are_not_there(place: Place) -> None:
    looking = """
        found = [repr(dict(os.environ))]
        for number in os.listdir("/proc"):
            try: found.append(repr(open(f"/proc/{number}/environ", "rb").read()))
            except OSError: pass
        for path in args:
            try: found.append(open(path).read())
            except OSError: pass
        return [text[text.find("sk-of"):][:9] for text in found if "sk-of" in text]
    """
    with place.side(looking) as side:
        said = called(side, repr(str(place.key)))
    assert said.startswith("returned: ")
    assert ("sk-of" in said) is not place.box.confines


def test_hidden_files_stay_hidden_where_the_home_is_the_project(place: Place) -> None:
    (place.home / "plain.txt").write_text("seen")
    looking = """
        def readable(path):
            try: return bool(open(path).read())
            except OSError: return False
        return [readable(path) for path in args]
    """
    with place.side(looking, root=place.home) as side:
        said = called(side, f"{str(place.key)!r}, {str(place.home / 'plain.txt')!r}")
    assert f"[{not place.box.confines}, True]" in said


def test_nobody_is_reached_over_the_network(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with place.side("socket.create_connection(args[0], timeout=1).close()") as side:
            said = called(side, repr(server.getsockname()))
        if place.box.confines:
            assert said.startswith("raised: ")
            with pytest.raises(TimeoutError):
                server.accept()
        else:
            server.accept()[0].close()


def test_nothing_outside_is_written_or_deleted(place: Place, tmp_path: Path) -> None:
    if not place.box.confines:
        return  # said by its promises
    outside = tmp_path / "outside.txt"
    outside.write_text("kept")
    harming = """
        import shutil
        for folder in args[:3]:
            shutil.rmtree(folder, ignore_errors=True)
        for folder in args:
            for name in ("planted", "module.py", "outside.txt"):
                try: open(os.path.join(folder, name), "w").write("planted")
                except OSError: pass
        return "done"
    """
    with place.side(harming) as side:
        before = place.file.read_text()
        called(side, ", ".join(repr(str(each)) for each in (tmp_path, place.home, place.project, "/tmp", "/")))
    assert place.file.read_text() == before
    assert outside.read_text() == "kept"
    assert not list(tmp_path.rglob("planted"))
    assert not Path("/tmp/planted").exists()
    assert not Path("/planted").exists()


def test_a_full_disk_is_the_sandbox_s_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.box, "limits", replace(place.box.limits, disk=32 << 20))
    filling = """
        written = 0
        try:
            for number in range(100):
                with open(f"file{number}", "wb") as file:
                    for _ in range(16):
                        written += file.write(bytes(1 << 20))
        except OSError as error:
            return "full", written >> 20
        time.sleep(2)
    """
    with place.side(filling) as side:
        said = called(side)
    assert "'full'" in said or "wrote more than" in said


def test_memory_is_limited_for_one_process_and_for_all(place: Place) -> None:
    with place.side("if args: return args\nbytearray(6 << 30)") as side:
        assert "MemoryError" in called(side) or "memory" in called(side)
        assert "(1,)" in called(side, "1")


def test_a_fork_bomb_ends(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.box, "limits", replace(place.box.limits, processes=24))
    bomb = """
        if args: return args
        while True:
            try: os.fork()
            except OSError: pass
    """
    with place.side(bomb) as side:
        assert called(side).startswith("lost: ")
        assert "(1,)" in called(side, "1")


@pytest.mark.parametrize(
    "body",
    [
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n    time.sleep(600)\nreturn 'left'",
        "for _ in range(20): threading.Thread(target=time.sleep, args=(600,)).start()\nreturn 'left'",
        "subprocess.Popen(['/bin/sleep', '600'], start_new_session=True)\nreturn 'left'",
    ],
)
def test_what_code_leaves_behind_ends_with_it(place: Place, body: str) -> None:
    with place.side(body) as side:
        assert "left" in called(side)


def test_signals_do_not_leave_the_sandbox(place: Place) -> None:
    if not place.box.confines:
        return  # said by its promises
    killing = f"""
        for target in (os.getppid(), {os.getpid()}, {os.getppid()}, -1, 0):
            try: os.kill(target, signal.SIGKILL)
            except OSError: pass
        return "sent"
    """
    with place.side(killing) as side:
        called(side)  # that this process goes on is what is shown
