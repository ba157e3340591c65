"""Programs of the speedup rows: made from a key alone, the rule finds them, the fix keeps their meaning."""

from __future__ import annotations

import gzip
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from slowspot.analyzers.proving.interpreters import probe
from slowspot.analyzers.proving.timing import Comparison, Dropped, Effort, Pair, Pickled, RuleWorkload, compare
from slowspot.analyzers.rules.registry import all_rules
from slowspot.training_data.fitting.rows import UnusableRows
from slowspot.training_data.speedup.measuring import Drop, Measured, Task, measure, tasks
from slowspot.training_data.speedup.programs import KNOWN_SIZES, Key, Program, Rejected, build, is_known, sizes
from slowspot.training_data.speedup.rows import COLUMNS, Row, read_rows, write_table
from slowspot.training_data.speedup.subjects import Subject, subject, subjects

ROW = Row(
    "sorted-first", 0, subject("sorted-first", 0).hash, 3, 100, 0, "3.11", "x86_64-linux-2", 90, 45, 2.0, 1.9, 2.1
)

MEASURED = {
    ("list-membership-in-loop", 1, "a07782db50ed", 5, 0): "fa021902a183",
    ("sort-in-loop", 0, "285024efc276", 3, 5000): "57df30fdfacd",
    ("any-all-listcomp", 0, "13129badcac8", 6, 10000): "32bd6a72cb2f",
    ("manual-dedupe", 1, "d68931473a07", 2, 0): "cee97004f35e",
    ("random-choice-loop", 1, "fec1f94e9506", 7, 100): "d1558da9fc6c",
    ("async-sleep-sync", 0, "bb9737a81076", 2, 0): "f0caf2621cf2",
    ("pd-apply-elementwise", 0, "03bddbff7f0c", 4, 2000): "769530cab319",
    ("re-sub-literal", 2, "e03a4596b9a2", 2, 0): "401dedadf818",
    ("to-thread-of-trivial-call", 1, "31ab60c8c5dc", 3, 3000): "eb8e9e486861",
}
"""Rule, example and its hash, recipe and size of programs that the shipped rows were measured on, and their hashes."""


def first_programs(found: Subject, wanted: int = 1) -> list[Program]:
    """The first programs of an example with something around it."""
    programs: list[Program] = []
    for recipe in range(1, 12):
        made = build(Key(found.rule.slug, found.index, recipe, sizes(found, recipe)[0] * is_known(found, recipe)))
        if isinstance(made, Program):
            programs.append(made)
            if len(programs) == wanted:
                break
    return programs


def test_every_rule_with_a_rewrite_and_a_workload_has_subjects() -> None:
    expected = {
        rule.slug
        for rule in all_rules()
        if rule.rewrite is not None
        and rule.stage != "retired"
        and any(example.workload is not None and example.after for example in rule.examples)
    }
    assert {slug for slug, _ in subjects()} == expected


def test_the_plain_program_is_the_example() -> None:
    for found in list(subjects().values())[::40]:
        program = build(Key(found.rule.slug, found.index, 0))
        assert isinstance(program, Program), program
        assert program.before == found.source


@pytest.mark.parametrize("slug", sorted({slug for slug, _ in subjects()}))
def test_every_rule_is_found_and_fixed_in_surroundings(slug: str) -> None:
    programs = first_programs(next(found for key, found in subjects().items() if key[0] == slug))
    assert programs
    (program,) = programs
    assert program.before != subject(slug, program.key.example).source or program.change
    assert program.after != program.before
    compile(program.after, "<after>", "exec", dont_inherit=True)
    analyzer, finding = program.analyzed()
    assert finding.rule.slug == slug
    assert analyzer.notes == []


def test_the_same_key_gives_the_same_program_in_another_process() -> None:
    keys = [program.key for found in list(subjects().values())[::100] for program in first_programs(found)]
    code = (
        "import sys; from slowspot.training_data.speedup.programs import *\n"
        "for line in sys.stdin:\n"
        "    slug, example, recipe, size = line.split()\n"
        "    program = build(Key(slug, int(example), int(recipe), int(size)))\n"
        "    print(ascii((program.before, program.after, program.start, program.change)))"
    )
    text = "".join(f"{key.rule} {key.example} {key.recipe} {key.size}\n" for key in keys)
    # Another seed of hashes: nothing may hang on the order of a set.
    out = subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    ).stdout  # fmt: skip
    made = [build(key) for key in keys]
    expected = [ascii((p.before, p.after, p.start, p.change)) for p in made if isinstance(p, Program)]
    assert out.splitlines() == expected


def test_programs_are_those_that_the_shipped_rows_were_measured_on() -> None:
    # Where this fails, what the generator draws has changed, and the rows stand for programs that are gone: take the
    # change back, or measure all rows anew. Examples that have changed since are no matter: `pack` drops their rows.
    applicable = differing = 0
    for (slug, index, example_hash, recipe, size), expected in MEASURED.items():
        if subject(slug, index).hash == example_hash:
            made = build(Key(slug, index, recipe, size))
            applicable += 1
            differing += (
                not isinstance(made, Program) or hashlib.sha256(made.before.encode()).hexdigest()[:12] != expected
            )
    assert differing == 0
    assert applicable >= 5


def test_recipes_spread_over_sizes_versions_and_surroundings() -> None:
    found = subject("sort-in-loop", 0)
    known = [recipe for recipe in range(1, 60) if is_known(found, recipe)]
    assert 8 <= len(known) <= 30
    assert {size for recipe in known for size in sizes(found, recipe)} <= set(KNOWN_SIZES)
    made = [build(Key("sort-in-loop", 0, recipe)) for recipe in range(1, 30) if recipe not in known]
    texts = [program.before for program in made if isinstance(program, Program)]
    assert len(set(texts)) > 0.95 * len(texts)
    assert any("for _ in range(" in text for text in texts)
    assert any("class " in text for text in texts)


def test_a_known_size_stands_in_the_source_and_nothing_is_passed() -> None:
    recipe = next(recipe for recipe in range(1, 50) if is_known(subject("sorted-first", 0), recipe))
    program = build(Key("sorted-first", 0, recipe, 300))
    assert isinstance(program, Program)
    assert "range(300)" in program.before
    assert "def cheapest():" in program.before
    assert isinstance(program.arguments(300), Pickled)


def test_a_finding_outside_functions_stays_as_it_is() -> None:
    program = build(Key("sorted-first", 0, 0))
    assert isinstance(program, Program)
    assert program.arguments(30) == RuleWorkload("sorted-first", 0, 30)


def test_before_and_after_agree() -> None:
    interpreter = probe(sys.executable)
    quick = [found for found in subjects().values() if not found.example.needs and found.rule.family == "collections"]
    programs = [program for found in quick[::9] for program in first_programs(found)]
    pairs = [
        Pair(str(program.key), program.before, program.after, "", program.arguments(program.key.size or 8))
        for program in programs
    ]
    outcomes = list(compare(pairs, interpreter, Effort(processes=1, rounds=1, sample_seconds=1e-5)))
    assert len(outcomes) == len(programs) > 10
    assert [found for found in outcomes if isinstance(found, Dropped) and found.reason != "noisy"] == []


def test_measuring_keeps_rows_and_takes_up_where_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def pretend(pairs: Any, *_: object) -> Any:
        for pair in pairs:
            asked.append(pair.key)
            seconds = 0.001 * int(pair.key.rpartition("/")[2])
            yield Comparison(pair.key, 2.0, 1.9, 2.1, seconds, seconds / 2, 0.01)

    monkeypatch.setattr("slowspot.training_data.speedup.measuring.compare", pretend)
    interpreter = probe(sys.executable)
    version = ".".join(map(str, interpreter.version))
    path = tmp_path / "rows.csv"
    task = Task("sorted-first", 0, 0)
    measure([[task]], {version: interpreter}, Measured(path))
    rows, dropped = read_rows([path])
    assert [(row.n, row.python, row.known) for row in rows] == [(30, version, 0)]
    assert dropped == 0
    assert [line.split("\t")[4:6] for line in (tmp_path / "rows.csv.dropped").read_text().splitlines()] == [
        ["100", "too slow"], ["300", "too slow"], ["1000", "too slow"],
    ]  # fmt: skip
    before = len(asked)
    measure([[task]], {version: interpreter}, Measured(path))
    assert len(asked) == before


def test_a_pair_that_fails_is_dropped_once_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pretend(pairs: Any, *_: object) -> Any:
        for pair in pairs:
            yield Dropped(pair.key, "disagree", "result: 1 is not 2")

    monkeypatch.setattr("slowspot.training_data.speedup.measuring.compare", pretend)
    into = Measured(tmp_path / "rows.csv")
    measure([[Task("sorted-first", 0, 0)]], {"3.11": probe(sys.executable)}, into)
    assert into.dropped == {"disagree": 1}
    assert into.rows == 0


def test_rounds_cover_all_examples() -> None:
    first, second = tasks(range(2))
    assert [task.name[:2] for task in first] == [task.name[:2] for task in second] == list(subjects())
    assert {task.recipe for task in first} == {0}


def test_packed_rows_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv.gz", COLUMNS, [ROW.values()])
    write_table(tmp_path / "b.csv.gz", COLUMNS, [ROW.values()])
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert read_rows([tmp_path / "a.csv.gz"]) == ([ROW], 0)
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()).startswith(b"rule,example,")


def test_rows_without_a_column_are_refused_and_damaged_ones_dropped(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("rule,example\nsorted-first,0\n")
    with pytest.raises(UnusableRows, match="lacks the columns example_hash"):
        read_rows([path])
    write_table(path, COLUMNS, [ROW.values(), ["x", *ROW.values()[:-1]], ROW.values()[:-3]])
    assert read_rows([path]) == ([ROW], 2)


def test_drops_name_their_program() -> None:
    made = build(Key("list-membership-in-loop", 0, 1, 10))
    assert isinstance(made, (Program, Rejected))
    assert Drop(Key("a", 0, 1), 30, "noisy").message == ""
