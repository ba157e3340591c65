"""What the report page says, and that nothing in a run or its source gets out of its place."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from html import unescape
from pathlib import Path

import pytest
from slowspot.analyzers.profiling.measured import FlameNode, Run, Stretch
from slowspot.cli.main import main
from slowspot.cli.page.charts import flame_data
from slowspot.cli.page.numbers import amount, percent, seconds

from .conftest import Report
from .recorded import make_run, record


def text_of(page: str) -> str:
    """Return what a reader sees."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", body))).replace("\u00a0", " ")


def test_it_says_what_ran_and_where_the_time_went(recorded: Path, report: Report) -> None:
    text = text_of(report())
    for said in (
        "10,000 samples",
        "13.0 s long",
        "Python 3.11.7",
        "check takes most by itself: 60 % of the run",
        "own 60 % total 60 %",
    ):
        assert said in text
    assert "3.0 s" in text  # waited, in no share


def test_lines_stand_with_their_time(recorded: Path, report: Report) -> None:
    page = report()
    line = next(row for row in page.split("<tr") if ">54\u00a0%<" in row)
    assert 'scope="row">8</th><td>54\u00a0%</td><td>54\u00a0%</td>' in line


def test_lines_whose_time_is_a_guess_are_marked(folder: Path, report: Report) -> None:
    run = make_run()
    run.functions[0].stretches = (Stretch(2, 3, 5.0),)
    record(folder, run)
    text = text_of(report())
    assert "8≈ 54 %≈ 54 % places[order] = orders.index(order)" in text
    assert "≈: the recorder looks at calls and returns" in text


def test_findings_come_with_what_they_save_and_their_fix(recorded: Path, report: Report) -> None:
    text = text_of(report())
    assert re.search(r"saves about \d\d % searches orders for each of its own elements", text)
    assert "− places[order] = orders.index(order)" in text
    assert "+ places[order] = i" in text


def test_stalls_are_told_by_what_held_the_loop(recorded: Path, report: Report) -> None:
    text = text_of(report())
    assert "3 times the event loop could not go on, 460 ms together" in text
    assert re.search(r"fetch shop/prices.py:21 in time.sleep longest 210 ms together 460 ms 3 ×", text)


def test_it_says_which_engine_fits(recorded: Path, report: Report) -> None:
    engines = text_of(report().partition('id="engines"')[2].partition("</section>")[0])
    assert "nothing was run for it" in engines
    assert re.search(r"better code first check .* about \d\d % of the run: no engine mends that", engines)


def test_a_changed_function_shows_no_lines(recorded: Path, report: Report) -> None:
    file = recorded / "shop" / "prices.py"
    file.write_text(file.read_text(encoding="utf-8").replace("in orders:", "in list(orders):"), encoding="utf-8")
    text = text_of(report())
    assert "the function has changed since the run" in text
    assert "orders.index" not in text.partition("Findings by gain")[0]
    assert "own 60 %" in text  # what the function took is still true


def test_without_the_source_the_figures_are_left(recorded: Path, report: Report) -> None:
    (recorded / "shop" / "prices.py").unlink()
    text = text_of(report())
    assert "the file is not there any more" in text
    assert "own 60 %" in text


def test_nothing_is_loaded_and_only_known_scripts_run(recorded: Path, report: Report) -> None:
    page = report()
    policy = unescape(re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1])  # pyright: ignore[reportOptionalSubscript]
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == 1
    assert all(f"'sha256-{digest}'" in policy for digest in digests)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]
    assert not re.search(
        r"""(?:src|href|action)\s*=\s*["']?(?:https?:|//)""", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    )


def test_names_stay_in_their_place(recorded: Path, report: Report) -> None:
    page = report()
    assert "<script>window" not in page
    assert "<img" not in page
    assert "{{7*7}}" in unescape(page)
    assert "\u202e" not in page
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, flags=re.DOTALL)
    assert data is not None
    assert "&lt;/script&gt;" in json.loads(data[1])["flame"]["names"][4]


def test_the_same_run_gives_the_same_page(recorded: Path, report: Report) -> None:
    assert report() == report()


@pytest.mark.parametrize(
    "run",
    [
        Run("20261122-183000-1", "py-spy", "samples", 0.0, []),
        Run("20261122-183000-1", "memray", "bytes", 2e7, make_run().functions),
        Run("20261122-183000-1", "cProfile", "seconds", 10.0, make_run().functions, began=1e300),
    ],
    ids=["empty", "bytes", "no stacks"],
)
def test_any_run_has_a_page(folder: Path, report: Report, run: Run) -> None:
    record(folder, run)
    page = report("--profile", run.id)
    assert 'id="library"' not in page  # nothing to draw: the page is small
    assert "slowspot report" in text_of(page)


def test_parts_of_the_flame_graph_never_exceed_the_whole() -> None:
    third = 1 / 3
    run = make_run()
    run.total = 1.0
    run.flame = [FlameNode("a.py", "a", 1, -1, 0.9999999), *(FlameNode("a.py", "b", 1, 0, third) for _ in range(3))]
    flame = flame_data(run, lambda path, name: "")
    assert flame is not None
    assert flame["values"][1] >= sum(flame["values"][2:])
    assert flame["values"][0] >= flame["values"][1]


def test_without_a_run_it_says_how_to_make_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report"]) == 2
    assert "`slowspot profile SCRIPT` records one" in capsys.readouterr().err
    assert not (folder / "slowspot-report.html").exists()


def test_without_its_libraries_it_says_what_to_install(
    recorded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "plotly", None)
    assert main(["report"]) == 2
    assert "pip install 'slowspot[report]'" in capsys.readouterr().err


def test_where_it_cannot_be_written_nothing_is_left(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(recorded.iterdir())
    assert main(["report", "-o", "missing/report.html"]) == 2
    assert main(["report", "-o", "shop"]) == 2
    assert capsys.readouterr().err.count("cannot be written") == 2
    assert sorted(recorded.iterdir()) == before


def test_numbers_read_as_people_write_them() -> None:
    written = [seconds(value) for value in (0, 4.21, 0.38, 0.00042, 12.34, 125, 7384)]
    assert [text.replace("\u00a0", " ") for text in written] == [
        "0 s", "4.2 s", "380 ms", "420 µs", "12.3 s", "2 min 5 s", "2 h 3 min",
    ]  # fmt: skip
    shares = [percent(part).replace("\u00a0", " ") for part in (0, 0.0003, 0.042, 0.382, 1)]
    assert shares == ["0 %", "< 0.1 %", "4.2 %", "38 %", "100 %"]
    assert (amount(1204, "samples"), amount(12_300_000, "bytes")) == ("1,204 samples", "12.3\u00a0MB")


def test_it_is_compared_with_the_run_before(folder: Path, report: Report) -> None:
    record(folder, make_run("20261121-120000-1", check=9.0))
    record(folder)
    compared = text_of(report()).partition("Compared with")[2]
    assert "The run was 23 % shorter than before." in text_of(report())
    assert "13.0 s before, 10.0 s now, 23 % faster" in compared
    assert re.search(r"check shop/prices.py:5 9.0 s 6.0 s −3.0 s ± \d+ ms perhaps faster", compared)
    assert "2 functions differ by no more than noise" in compared
    assert "Compared with" not in text_of(report("--compare", "none"))
    assert "9.0 s" in text_of(report("--compare", "20261121-120000-1")).partition("Compared with")[2]


def test_another_program_is_nothing_to_compare_with(folder: Path, report: Report) -> None:
    other = make_run("20261121-120000-1", check=9.0)
    other.command = "python other.py"
    record(folder, other)
    record(folder)
    assert "Compared with" not in text_of(report())


def test_a_file_of_another_profiler_will_do(folder: Path, report: Report) -> None:
    path = folder / "shop" / "prices.py"
    (folder / "stacks.txt").write_text(
        f"<module> ({path}:26);load ({path}:13);check ({path}:8) 60\n<module> ({path}:26) 40\n"
    )
    text = text_of(report("--profile", "stacks.txt"))
    assert "own 60 % total 60 %" in text
    assert "60 samples" in text
    assert not (folder / ".slowspot").exists()


def test_it_is_opened_where_that_is_asked_for(
    recorded: Path, report: Report, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: bool(opened.append(address)))
    report("--open")
    assert opened == [(recorded / "slowspot-report.html").as_uri()]
    assert "no browser could be started" in capsys.readouterr().err
