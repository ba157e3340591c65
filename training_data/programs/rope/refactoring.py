"""Renames functions and finds their uses in a small generated project with rope."""

import tempfile
from pathlib import Path

from rope.base.project import Project
from rope.contrib.codeassist import code_assist
from rope.contrib.findit import find_occurrences
from rope.refactor.extract import ExtractVariable
from rope.refactor.rename import Rename

PROJECT = "rope"
REQUIRES = ["rope"]
SCOPE = ["rope"]
ROUNDS = 9


def write(folder: Path, modules: int) -> None:
    for number in range(modules):
        lines = [f"from module{n} import helper_{n}" for n in range(number)]
        lines += [f"def helper_{number}(values, scale={number}):", "    total = 0", "    for value in values:"]
        lines += ["        total = total + value * scale", "    return total", "", f"class Thing{number}:"]
        lines += ["    def __init__(self, size):", "        self.size = size", "    def grow(self):"]
        lines += [f"        return helper_{n}([self.size, {n}]) + self.size" for n in range(number + 1)]
        lines += [f"thing = Thing{number}(3)", "result = thing.grow()"]
        (folder / f"module{number}.py").write_text("\n".join(lines) + "\n")


def main() -> None:
    changes = found = 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            write(Path(name), 10)
            project = Project(name, ropefolder=None)
            for number in range(4):
                resource = project.get_resource(f"module{number}.py")
                offset = resource.read().index(f"def helper_{number}") + 5
                found += len(find_occurrences(project, resource, offset))
                change = Rename(project, resource, offset).get_changes(f"renamed_{number}")
                changes += len(change.changes)
                project.do(change)
                source = resource.read()
                start = source.index("value * scale")
                project.do(ExtractVariable(project, resource, start, start + 13).get_changes("scaled"))
                source = resource.read() + "thing.gr"
                found += len(code_assist(project, source, len(source), resource))
            project.close()
    print(changes, found)


if __name__ == "__main__":
    main()
