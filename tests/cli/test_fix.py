"""`slowspot fix`: what it writes, what it only shows, what it leaves alone."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.cli import fix, fixing

from .conftest import Project

SLOW = "def f(x):\n    return slow(x)\n"
QUICK = "def f(x):\n    return quick()\n"


def test_safe_fixes_are_written(project: Project) -> None:
    path = project.file("a.py", SLOW)
    outcome = project.run("fix")
    assert (outcome.code, path.read_text()) == (0, QUICK)


def test_the_summary_is_by_rule(project: Project) -> None:
    project.file("a.py", "slow()\nslow()\n")
    project.file("b.py", "slow()\n")
    assert project.run("fix").lines == [
        "      3  SLP101  slow-call  Use quick()",
        "3 slow spots fixed in 2 files.",
    ]


def test_nothing_to_fix_says_so(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    outcome = project.run("fix")
    assert (outcome.code, outcome.lines) == (0, ["Nothing to fix."])


def test_fixes_to_review_wait_for_unsafe(project: Project) -> None:
    path = project.file("a.py", "careful()\n")
    outcome = project.run("fix")
    assert (path.read_text(), outcome.lines[-1]) == (
        "careful()\n", "1 more has a fix to look at: `slowspot fix --unsafe --diff`.",
    )  # fmt: skip
    project.run("fix", "--unsafe")
    assert path.read_text() == "quick()\n"


def test_files_without_a_fix_are_not_touched(project: Project) -> None:
    path = project.file("a.py", "x = 1\n")
    os.utime(path, (1, 1))
    project.run("fix")
    assert path.stat().st_mtime == 1


def test_a_diff_changes_nothing_and_exits_with_1(project: Project) -> None:
    path = project.file("pkg/a.py", SLOW)
    outcome = project.run("fix", "--diff")
    assert (outcome.code, path.read_text(), outcome.lines) == (
        1,
        SLOW,
        [
            "--- a/pkg/a.py",
            "+++ b/pkg/a.py",
            "@@ -1,2 +1,2 @@",
            " def f(x):",
            "-    return slow(x)",
            "+    return quick()",
        ],
    )


def test_a_diff_of_nothing_exits_with_0(project: Project) -> None:
    project.file("a.py", "x = 1\n")
    outcome = project.run("fix", "--diff")
    assert (outcome.code, outcome.out) == (0, "")


@pytest.mark.parametrize(
    "text",
    ["slow()\n", "x = 1\nslow()", "a = 1\r\nslow()\r\n", "'ä'\n" * 9 + "slow()\n" + "b\n" * 9 + "slow()\nc\n"],
    ids=["plain", "no end", "crlf", "two hunks"],
)
def test_git_applies_the_diff(project: Project, text: str) -> None:
    path = project.file("a.py", text)
    diff = project.run("fix", "--diff").out
    git = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(git, input=diff.encode(), check=True, cwd=project.root)
    assert path.read_bytes() == text.replace("slow()", "quick()").encode()


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfslow()\n",
        b"# coding: latin-1\nx = '\xe9', slow()\n",
        b"x = 1\r\nslow()\r\n",
        b"x = 1\r\nslow()\ny = 2",
    ],
    ids=["bom", "pep 263", "crlf", "mixed, no end"],
)
def test_encoding_and_line_ends_stay(project: Project, data: bytes) -> None:
    path = project.file("a.py", data)
    project.run("fix")
    assert path.read_bytes() == data.replace(b"slow()", b"quick()")


def test_the_mode_stays(project: Project) -> None:
    path = project.file("a.py", SLOW)
    path.chmod(0o751)
    project.run("fix")
    assert (stat.S_IMODE(path.stat().st_mode), path.read_text()) == (0o751, QUICK)


def test_a_link_stays_a_link(project: Project) -> None:
    path = project.file("real.txt", SLOW)
    (project.root / "a.py").symlink_to("real.txt")
    project.run("fix", "a.py")
    assert ((project.root / "a.py").is_symlink(), path.read_text()) == (True, QUICK)


def test_a_file_that_changes_meanwhile_is_left_and_the_others_go_on(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project.file("a.py", SLOW)
    other = project.file("b.py", SLOW)
    real = fix.write_atomically

    def late(full: str, data: bytes, expected: bytes) -> None:
        if full.endswith("a.py"):
            path.write_text("# mine\n")
        real(full, data, expected)

    monkeypatch.setattr(fix, "write_atomically", late)
    outcome = project.run("fix")
    assert (outcome.code, path.read_text(), other.read_text()) == (1, "# mine\n", QUICK)
    assert "a.py: note: was changed meanwhile by something else, and is left so" in outcome.lines
    assert "1 slow spot fixed in 1 file." in outcome.lines


def test_nothing_is_left_beside_the_file(project: Project) -> None:
    project.file("a.py", SLOW)
    project.run("fix")
    assert [path.name for path in project.root.iterdir()] == ["a.py"]


def test_suppressed_findings_are_not_fixed(project: Project) -> None:
    path = project.file("a.py", "slow()\nslow()  # slowspot: ignore[slow-call]\nslow()\n")
    project.run("fix")
    assert path.read_text() == "quick()\nslow()  # slowspot: ignore[slow-call]\nquick()\n"


def test_select_limits_what_is_fixed(project: Project) -> None:
    path = project.file("a.py", SLOW)
    project.run("fix", "--select", "strings")
    assert path.read_text() == SLOW


def test_what_does_not_parse_is_left_alone_around_it(project: Project) -> None:
    path = project.file("a.py", "slow()\n\n\ndef f(:\n    pass\n\n\ndef g():\n    slow()\n")
    project.run("fix")
    assert path.read_text() == "quick()\n\n\ndef f(:\n    pass\n\n\ndef g():\n    quick()\n"


def test_fixing_again_changes_nothing(project: Project) -> None:
    project.file("a.py", "slow(slow(slow()))\n")
    project.run("fix")
    assert project.run("fix").lines == ["Nothing to fix."]


def test_standard_input_is_fixed_to_standard_output(project: Project) -> None:
    outcome = project.process("fix", "-", "--stdin-filename", "a.py", stdin=b"x = 1\r\n")
    assert (outcome.code, outcome.out) == (0, "x = 1\r\n")


def test_standard_input_with_a_fix(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(SLOW.encode())

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert project.run("fix", "-").out == QUICK


def test_an_internal_error_leaves_the_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("oops")

    path = project.file("a.py", SLOW)
    monkeypatch.setattr(fixing, "Analyzer", breaks)
    outcome = project.run("fix")
    assert (outcome.code, path.read_text(), "ZeroDivisionError: oops" in outcome.out) == (3, SLOW, True)


def test_a_read_only_file_is_told(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.file("a.py", SLOW)
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everything
    outcome = project.run("fix")
    assert (outcome.code, path.read_text()) == (1, SLOW)
    assert "a.py: note: cannot be written: the file is read-only" in outcome.lines


def test_many_files_are_fixed_in_several_processes(project: Project) -> None:
    paths: list[Path] = [project.file(f"{n:02}.py", SLOW + "# padding\n" * 4_000) for n in range(20)]
    project.run("fix", "--jobs", "2")
    assert {path.read_text()[: len(QUICK)] for path in paths} == {QUICK}
