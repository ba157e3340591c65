"""What a workload script says about itself, read without running it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Workload", "WorkloadError", "read_workload"]


class WorkloadError(Exception):
    """The script cannot be recorded; the message says why."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A script that drives a project: its `main` is what is recorded."""

    script: Path
    """Absolute."""
    summary: str
    project: str
    requires: tuple[str, ...]
    """Distributions that must be installed."""
    scope: tuple[str, ...]
    """Names to import of the packages and modules whose functions are counted, besides the script itself."""

    @property
    def program(self) -> str:
        return f"{self.project}-{self.script.stem}"


def read_workload(script: Path) -> Workload:
    """Read the header: a docstring, then `PROJECT`, `REQUIRES` and `SCOPE`. Raises WorkloadError."""
    try:
        tree = ast.parse(script.read_bytes(), str(script))
    except (OSError, SyntaxError, ValueError) as error:
        raise WorkloadError(f"cannot be read: {error}") from error
    summary = (ast.get_docstring(tree) or "").partition("\n")[0]
    if not summary:
        raise WorkloadError("begins with no docstring that says what it does")
    said: dict[str, object] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=("PROJECT" | "REQUIRES" | "SCOPE") as name)], value=value):
                try:
                    said[name] = ast.literal_eval(value)
                except ValueError as error:
                    raise WorkloadError(f"{name} is no literal") from error
    project = said.get("PROJECT")
    if not isinstance(project, str) or not project:
        raise WorkloadError("names no PROJECT")
    if not any(isinstance(statement, ast.FunctionDef) and statement.name == "main" for statement in tree.body):
        raise WorkloadError("has no function main")
    requires, scope = _names(said, "REQUIRES"), _names(said, "SCOPE")
    return Workload(script.resolve(), summary, project, requires, scope)


def _names(said: dict[str, object], name: str) -> tuple[str, ...]:
    value = said.get(name, [])
    if not isinstance(value, list):
        raise WorkloadError(f"{name} is no list of names")
    names: list[str] = [item for item in value if isinstance(item, str)]
    if len(names) != len(value):
        raise WorkloadError(f"{name} is no list of names")
    return tuple(names)
