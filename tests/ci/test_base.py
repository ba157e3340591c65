"""Which commit a pull request is compared with."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Repository


@pytest.fixture
def base_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Repository, Any], str]:
    script = runpy.run_path(str(ROOT / "ci/analyze.py"))

    def base_of(repository: Repository, event: Any) -> str:
        (tmp_path / "event.json").write_text(json.dumps(event), "utf-8")
        monkeypatch.chdir(repository.root)
        return script["base_of"]({"GITHUB_EVENT_PATH": str(tmp_path / "event.json")})

    return base_of


@pytest.fixture
def request_of(repository: Repository) -> dict[str, str]:
    """A branch of a base that has moved on since, twice: the event knows of once."""
    repository.file("a.py", "")
    left = repository.commit("one")
    repository.git("checkout", "--quiet", "-b", "change")
    repository.file("b.py", "")
    head = repository.commit("change")
    repository.git("checkout", "--quiet", "main")
    repository.file("c.py", "")
    known = repository.commit("two")
    repository.file("d.py", "")
    now = repository.commit("three")
    repository.git("checkout", "--quiet", "-b", "merged")
    repository.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
    return {"left": left, "head": head, "known": known, "now": now}


def pull_request(of: dict[str, str]) -> object:
    return {"pull_request": {"number": 7, "base": {"sha": of["known"]}, "head": {"sha": of["head"]}}}


def test_the_merge_of_a_request_is_compared_with_the_base_that_it_was_merged_into(
    repository: Repository, request_of: dict[str, str], base_of: Callable[[Repository, Any], str], tmp_path: Path
) -> None:
    assert base_of(repository, pull_request(request_of)) == request_of["now"]
    # As actions/checkout has it: one commit alone. The base is fetched.
    shallow = repository.clone(tmp_path / "shallow", "--depth=1", "--branch=merged")
    assert base_of(shallow, pull_request(request_of)) == request_of["now"]
    assert shallow.git("diff", "--name-only", request_of["now"]) == "b.py"


def test_the_branch_of_a_request_is_compared_with_where_it_left_the_base(
    repository: Repository, request_of: dict[str, str], base_of: Callable[[Repository, Any], str], tmp_path: Path
) -> None:
    repository.git("checkout", "--quiet", "change")
    assert base_of(repository, pull_request(request_of)) == request_of["left"]
    # Without the history nobody knows where that was: then the base itself, and what moved on there counts too.
    shallow = repository.clone(tmp_path / "shallow", "--depth=1", "--branch=change")
    assert base_of(shallow, pull_request(request_of)) == request_of["known"]


def test_a_merge_queue_names_its_base_and_a_push_has_none(
    repository: Repository, request_of: dict[str, str], base_of: Callable[[Repository, Any], str]
) -> None:
    assert base_of(repository, {"merge_group": {"base_sha": request_of["now"]}}) == request_of["now"]
    assert base_of(repository, {"ref": "refs/heads/main"}) == ""


def test_a_workspace_of_another_user_is_one_that_git_may_use(
    repository: Repository, request_of: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own way to test this
    with pytest.raises(AssertionError, match="dubious ownership"):
        repository.git("status")
    trusting = runpy.run_path(str(ROOT / "ci/analyze.py"))["trusting"]
    for name, value in trusting({"GITHUB_WORKSPACE": str(repository.root)}).items():
        monkeypatch.setenv(name, value)
    repository.git("status")
