"""What platforms read of this repository: valid, and in step with the command line and the page about it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from .conftest import ROOT


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def test_what_steps_ask_for_is_an_input_or_an_output_of_a_step() -> None:
    action = read("action.yml")
    text = (ROOT / "action.yml").read_text("utf-8")
    assert set(re.findall(r"\binputs\.([\w-]+)", text)) == action["inputs"].keys()
    told = {step["id"] for step in action["runs"]["steps"] if "id" in step}
    assert set(re.findall(r"\bsteps\.([\w-]+)", text)) == told
    assert all(spec["description"] for spec in [*action["inputs"].values(), *action["outputs"].values()])
    for step in action["runs"]["steps"]:
        if "run" in step:
            assert step["shell"] == "bash"
            scripts = re.findall(r"\$GITHUB_ACTION_PATH/([\w/.]+)", step["run"])
            assert [name for name in scripts if not (ROOT / name).is_file()] == []
            assert "${{" not in step["run"]


def test_scripts_read_exactly_what_their_steps_give() -> None:
    runner = {"RUNNER_TEMP"}
    for step in read("action.yml")["runs"]["steps"]:
        for name in re.findall(r"ci/\w+\.\w+", step.get("run", "")):
            script = (ROOT / name).read_text("utf-8")
            asked = set(re.findall(r"env\[[\"'](\w+)" if name.endswith(".py") else r"\$\{?([A-Z_]+)\b", script))
            asked = {it for it in asked if not it.startswith("GITHUB_")} - runner - {"PATH"}
            given = {it for it in step["env"] if not it.startswith("GITHUB_")} - {"PYTHON"}
            assert asked == given, name


def test_the_page_tells_of_each_input_and_variable() -> None:
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    names = [*read("action.yml")["inputs"], *read("ci/gitlab.yml")["variables"]]
    names += [hook["id"] for hook in read(".pre-commit-hooks.yaml")]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_examples_of_the_page_are_valid_and_name_inputs_that_there_are() -> None:
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    inputs = read("action.yml")["inputs"]
    examples = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    assert len(examples) >= 5
    used = [
        step
        for example in examples
        for job in (example.get("jobs") or {}).values()
        for step in job["steps"]
        if step.get("uses", "").startswith("OWNER/slowspot@")
    ]
    assert used
    assert [name for step in used for name in step.get("with", {}) if name not in inputs] == []


def test_shell_scripts_parse(tmp_path: Path) -> None:
    for path in sorted((ROOT / "ci").glob("*.sh")):
        subprocess.run(["bash", "-n", path], check=True, timeout=60)
        if shutil.which("shellcheck"):
            subprocess.run(["shellcheck", path], check=True, timeout=60)
