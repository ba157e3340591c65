"""Hostile candidates through `prove` itself: each fails its proof, and harms nothing."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Proof, Rewrite
from slowspot.analyzers.proving.proofs.prove import prove
from slowspot.analyzers.proving.sandbox import chosen

KEY = "sk-of-the-user-0123456789"
BEFORE = """\
import gc
import os
import sys
import time


def unique(items: list[int]) -> list[int]:
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
"""
RIGHT = "return list(dict.fromkeys(items))"
GIVEN = [Input("given", code=text) for text in ("[]", "[2]", "[3, 1, 3, 2]", "[1, 1, 1, 1, 5]")]
QUICK = Effort(
    seconds=30.0, call_seconds=1.0, timing=False, tests="never", mutants=0, generate=False, hash_seeds=(1,)
)  # fmt: skip


@pytest.fixture(scope="module")
def interpreter() -> Interpreter:
    return probe(sys.executable)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with a key in it and a project, which are as they were afterwards."""
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "id").write_text(KEY)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "module.py").write_text(BEFORE)
    monkeypatch.setattr(chosen(), "limits", replace(chosen().limits, processes=24))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    yield tmp_path
    if chosen().confines:
        assert (tmp_path / ".ssh" / "id").read_text() == KEY
        assert (tmp_path / "project" / "module.py").read_text() == BEFORE
        assert [each.name for each in (tmp_path / "project").iterdir()] == ["module.py"]


def proved(home: Path, interpreter: Interpreter, body: str, effort: Effort = QUICK, above: str = "") -> Proof:
    """The proof of a candidate that has this body."""
    head, mark, _ = BEFORE.partition("    found = []\n")
    assert mark
    after = head.replace("\n\ndef ", f"\n{textwrap.dedent(above)}\n\ndef ") + textwrap.indent(
        textwrap.dedent(body), "    "
    )
    project = home / "project"
    rewrite = Rewrite(str(project / "module.py"), "unique", BEFORE, after + "\n")
    return prove(rewrite, interpreter, effort, root=str(project), given=GIVEN)


def test_the_same_without_harm_is_equal(home: Path, interpreter: Interpreter) -> None:
    proof = proved(home, interpreter, RIGHT)
    assert (proof.equal, proof.counterexample) == (True, None)


HOSTILE = {
    "a fork bomb": "while True: os.fork()",
    "leaving by os._exit": "if len(items) > 3: os._exit(0)",
    "ending its parent": "os.kill(os.getppid(), 9)",
    "deleting the project": "import shutil; shutil.rmtree(os.path.dirname(__file__), ignore_errors=True)",
    "writing into the project": """
        try: open(os.path.join(os.path.dirname(__file__), 'planted.py'), 'w').close()
        except OSError: pass
    """,
    "a key from the environment": "os.environ.get('OPENAI_API_KEY')",
    "a key from a file": """
        try: open(os.path.expanduser('~/.ssh/id')).close()
        except OSError: pass
    """,
    "the network": """
        import socket
        try: socket.create_connection(('127.0.0.1', 9), timeout=0.1)
        except OSError: pass
    """,
    "a program of the system": "import subprocess; subprocess.run(['/bin/true'])",
    "patching the comparator": """
        for name, module in list(sys.modules.items()):
            if 'inside.forms' in name: module.digest_of = lambda text: '0' * 64
    """,
    "patching the builtins": "import builtins; builtins.len = lambda value: 0",
    "patching the clock": "time.perf_counter_ns = lambda: 0",
    "turning the collector off": "gc.disable()",
    "turning tracing off": "sys.settrace(None)",
    "looking at who calls": "sys._getframe(1)",
    "looking for the observer": "gc.get_objects()",
    "a thread that stays": """
        import threading
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    """,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_candidate_that_does_more_than_the_function_fails(home: Path, interpreter: Interpreter, body: str) -> None:
    proof = proved(home, interpreter, f"{textwrap.dedent(body).strip()}\n{RIGHT}")
    assert proof.verdict != "proved"
    assert proof.equal is not True, proof


def test_the_right_answer_to_the_tests_alone_is_not_enough(home: Path, interpreter: Interpreter) -> None:
    special = f"if len(items) not in (0, 1, 4, 5): return items[::-1]\n{RIGHT}"
    assert proved(home, interpreter, special).equal is True  # as far as these inputs can tell
    assert proved(home, interpreter, special, replace(QUICK, generate=True, inputs=60)).verdict == "refuted"


@pytest.mark.parametrize(
    ("above", "body"),
    [
        (
            "_seen = {}",
            """
            key = tuple(items)
            return list(_seen.get(key) or _seen.setdefault(key, [i for n, i in enumerate(items) if i not in items[:n]]))
            """,
        ),
        (
            "",
            """
            right = "slowspot.analyzers.proving.inside.observing" in sys.modules and len(items) < 60
            return list(dict.fromkeys(items)) if right else items[:1]
            """,
        ),
    ],
    ids=["remembering the inputs", "right only while observed"],
)
def test_what_is_fast_by_deceit_is_not_faster(home: Path, interpreter: Interpreter, above: str, body: str) -> None:
    effort = replace(QUICK, timing=True, generate=True, inputs=30, seconds=8.0)
    proof = proved(home, interpreter, body, effort, above)
    assert proof.verdict != "proved", proof
