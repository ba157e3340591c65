"""A real Neovim without a screen: apply a fix, or have it proved first; profile; compare the file on disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "editors" / "neovim"
NVIM = shutil.which(os.environ.get("NVIM", "nvim"))


def run_neovim(folder: Path, file: str, script: str = "e2e.lua", **environment: str) -> None:
    """Run a script in Neovim, which exits with 0 if all went well."""
    assert NVIM is not None
    own = {
        name: str(folder / "home")
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    }
    done = subprocess.run(
        [
            *(NVIM, "--headless", "-u", "NONE", "-i", "NONE", "-n"),
            *("--cmd", f"set runtimepath+={CLIENT}"),
            *(file, "-c", f"luafile {Path(__file__).with_name(script)}"),
        ],
        cwd=folder,
        env={
            **os.environ,
            **own,
            "SERVER_CMD": json.dumps([sys.executable, "-m", "slowspot.server"]),
            **environment,
        },
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    log = "".join(path.read_text("utf-8") for path in folder.rglob("lsp.log"))
    assert done.returncode == 0, f"{done.stderr}\n{log}"


def test_quick_fix_reaches_the_file_on_disk(tmp_path: Path) -> None:
    if NVIM is None:
        assert not os.environ.get("CI"), "Neovim is missing: apt-get install neovim (0.7 or newer), or set NVIM"
        assert_client_is_sound()
        return
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("[tool.slowspot]\npreview = true\n", "utf-8")
    before = (ROOT / "examples" / "shop" / "pricing.py").read_text("utf-8")
    (project / "pricing.py").write_text(before, "utf-8")

    run_neovim(project, "pricing.py", RULE="sorted-first", ACTION="Use min() or max()")

    after = (project / "pricing.py").read_text("utf-8")
    assert after == before.replace("return sorted(prices)[0]", "return min(prices)")


def test_profile_of_the_file_is_shown_over_its_functions(tmp_path: Path) -> None:
    if NVIM is None:
        assert_client_is_sound()
        return
    project = tmp_path / "project"
    project.mkdir()
    lines = [
        "import time",
        "",
        "",
        "def work():",
        "    end = time.perf_counter() + 0.3",
        "    while time.perf_counter() < end:",
        "        sum(range(1000))",
        "",
        "",
        "def main():",
        "    work()",
        "",
        "",
        "main()",
    ]
    (project / "busy.py").write_text("\n".join(lines) + "\n", "utf-8")

    run_neovim(project, "busy.py", "profile.lua", HOT="3")


def test_fix_is_proved_then_applied_and_has_its_numbers(tmp_path: Path) -> None:
    if NVIM is None:
        assert_client_is_sound()
        return
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("[tool.slowspot]\npreview = true\n", "utf-8")
    before = "def cheapest(prices: list[int]) -> int:\n    return sorted(prices)[0] if prices else 0\n"
    (project / "shop.py").write_text(before, "utf-8")
    fixed = "    return min(prices) if prices else 0"

    run_neovim(project, "shop.py", "prove.lua", RULE="sorted-first", FIXED=fixed)

    assert (project / "shop.py").read_text("utf-8") == before.splitlines()[0] + "\n" + fixed + "\n"
    [proof] = (project / ".slowspot" / "proofs").glob("*.json")
    assert json.loads(proof.read_text("utf-8"))["proof"]["verdict"] == "proved"


def assert_client_is_sound() -> None:
    """What can be said of the configuration without Neovim: its brackets match, and its command starts our server."""
    for path in CLIENT.rglob("*.lua"):
        code = re.sub(r'--[^\n]*|"[^"\n]*"', "", path.read_text("utf-8"))
        for opening, closing in ("()", "{}", "[]"):
            assert code.count(opening) == code.count(closing), path
    commands = {
        found for path in CLIENT.rglob("*.lua") for found in re.findall(r"cmd = (\{.*?\})", path.read_text("utf-8"))
    }
    assert commands == {'{ "slowspot", "server" }'}
    done = subprocess.run([sys.executable, "-m", "slowspot.server", "--help"], capture_output=True, encoding="utf-8")
    assert (done.returncode, "--stdio" in done.stdout) == (0, True)


def test_client_configuration_is_sound() -> None:
    assert_client_is_sound()
