"""`slowspot advise`: the shop's right answers, what it prints, what measuring decides, and wrong usage."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.advising import installed, measuring
from slowspot.analyzers.advising.advice import Trial
from slowspot.analyzers.advising.installed import Package, Surroundings
from slowspot.analyzers.proving.interpreters import Interpreter

from .conftest import Project

ROOT = Path(__file__).parents[2]
HERE = Interpreter(sys.executable, "cpython", sys.version_info[:2], "3")


@pytest.fixture(autouse=True)
def sample_rules() -> None:
    """What is found in hot functions comes from the real rules."""


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The shop with what `benchmarks/advise.py --runs` recorded, on a machine with four cores."""
    shutil.copytree(ROOT / "examples" / "shop", project.root / "shop", ignore=shutil.ignore_patterns("__pycache__"))
    project.file("pyproject.toml")
    runs = project.root / ".slowspot" / "runs"
    runs.mkdir(parents=True)
    for path in (ROOT / "tests" / "advising" / "runs").glob("*.json"):
        shutil.copy(path, runs / f"{json.loads(path.read_text('utf-8'))['id']}.json")
    packages = {"numpy": Package(True, True), "aiohttp": Package(True, True)}
    monkeypatch.setattr(installed, "surroundings", lambda *_: Surroundings(HERE, 4, False, packages))
    return project


def answers(report: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (program["profile"]["command"].split()[2], function["function"]): function
        for program in report["programs"]
        for function in program["functions"]
    }


def test_the_shop_gets_seven_different_answers(shop: Project) -> None:
    outcome = shop.run("advise", "--format", "json", "shop")
    assert outcome.code == 0
    found = answers(outcome.json)
    engines = {key: function["engine"] for key, function in found.items()}
    assert engines == {
        ("shop.season", "demand"): "processes",
        ("shop.season", "archive"): "stay",
        ("shop.season", "revenue"): "numpy",
        ("shop.season", "level"): "threads",
        ("shop.packing", "packed"): "pypy",
        ("shop.label", "<module>"): "lazy-imports",
        ("shop.restock", "fetch_prices"): "asyncio",
        ("shop.restock", "<module>"): "stay",
        ("shop.restock", "fetch_price"): "stay",
    }
    assert found["shop.packing", "packed"]["also"] == ["Parcel.takes"]
    assert found["shop.season", "level"]["place"] == "levels"
    assert "json.dumps" in found["shop.season", "archive"]["options"][0]["why"]
    against = [option for option in found["shop.season", "demand"]["options"] if option["engine"] == "pypy"]
    assert [(option["verdict"], "numpy" in option["why"]) for option in against] == [("not", True)]
    # Nothing was run: nothing claims to be measured, and what is told to gain is no more than Amdahl allows.
    assert {option["trial"] for function in found.values() for option in function["options"]} == {None}
    for key in (("shop.season", "level"), ("shop.season", "revenue"), ("shop.restock", "fetch_prices")):
        best = found[key]["options"][0]
        assert 1 < best["at_most"] <= 1 / (1 - found[key]["share"]) + 0.01
        assert best["mechanical"]


def test_the_text_says_why_and_how_sure(shop: Project) -> None:
    outcome = shop.run("advise", "shop/season.py", "shop/warehouse.py", "--limit", "3")
    assert "→ threads: at most 1.1×" in outcome.out
    assert "ThreadPoolExecutor" in outcome.out
    assert "sure    not measured; by the recorded run and the text" in outcome.out
    assert "revenue" not in outcome.out  # it is in another file
    assert outcome.out.rstrip().endswith("Nothing was run: --measure runs what fits.")


def test_a_function_that_was_changed_since_is_told(shop: Project) -> None:
    path = shop.root / "shop" / "warehouse.py"
    path.write_text(path.read_text("utf-8").replace("timeout=5", "timeout=9"), "utf-8")
    outcome = shop.run("advise", "shop/warehouse.py")
    assert "changed since it was recorded" in outcome.out
    assert "→ threads" in outcome.out  # it waits all the same: all of its time is in the library
    path.write_text("def other():\n    return 1\n", "utf-8")
    assert "record anew" in shop.run("advise", "shop/warehouse.py").out
    for run in (shop.root / ".slowspot" / "runs").iterdir():
        run.write_bytes(run.read_bytes()[:200])
    outcome = shop.run("advise", "shop/season.py")
    assert (outcome.code, "predicted" in outcome.out) == (0, True)


def test_what_is_measured_decides(shop: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def tried(program: object, interpreter: object, change: Any = None, **_: object) -> Trial:
        faster = change is None or "ThreadPool" in change.after
        return Trial("measured", 2.0 if faster else 0.9, 1.9 if faster else 0.8, 2.1, f"{program}: told")

    def unproved(*_: object, **__: object) -> tuple[None, str]:
        return None, "not proved: no inputs"

    monkeypatch.setattr(measuring, "tried", tried)
    monkeypatch.setattr(measuring, "_proof", unproved)
    found = answers(shop.run("advise", "--measure", "--format", "json", "shop").json)
    best = found["shop.season", "level"]["options"][0]
    assert (best["engine"], best["trial"]["basis"], best["trial"]["times"]) == ("threads", "measured", 2.0)
    stays = found["shop.season", "demand"]["options"][0]
    assert (stays["engine"], stays["basis"], stays["why"]) == (
        "stay", "measured", "processes was tried: 0.90× as fast (0.80 to 2.10)",
    )  # fmt: skip
    # A text that is not proved is tried in the program, and the doubt is told.
    arrays = next(option for option in found["shop.season", "revenue"]["options"] if option["engine"] == "numpy")
    assert (arrays["verdict"], arrays["missing"]) == ("not", "not proved: no inputs")


def test_a_program_is_recorded_and_measured_for_real(project: Project) -> None:
    project.file("pyproject.toml")
    project.file("ask.py", ASK)
    assert project.process("profile", "-q", "ask.py").code == 0
    outcome = project.process("advise", "--measure", "--pairs", "2", "--format", "json")
    assert (outcome.code, outcome.err) == (0, "")
    [function] = [each for each in outcome.json["programs"][0]["functions"] if each["function"] == "one"]
    [threads] = [option for option in function["options"] if option["engine"] == "threads"]
    assert threads["trial"]["basis"] == "measured"
    assert threads["trial"]["told"].endswith("2 pairs, the same output")
    assert project.root.joinpath("ask.py").read_text("utf-8") == ASK


ASK = """\
import time


def one(item: int) -> int:
    time.sleep(0.01)
    return item * item


def every(items: list[int]) -> list[int]:
    found = []
    for item in items:
        found.append(one(item))
    return found


print(sum(every([1, 2, 3, 4, 5, 6, 7, 8])))
"""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gone"], "does not exist"),
        (["--measure", "--predict"], "goes by a recorded run"),
        (["--measure"], "nothing is recorded"),
        (["--profile", "nowhere"], "nowhere"),
        (["--python", "no-such-python"], "no-such-python"),
    ],
)
def test_wrong_usage(project: Project, words: list[str], told: str) -> None:
    project.file("code.py", "def f(xs):\n    return [x for x in xs]\n")
    outcome = project.run("advise", *words)
    assert (outcome.code, told in outcome.err) == (2, True)


def test_without_a_recording_it_is_predicted_and_says_so(project: Project) -> None:
    project.file("code.py", ASK)
    project.file("broken.py", "def f(:\n")
    outcome = project.run("advise")
    assert outcome.code == 0
    assert "predicted, nothing was recorded or run" in outcome.out
    assert "slowspot profile SCRIPT records where time really goes" in outcome.out
    assert "measured:" not in outcome.out
