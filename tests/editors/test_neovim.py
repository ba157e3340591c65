"""A real Neovim without a screen: apply a fix, or have it proved first; ignore; profile; compare the file on disk.

NVIM in the environment names which one, or several with the separator of PATH; each is tried.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "editors" / "neovim"
SCRIPTS = Path(__file__).with_name("neovim")
EDITORS = [found for name in os.environ.get("NVIM", "nvim").split(os.pathsep) if (found := shutil.which(name))]

SHOP = "def cheapest(prices: list[int]) -> int:\n    return sorted(prices)[0] if prices else 0\n"
PREVIEW = "[tool.slowspot]\npreview = true\n"
KEPT = "    return sorted(prices)[0] if prices else 0  # slowspot: ignore[sorted-first]"


@pytest.fixture(params=EDITORS or [""], ids=lambda path: path or "none")
def neovim(request: pytest.FixtureRequest) -> str:
    if not request.param:
        assert not os.environ.get("CI"), "Neovim is missing: apt-get install neovim (0.7 or newer), or set NVIM"
        pytest.skip("Neovim is missing: apt-get install neovim (0.7 or newer), or set NVIM")
    return request.param


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PREVIEW, "utf-8")
    (folder / "shop.py").write_text(SHOP, "utf-8")
    return folder


def version(neovim: str) -> tuple[int, int]:
    said = subprocess.run([neovim, "--version"], capture_output=True, encoding="utf-8", check=True).stdout
    found = re.search(r"v(\d+)\.(\d+)", said)
    assert found, said
    return int(found[1]), int(found[2])


def play(neovim: str, folder: Path, file: str, script: str, **environment: str) -> None:
    """Run a script in Neovim, which exits with 0 if all went well."""
    own = {
        name: str(folder / "home")
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    }
    done = subprocess.run(
        [
            *(neovim, "--headless", "-u", "NONE", "-i", "NONE", "-n"),
            *("--cmd", f"set runtimepath+={CLIENT}"),
            *(file, "-c", f"luafile {SCRIPTS / script}"),
        ],
        cwd=folder,
        env={**os.environ, **own, "SERVER_CMD": json.dumps([sys.executable, "-m", "slowspot.server"]), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=240,
    )
    log = "".join(path.read_text("utf-8") for path in folder.rglob("lsp.log"))
    assert done.returncode == 0, f"{done.stderr}\n{log}"


def test_quick_fix_reaches_the_file_on_disk(neovim: str, project: Path) -> None:
    before = (ROOT / "examples" / "shop" / "pricing.py").read_text("utf-8")
    (project / "pricing.py").write_text(before, "utf-8")

    play(neovim, project, "pricing.py", "fix.lua", RULE="sorted-first", ACTION="Use min%(%) or max%(%)")

    after = (project / "pricing.py").read_text("utf-8")
    assert after == before.replace("return sorted(prices)[0]", "return min(prices)")


def test_one_key_ignores_a_finding(neovim: str, project: Path) -> None:
    play(neovim, project, "shop.py", "ignore.lua", RULE="sorted-first", KEPT=KEPT)
    assert (project / "shop.py").read_text("utf-8") == SHOP.splitlines()[0] + f"\n{KEPT}\n"


def test_one_key_asks_for_the_reason_where_the_project_wants_one(neovim: str, project: Path) -> None:
    (project / "pyproject.toml").write_text(PREVIEW + "require-reason = true\n", "utf-8")
    kept = f"{KEPT} -- a handful of prices"
    play(neovim, project, "shop.py", "ignore.lua", RULE="sorted-first", KEPT=kept, REASON="a handful of prices")


def test_server_is_enabled_without_a_set_up(neovim: str, project: Path) -> None:
    if version(neovim) < (0, 11):
        pytest.skip("vim.lsp.enable() came with Neovim 0.11")
    play(neovim, project, "shop.py", "ignore.lua", RULE="sorted-first", KEPT=KEPT, ENABLE="1")


def test_profile_of_the_file_is_shown_over_its_functions(neovim: str, project: Path) -> None:
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

    play(neovim, project, "busy.py", "profile.lua", HOT="3")


def test_fix_is_proved_then_applied_and_has_its_numbers(neovim: str, project: Path) -> None:
    fixed = "    return min(prices) if prices else 0"

    play(neovim, project, "shop.py", "prove.lua", RULE="sorted-first", FIXED=fixed)

    assert (project / "shop.py").read_text("utf-8") == SHOP.splitlines()[0] + f"\n{fixed}\n"
    [proof] = (project / ".slowspot" / "proofs").glob("*.json")
    assert json.loads(proof.read_text("utf-8"))["proof"]["verdict"] == "proved"


def test_slow_spot_five_calls_away_is_shown_with_its_path(neovim: str, project: Path) -> None:
    shutil.copytree(ROOT / "examples" / "parcels", project / "parcels", ignore=shutil.ignore_patterns("__pycache__"))
    told = project / "told.json"

    play(
        neovim, project, "parcels/web.py", "path.lua", RULE="async-blocking-indirect",
        LINE="status = shipments.status(", PATH_OUT=str(told),
    )  # fmt: skip

    found = json.loads(told.read_text("utf-8"))
    assert "requests.get()" in found["message"]
    places = [(Path(it["location"]["uri"]).name, it["location"]["range"]["start"]["line"] + 1) for it in found["path"]]
    assert places == [("service.py", 13), ("repository.py", 13), ("client.py", 13), ("vendor.py", 11)]


def test_configuration_is_sound() -> None:
    """What can be said of it without Neovim: its brackets match, and its command starts our server."""
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
