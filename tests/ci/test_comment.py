"""The comment on a pull request: one, updated in place, and never a reason to fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from slowspot.cli.formats.markdown import MARKER

from .conftest import ROOT
from .github import Comments


def comment(
    comments: Comments, scratch: Path, body: str, *, findings: int = 1, tag: str = "", number: int | None = 7
) -> str:
    (scratch / "report.md").write_text(f"{MARKER}\n{body}", "utf-8")
    event = {"ref": "refs/heads/main"} if number is None else {"pull_request": {"number": number}}
    (scratch / "event.json").write_text(json.dumps(event), "utf-8")
    done = subprocess.run(
        [sys.executable, ROOT / "ci/comment.py"],
        env={
            **os.environ, "GITHUB_EVENT_PATH": str(scratch / "event.json"), "GITHUB_API_URL": comments.url,
            "GITHUB_REPOSITORY": "o/r", "MARKDOWN": str(scratch / "report.md"), "FINDINGS": str(findings),
            "TAG": tag, "TOKEN": "t0ken",
        },
        capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_one_comment_is_updated_in_place(comments: Comments, tmp_path: Path) -> None:
    comments.held += [{"id": number, "html_url": "", "body": "Looks good"} for number in range(1, 103)]
    assert "Wrote" in comment(comments, tmp_path, "one")
    assert "Updated" in comment(comments, tmp_path, "two", findings=0)
    assert "up to date" in comment(comments, tmp_path, "two")
    assert [held["body"].splitlines()[1:] for held in comments.held[102:]] == [["two"]]
    assert {held["body"] for held in comments.held[:102]} == {"Looks good"}


def test_jobs_with_tags_of_their_own_have_comments_of_their_own(comments: Comments, tmp_path: Path) -> None:
    comment(comments, tmp_path, "one", tag="api")
    comment(comments, tmp_path, "two", tag="web")
    comment(comments, tmp_path, "three", tag="api")
    assert [held["body"].splitlines()[1] for held in comments.held] == ["three", "two"]


def test_nothing_found_and_nothing_said_before_is_no_comment(comments: Comments, tmp_path: Path) -> None:
    comment(comments, tmp_path, "nothing", findings=0)
    comment(comments, tmp_path, "one", number=None)
    assert comments.held == []


@pytest.mark.parametrize("status", [403, 500])
def test_a_token_that_may_not_write_is_a_warning(comments: Comments, tmp_path: Path, status: int) -> None:
    comments.refuse = status
    said = comment(comments, tmp_path, "one")
    assert said.startswith(f"::warning title=Slowspot::The comment could not be written: {status}")
    assert ("pull-requests: write" in said) is (status == 403)


def test_no_connection_is_a_warning(tmp_path: Path) -> None:
    assert comment(Comments("http://127.0.0.1:9"), tmp_path, "one").startswith("::warning title=Slowspot::")
