"""The template for GitLab: what its jobs run, as the runner runs it."""

from __future__ import annotations

import json
import os
import subprocess

import yaml

from .conftest import ROOT, Repository
from .test_pull_request import rebuilds


def script(repository: Repository, **variables: str) -> tuple[int, str]:
    """Run the job's script: its lines in one shell, which stops at the first that fails."""
    template = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text("utf-8"))
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(template["slowspot"]["script"])],
        cwd=repository.root, capture_output=True, encoding="utf-8", timeout=120,
        env={**os.environ, **template["variables"], **variables},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_report_holds_everything_and_the_job_fails_for_what_is_new(repository: Repository) -> None:
    repository.file("shop/old.py", rebuilds("old"))
    base = repository.commit("before")
    repository.file("shop/new.py", rebuilds("brought"))
    repository.commit("after")
    code, said = script(repository, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert (code, "shop/new.py:4:9" in said, "shop/old.py:4:9" in said) == (1, True, False), said
    report = json.loads((repository.root / "gl-code-quality-report.json").read_text("utf-8"))
    assert [entry["location"]["path"] for entry in report] == ["shop/new.py", "shop/old.py"]
