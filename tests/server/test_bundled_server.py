"""The server as the VS Code extension brings it: in a folder of libraries, for a Python that has nothing installed."""

from __future__ import annotations

import importlib.util
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from .session import rules, session
from .test_commands import command, printed

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "vscode-extension"
SLOW = "def cheapest(prices):\n    return sorted(prices)[0]\n"
PROGRAM = """\
import sys
import time


def burn():
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        sum(range(1000))


print(*sys.path, sep="\\n")
burn()
"""
START = EXTENSION / "bundled" / "start.py"
OWN = {"analyzers": "analyzers", "cli": "cli", "models": "models", "rule_pages": "docs/rules", "server": "server"}


def required() -> list[str]:
    lines = (EXTENSION / "scripts" / "requirements.txt").read_text("utf-8").splitlines()
    named = {line.split("==")[0] for line in lines if line and not line.startswith("#")}
    return sorted((named - {"attrs"}) | {"attr", "attrs"})


@pytest.fixture(scope="module")
def libs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `scripts/bundle.py` puts together, from what is installed here."""
    folder = tmp_path_factory.mktemp("bundled") / "libs"
    (folder / "slowspot").mkdir(parents=True)
    for name, place in OWN.items():
        (folder / "slowspot" / name).symlink_to(ROOT / place)
    for name in required():
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            continue  # For older Pythons.
        origin = Path(spec.origin)
        origin = origin.parent if origin.name == "__init__.py" else origin
        if name == "plotly":
            (folder / name).mkdir()
            (folder / name / "package_data").symlink_to(origin / "package_data")
        else:
            (folder / origin.name).symlink_to(origin)
    for name, text in runpy.run_path(str(EXTENSION / "scripts" / "bundle.py"))["PLOTLY"].items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python with its standard library alone."""
    folder = tmp_path_factory.mktemp("bare") / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


async def test_it_runs_in_a_bare_python_and_programs_do_not_see_its_libraries(
    tmp_path: Path, libs: Path, bare: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, "utf-8")
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    async with session(tmp_path, command=[bare, str(START), "--libs", str(libs)]) as s:
        assert rules(await s.open("slow.py", SLOW))
        asked = {"program": str(program), "python": bare}
        ran = await command(s, "slowspot.profile", asked, token="run")
        assert str(libs) not in printed(ran)
        # Another process of ours, which has to find what this one does.
        page = await command(s, "slowspot.report", {"uri": program.as_uri(), "open": False}, token="report")
    assert page.endswith("report.html")


async def test_a_workspace_has_no_say_in_what_is_imported(tmp_path: Path) -> None:
    for name in ("slowspot", "pygls", "typing"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the workspace was imported')\n", "utf-8")
    async with session(tmp_path, command=[sys.executable, str(START)], cwd=tmp_path) as s:
        assert rules(await s.open("slow.py", SLOW))
