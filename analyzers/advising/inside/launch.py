"""Runs a program with other texts in place of some of its files: `EXE launch.py MAP_FILE SCRIPT ARGS`, also `-m`, `-c`.

The files themselves stay as they are. MAP_FILE has two lines for each: the file's path, and that of the text to take.
It is a script of its own, started by path in whatever interpreter the program wants.
"""

from __future__ import annotations

import sys

NAME = "_slowspot_inside"


def _main() -> None:
    import os  # late: as are all below, first `sys.path` must be as the program's

    analyzers = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        del sys.path[0]
    before = set(sys.modules)
    # Late: not before `sys.path` is right.
    import importlib.util

    folder = os.path.join(analyzers, "profiling", "inside")
    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    program = importlib.import_module(NAME + ".program")
    _lay_over(sys.argv[1])
    program.run_program(sys.argv[2:], before, lambda: None)


def _lay_over(map_file: str) -> None:
    """Have the loader of source files take the other texts."""
    from importlib.machinery import SourceFileLoader  # late: as above
    from typing import Any

    with open(map_file, encoding="utf-8") as file:
        lines = file.read().split("\n")
    texts = dict(zip(lines[::2], lines[1::2]))  # noqa: B905 - of Python 3.10
    if not texts:
        return
    get_code, get_data = SourceFileLoader.get_code, SourceFileLoader.get_data

    def code(self: SourceFileLoader, fullname: str) -> Any:
        if self.path in texts:  # not the bytecode that is kept of the file
            return self.source_to_code(get_data(self, texts[self.path]), self.path)
        return get_code(self, fullname)

    def data(self: SourceFileLoader, path: str) -> bytes:
        return get_data(self, texts.get(path, path))

    SourceFileLoader.get_code, SourceFileLoader.get_data = code, data


if __name__ == "__main__":
    _main()
