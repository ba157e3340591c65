"""After any changes of its files, what a program tells is what a new program of the same files tells."""

from __future__ import annotations

import random
import re

import pytest
from slowspot.analyzers.linking.collecting import summary_of
from slowspot.analyzers.linking.program import Program
from slowspot.analyzers.source import Document

from .programs import planted


def tables(files: dict[str, str]) -> dict[str, bytes]:
    program = Program()
    for path, text in files.items():
        program.put(path, summary_of(Document(text)))
    return program.link()


def changed(text: str, rng: random.Random) -> str:
    """Another text: moved, shortened by a block, with another name, or emptied."""
    lines = text.splitlines(keepends=True)
    kind = rng.randrange(5)
    if kind == 0:
        return "# moved\n\n" + text if "from __future__" not in text else text + "\nx = 1\n"
    if kind == 1 and len(lines) > 3:
        first = rng.randrange(len(lines))
        return "".join(lines[:first] + lines[first + rng.randrange(1, 4) :])
    if kind == 2:
        names = re.findall(r"def (\w+)|class (\w+)", text)
        if names:
            name = max(rng.choice(names))
            return re.sub(rf"\b{name}\b", f"{name}_other", text)
    if kind == 3:
        return text.replace("await ", "").replace("async ", "")
    return ""


@pytest.mark.parametrize("seed", range(8))
def test_a_program_that_follows_its_files_tells_what_a_new_one_does(seed: int) -> None:
    rng = random.Random(seed)
    for one in rng.sample(planted(), 12):
        files = dict(one.files)
        program = Program(changes=True)
        for path, text in files.items():
            program.put(path, summary_of(Document(text)))
        told = program.link()
        for _ in range(8):
            path = rng.choice(sorted(files))
            files[path] = rng.choice([one.files[path], changed(files[path], rng)])
            program.put(path, summary_of(Document(files[path])))
            for name, table in program.link().items():
                told[name] = table
            known = {name: table for name, table in told.items() if table}
            assert known == tables(files), (one.name, path)
