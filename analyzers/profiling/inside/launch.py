"""Runs a program under the recorder: `EXE launch.py JOB_FILE SCRIPT ARGS`, also `-m MODULE ARGS` and `-c CODE ARGS`.

It is a script of its own, started by path in whatever interpreter the program wants.
"""

import sys

NAME = "_slowspot_inside"
"""What this folder is called in the program's `sys.modules`."""


def _main() -> None:
    import os  # late: as are all below, first `sys.path` must be as the program's

    folder = os.path.dirname(os.path.abspath(__file__))
    if not getattr(sys.flags, "safe_path", False) and not sys.flags.isolated:
        del sys.path[0]
    before = set(sys.modules)
    # Late: not before `sys.path` is right.
    import importlib.util

    spec = importlib.util.spec_from_file_location(
        NAME, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None
    assert spec.loader is not None
    package = sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    launching = importlib.import_module(NAME + ".launching")
    launching.launch(sys.argv[1], sys.argv[2:], before)


if __name__ == "__main__":
    _main()
