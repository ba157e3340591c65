"""A pull request, played: the action's own steps, on a clone of one commit as GitHub's runner has it.

The request brings a slow spot, leaves one that was there, and mends one that the baseline knows.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, Repository
from .github import Comments, Ran, run_action

BASELINE = "known.json"


def rebuilds(name: str) -> str:
    lines = f"def {name}(rows):|    {name}_rows = []|    for row in rows:|        {name}_rows = {name}_rows + [row]"
    return f"{lines}|    return {name}_rows|".replace("|", "\n")


def appends(name: str) -> str:
    return rebuilds(name).replace(f"{name}_rows = {name}_rows + [row]", f"{name}_rows.append(row)")


class Request:
    """The runner's clone, which holds the merge of the request alone."""

    def __init__(self, repository: Repository, comments: Comments, scratch: Path) -> None:
        self.upstream, self.comments, self.scratch = repository, comments, scratch
        repository.file("shop/stock.py", f"{rebuilds('old')}\n\n{rebuilds('mended')}\n\n{appends('plain')}")
        base = repository.commit("before")
        repository.git("checkout", "--quiet", "-b", "change")
        self.head = base
        self.base = base

    def change(self, name: str, content: str) -> None:
        self.upstream.file(name, content)
        self.head = self.upstream.commit("change")

    def run(self, **given: str) -> Ran:
        upstream = self.upstream
        upstream.git("checkout", "--quiet", "-B", "merged", "main")
        upstream.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
        clone = self.scratch / f"clone-{len(list(self.scratch.glob('clone-*')))}"
        work = upstream.clone(clone, "--depth=1", "--branch=merged")
        upstream.git("checkout", "--quiet", "change")
        event = {"pull_request": {"number": 7, "base": {"sha": self.base}, "head": {"sha": self.head}}}
        inputs = {"version": "installed", **{name.replace("_", "-"): value for name, value in given.items()}}
        return run_action(
            ROOT, inputs, workspace=work.root, scratch=self.scratch / "runner", event=event,
            GITHUB_API_URL=self.comments.url,
        )  # fmt: skip


@pytest.fixture
def request_(repository: Repository, comments: Comments, tmp_path: Path) -> Request:
    return Request(repository, comments, tmp_path)


def test_what_a_request_brings_is_annotated_what_was_there_is_silent_and_the_comment_follows(request_: Request) -> None:
    stock = f"{rebuilds('old')}\n\n{appends('mended')}\n\n{appends('plain')}\n\n{rebuilds('brought')}"
    request_.change("shop/stock.py", stock)
    ran = request_.run()
    assert (ran.failed, ran.code) == ("Pass or fail", 1), ran.out
    (kind, place, message) = ran.annotations[0]
    assert len(ran.annotations) == 1
    assert (kind, place["file"], place["line"]) == ("warning", "shop/stock.py", "25")
    assert "shop/stock.py:25:9: copies the whole list" in message
    assert (ran.outputs["action"]["exit-code"], ran.outputs["action"]["findings"]) == ("1", "1")
    (comment,) = request_.comments.held
    assert "shop/stock.py:25" in comment["body"]
    assert f"<https://example.org/o/r/blob/{request_.head}/shop/stock.py#L25>" in comment["body"]
    assert "shop/stock.py:4" not in comment["body"]
    summary = (request_.scratch / "runner" / "github_step_summary").read_text("utf-8")
    assert "shop/stock.py:25" in summary
    assert ran.used.keys() == {"actions/cache@v4"}
    # The next push mends it: the same comment says so, and the job passes.
    request_.change("shop/stock.py", stock.replace(rebuilds("brought"), appends("brought")))
    again = request_.run()
    assert (again.code, again.annotations) == (0, []), again.out
    assert len(request_.comments.held) == 1
    assert "shop/stock.py:25" not in comment["body"]


def test_a_fixed_entry_is_dropped_from_the_baseline_and_nothing_else_gets_in(request_: Request) -> None:
    def slowspot(*arguments: str) -> int:
        return subprocess.run(["slowspot", "analyze", "--quiet", *arguments], cwd=upstream.root, timeout=60).returncode

    upstream = request_.upstream
    upstream.git("checkout", "--quiet", "main")
    assert slowspot("--write-baseline", BASELINE, "shop") == 0
    known = (upstream.root / BASELINE).read_text("utf-8")
    assert known.count("list-rebuild") == 2
    request_.base = upstream.commit("what is known")
    upstream.git("checkout", "--quiet", "-B", "change", "main")
    request_.change("shop/stock.py", f"{appends('mended')}\n\n{rebuilds('brought')}\n\n# moved\n{rebuilds('old')}")
    # Places are those of the repository, wherever the run starts.
    ran = request_.run(baseline=f"../{BASELINE}", since="", working_directory="shop")
    places = [(place["file"], place["line"]) for _, place, _ in ran.annotations]
    assert (ran.code, places) == (1, [("shop/stock.py", "11")]), ran.out
    assert slowspot("--baseline", BASELINE, "--update-baseline", "shop") == 1
    kept = json.loads((upstream.root / BASELINE).read_text("utf-8"))
    assert [entry["function"] for entry in kept["findings"]["shop/stock.py"]] == ["old"]


def test_code_scanning_gets_all_of_a_push(request_: Request) -> None:
    work = request_.upstream.clone(request_.scratch / "work")
    ran = run_action(
        ROOT, {"version": "installed", "upload-sarif": "true", "fail-on": "never", "cache": "false"},
        workspace=work.root, scratch=request_.scratch / "runner", event={"ref": "refs/heads/main"},
        GITHUB_API_URL=request_.comments.url,
    )  # fmt: skip
    assert (ran.failed, ran.code) == ("", 0), ran.out
    upload = ran.used["github/codeql-action/upload-sarif@v3"]
    (run,) = json.loads(Path(upload["sarif_file"]).read_text("utf-8"))["runs"]
    assert len(run["results"]) == 2
    assert request_.comments.asked == []


def test_shards_are_put_together_to_one_answer(request_: Request) -> None:
    request_.change("shop/new.py", rebuilds("brought"))
    request_.change("shop/newer.py", rebuilds("brought"))
    for number in ("1", "2"):
        ran = request_.run(shard=f"{number}/2", arguments="--exit-zero", annotations="false", summary="false")
        assert (ran.code, request_.comments.held) == (0, []), ran.out
        Path(ran.outputs["action"]["json"]).rename(request_.scratch / f"slowspot-{number}.json")
    ran = request_.run(merge=f"{request_.scratch}/slowspot-*.json", fail_on="warning")
    assert (ran.failed, ran.code) == ("Pass or fail", 1), ran.out
    assert [place["file"] for _, place, _ in ran.annotations] == ["shop/new.py", "shop/newer.py"]
    assert len(request_.comments.held) == 1


def test_wrong_usage_fails_the_step_and_says_so(request_: Request) -> None:
    request_.change("shop/other.py", "")
    ran = request_.run(arguments="--select no-such-rule")
    assert (ran.failed, ran.code) == ("Analyze", 2)
    assert "unknown rule 'no-such-rule'" in ran.out
    assert [kind for kind, _, _ in ran.annotations] == ["error"]
    ran = request_.run(paths="'half quoted")
    assert (ran.failed, ran.code, "cannot be split into words" in ran.out) == ("Analyze", 2, True)
    assert request_.comments.asked == []
