"""Runs `slowspot analyze`, or `merge`, as the inputs of action.yml say, and tells the next steps where the reports are.

Its own exit code is 0 where Slowspot ran, findings or none: the last step of the action passes Slowspot's on.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from glob import glob
from pathlib import Path
from typing import Any

CACHE = os.path.join(".slowspot", "cache")


def main(env: Mapping[str, str]) -> int:
    reports = Path(env["RUNNER_TEMP"], "slowspot-reports")
    reports.mkdir(exist_ok=True)
    files = {"json": str(reports / "slowspot.json"), "markdown": str(reports / "slowspot.md")}
    if env["SARIF"] or env["UPLOAD_SARIF"] == "true":
        files["sarif"] = os.path.abspath(env["SARIF"] or reports / "slowspot.sarif")
    os.environ.update(trusting(env))
    try:
        command = merging(env) if env["MERGE"] else analyzing(env)
    except ValueError as error:  # a quote that is not closed
        print(f"::error title=Slowspot::paths, arguments or merge cannot be split into words: {error}")
        return 2
    command += ["--link", link_of(env)]
    command += ["--output", f"{'github' if env['ANNOTATIONS'] == 'true' else 'text'}:-"]
    for form, path in files.items():
        Path(path).unlink(missing_ok=True)
        command += ["--output", f"{form}:{path}"]
    print(f"::group::{shlex.join(command).replace('%', '%25')}\n::endgroup::", flush=True)
    code = subprocess.run(command, check=False).returncode
    written = {form: path for form, path in files.items() if os.path.exists(path)}
    if code not in (0, 1):
        print(f"::error title=Slowspot::It ended with exit code {code}: the log of this step says why.")
    if "json" in written:
        tell(env, "findings", str(len(json.loads(Path(written["json"]).read_bytes())["findings"])))
    for form, path in written.items():
        tell(env, form, path)
    if env["SUMMARY"] == "true" and "markdown" in written:
        with open(env["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as summary:
            summary.write(Path(written["markdown"]).read_text("utf-8") + "\n")
    tell(env, "exit-code", str(code))
    return 0 if code in (0, 1) else code


def analyzing(env: Mapping[str, str]) -> list[str]:
    command = [env["SLOWSPOT"], "analyze", "--cache-dir", CACHE]
    since = base_of(env) if env["SINCE"] == "auto" else env["SINCE"]
    for option, value in [
        ("--since", since),
        ("--baseline", env["BASELINE"]),
        ("--fail-on", env["FAIL_ON"]),
        ("--ruff-report", env["RUFF_REPORT"]),
        ("--shard", env["SHARD"]),
    ]:
        if value:
            command += [option, value]
    return [*command, *shlex.split(env["ARGUMENTS"]), *shlex.split(env["PATHS"])]


def merging(env: Mapping[str, str]) -> list[str]:
    command = [env["SLOWSPOT"], "merge", *shlex.split(env["ARGUMENTS"])]
    if env["FAIL_ON"]:
        command += ["--fail-on", env["FAIL_ON"]]
    for pattern in shlex.split(env["MERGE"]):
        command += sorted(glob(pattern, recursive=True)) or [pattern]  # a file that is missing is told by its name
    return command


def trusting(env: Mapping[str, str]) -> dict[str, str]:
    """Let git use the workspace where it belongs to another user, as it does to jobs in containers.

    The workflow has put it there; for git, who cannot know, the settings of a command say so.
    """
    count = int(env.get("GIT_CONFIG_COUNT") or 0)
    return {
        "GIT_CONFIG_COUNT": str(count + 1),
        f"GIT_CONFIG_KEY_{count}": "safe.directory",
        f"GIT_CONFIG_VALUE_{count}": env["GITHUB_WORKSPACE"],
    }


def base_of(env: Mapping[str, str]) -> str:
    """Return the commit that a pull request, or an entry of a merge queue, is compared with; "" in other runs.

    What is checked out is mostly the merge of the request into its base, whose first parent is the base as it is now;
    the event may name an older one, and all that was merged meanwhile would count as the request's.
    """
    event = event_of(env)
    if (request := event.get("pull_request")) is not None:
        base, head = request["base"]["sha"], request["head"]["sha"]
        # Not `rev-parse HEAD^1`: a shallow clone knows the parents' names, but pretends that there are none.
        raw = git("cat-file", "commit", "HEAD").partition("\n\n")[0]
        parents = [line.split()[1] for line in raw.splitlines() if line.startswith("parent ")]
        if len(parents) == 2 and parents[1] == head:
            base = parents[0]
    elif "merge_group" in event:
        base = event["merge_group"]["base_sha"]
    else:
        return ""
    if not git("rev-parse", "--quiet", "--verify", f"{base}^{{commit}}"):  # a clone of one commit, as GitHub's are
        git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", base)
    # Where the history is at hand, the commit that the branch left its base at; else the base itself.
    return git("merge-base", base, "HEAD").strip() or base


def link_of(env: Mapping[str, str]) -> str:
    """Return the pattern of addresses of lines: at the request's own commit, for its merge into the base goes away."""
    commit = ((event_of(env).get("pull_request") or {}).get("head") or {}).get("sha") or env["GITHUB_SHA"]
    return f"{env['GITHUB_SERVER_URL']}/{env['GITHUB_REPOSITORY']}/blob/{commit}/{{path}}#L{{line}}"


def event_of(env: Mapping[str, str]) -> Any:
    return json.loads(Path(env["GITHUB_EVENT_PATH"]).read_bytes())


def git(*arguments: str) -> str:
    """Return what git says; "" where it fails."""
    return subprocess.run(["git", *arguments], stdout=subprocess.PIPE, check=False, encoding="utf-8").stdout


def tell(env: Mapping[str, str], name: str, value: str) -> None:
    with open(env["GITHUB_OUTPUT"], "a", encoding="utf-8") as outputs:
        outputs.write(f"{name}={value}\n")


if __name__ == "__main__":
    sys.exit(main(os.environ))
