"""GitHub, as far as the action needs it: runs a composite action's steps as its runner does, and keeps comments."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

__all__ = ["Comments", "Ran", "run_action", "serving"]

TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<sign>==|!=|&&|\|\||!|\(|\))|(?P<name>[A-Za-z_][\w.-]*))")
SIGNS = {"==": "==", "!=": "!=", "&&": " and ", "||": " or ", "!": " not ", "(": "(", ")": ")"}


@dataclass
class Ran:
    """What the steps did."""

    failed: str = ""
    """The name of the step that failed."""
    code: int = 0
    out: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """By the steps' ids."""
    used: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """What other actions would have been given: they are not run."""

    @property
    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        """Kind, properties and message of each."""
        return [annotation(line) for line in self.out.splitlines() if re.match("::(error|warning|notice)", line)]


def annotation(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command as the runner does."""
    match = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
    assert match is not None, line
    kind, given, message = match.groups()
    properties = dict(item.split("=", 1) for item in (given or "").split(",") if item)
    return kind, {name: unescaped(value) for name, value in properties.items()}, unescaped(message)


def unescaped(text: str) -> str:
    for code, character in [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]:
        text = text.replace(code, character)
    return text


def run_action(
    action: Path, given: Mapping[str, str], *, workspace: Path, scratch: Path, event: object, **env: str
) -> Ran:
    """Run the steps of an action with these inputs in a workspace; `scratch` is the runner's own folder."""
    described = yaml.safe_load((action / "action.yml").read_text("utf-8"))
    unknown = given.keys() - described["inputs"].keys()
    assert not unknown, f"the action has no inputs {unknown}"
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / "event.json").write_text(json.dumps(event), "utf-8")
    context: dict[str, Any] = {
        "github": {"token": "t0ken", "sha": "5ha"},
        "runner": {"os": "Linux"},
        "steps": {},
    }
    defaults = {name: render(str(spec.get("default", "")), context) for name, spec in described["inputs"].items()}
    context["inputs"] = {**defaults, **given}
    ran = Ran()
    for step in described["runs"]["steps"]:
        if ran.failed or ("if" in step and not value_of(step["if"], context)):
            continue
        if "uses" in step:
            ran.used[step["uses"]] = {name: render(str(text), context) for name, text in step.get("with", {}).items()}
            continue
        files = {name: scratch / name.lower() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.touch()
        files["GITHUB_OUTPUT"].write_text("")
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "what an input holds would be run"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=workspace / render(step.get("working-directory", "."), context),
            env={
                **os.environ, "RUNNER_TEMP": str(scratch), "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(action),
                "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "5ha",
                "GITHUB_SERVER_URL": "https://example.org", "GITHUB_EVENT_PATH": str(scratch / "event.json"),
                "GITHUB_WORKSPACE": str(workspace), **{name: str(file) for name, file in files.items()}, **env,
                **{name: render(str(text), context) for name, text in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=300,
        )  # fmt: skip
        ran.out += done.stdout
        if "id" in step:
            lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
            ran.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
            context["steps"][step["id"]] = {"outputs": ran.outputs[step["id"]]}
        if done.returncode:
            ran.failed, ran.code = step["name"], done.returncode
    ran.outputs["action"] = {name: render(spec["value"], context) for name, spec in described["outputs"].items()}
    return ran


def render(text: str, context: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(value_of(match[1], context)), text)


def value_of(expression: str, context: Mapping[str, Any]) -> Any:
    """Evaluate an expression of workflows, as far as the action has such."""
    parts: list[str] = []
    at = 0
    expression = expression.strip()
    while at < len(expression):
        match = TOKEN.match(expression, at)
        assert match is not None, f"cannot read {expression[at:]!r}"
        at = match.end()
        if match["name"]:
            parts.append(repr(looked_up(match["name"], context)))
        elif match["text"]:
            parts.append(repr(match["text"][1:-1].replace("''", "'")))
        else:
            parts.append(SIGNS[match["sign"]])
    return eval("".join(parts), {"__builtins__": {}})


def looked_up(name: str, context: Mapping[str, Any]) -> str:
    """The value of `steps.analyze.outputs.code`, say; "" where there is none, as there."""
    first, *rest = name.split(".")
    value: Any = context[first]
    for part in rest:
        value = value.get(part, {})
    return value if isinstance(value, str) else ""


@dataclass
class Comments:
    """The comments of a pull request, kept in memory, behind the interface of GitHub."""

    url: str = ""
    held: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked: list[str] = field(default_factory=list[str])
    refuse: int = 0
    """Answer everything that writes with this status."""


@contextmanager
def serving() -> Generator[Comments]:
    comments = Comments()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            comments.asked.append(f"{self.command} {self.path}")
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            assert self.headers["Authorization"] == "Bearer t0ken"
            split = urlsplit(self.path)
            status, told = 404, {"message": "Not Found"}
            if comments.refuse and self.command != "GET":
                status, told = comments.refuse, {"message": "Resource not accessible by integration"}
            elif self.command == "GET" and split.path == "/repos/o/r/issues/7/comments":
                page, size = (int(parse_qs(split.query)[name][0]) for name in ("page", "per_page"))
                status, told = 200, comments.held[(page - 1) * size : page * size]
            elif self.command == "POST" and split.path == "/repos/o/r/issues/7/comments":
                number = len(comments.held) + 1
                told = {"id": number, "html_url": f"https://example.org/{number}", **json.loads(content)}
                comments.held.append(told)
                status = 201
            elif self.command == "PATCH" and (match := re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", split.path)):
                told = comments.held[int(match[1]) - 1]
                told.update(json.loads(content))
                status = 200
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    comments.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield comments
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def main() -> None:
    """Run the action with its own installation: `github.py WORKSPACE [INPUT=VALUE…]`, as on a push."""
    workspace = Path(sys.argv[1]).resolve()
    action = Path(__file__).resolve().parents[2]
    ran = run_action(
        action, dict(word.split("=", 1) for word in sys.argv[2:]),
        workspace=workspace, scratch=workspace.with_name(workspace.name + "-runner"), event={},
    )  # fmt: skip
    print(ran.out, ran.outputs, ran.used, sep="\n")
    sys.exit(ran.code)


if __name__ == "__main__":
    main()
