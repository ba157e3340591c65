"""Who may import whom."""

from __future__ import annotations

import re
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from .tree import ROOT, Import, imports, module_name, python_files, sources

# What a part may import of our own, besides itself. The longest matching name counts.
ALLOWED = {
    "analyzers": ["analyzers"],
    "analyzers.findings": [],
    "analyzers.cache_folder": [],
    "analyzers.plugins": ["analyzers.cache_folder"],
    "analyzers.log": [],
    "analyzers.scoring": ["analyzers.engine", "analyzers.findings"],
    "analyzers.source": ["analyzers.findings"],
    "analyzers.semantics": ["analyzers.findings", "analyzers.source"],
    "analyzers.rules": [
        "analyzers.findings", "analyzers.semantics", "analyzers.source",
        "analyzers.plugins",  # the registry: others declare rules too
    ],
    "analyzers.linking": ["analyzers.findings", "analyzers.semantics", "analyzers.source"],
    "analyzers.retelling": ["analyzers.semantics", "analyzers.source"],
    "analyzers.keeping": ["analyzers.findings", "analyzers.semantics", "analyzers.source"],
    "analyzers.ruleset": ["analyzers.rules", "analyzers.semantics"],
    "analyzers.engine": [
        "analyzers.keeping", "analyzers.retelling", "analyzers.ruleset",
        "analyzers.linking",  # a document of which nothing is told is linked with itself
        "analyzers.findings", "analyzers.log", "analyzers.rules", "analyzers.semantics", "analyzers.source",
    ],
    "analyzers.rewriting": [
        "analyzers.plugins",  # a suppression may name a rule of one
        "analyzers.findings", "analyzers.log", "analyzers.rules", "analyzers.semantics", "analyzers.source",
    ],
    "analyzers.profiling": [
        "analyzers.findings", "analyzers.log", "analyzers.rewriting", "analyzers.source", "analyzers.version",
    ],
    # Programs are started, recorded and compared by the parts that know how.
    "analyzers.gating": [
        "analyzers.profiling", "analyzers.project", "analyzers.proving",
    ],
    # Candidates, proofs and timed runs for an engine; what was recorded says where it would pay.
    "analyzers.advising": [
        "analyzers.findings", "analyzers.log", "analyzers.profiling", "analyzers.proving", "analyzers.rewriting",
        "analyzers.semantics", "analyzers.source",
    ],
    "analyzers.program": [
        "analyzers.findings", "analyzers.source", "analyzers.semantics",
        "analyzers.linking",  # which file an import means
    ],
    "analyzers.project": [
        "analyzers.findings", "analyzers.settings", "analyzers.settings_reading",
        "analyzers.rules",  # which of them Ruff has too
        "analyzers.version",  # a kept result is of the rules of one version
        "analyzers.plugins",  # and of the plugins that are installed
        "analyzers.cache_folder",
    ],
    "analyzers.proving": [
        "analyzers.findings", "analyzers.rewriting", "analyzers.rules", "analyzers.source",
        "analyzers.version",  # a stored proof is of the rules of one version
    ],
    # Candidates are what the analysis finds, and its fixes.
    "analyzers.proving.proofs.candidates": [
        "analyzers.engine", "analyzers.findings", "analyzers.log", "analyzers.proving", "analyzers.rewriting",
        "analyzers.rules", "analyzers.source",
    ],
    "models": ["analyzers"],
    "training_data": ["analyzers", "models"],
    "server": ["analyzers", "models"],
    "cli": ["analyzers", "models", "training_data"],
}  # fmt: skip

# Single files with a wider view, each for its reason.
ALSO_ALLOWED = {
    "cli/server.py": ["server"],  # `slowspot server` starts it
}

# The heavy libraries, and the only places that may import them.
CONFINED = {
    "cattrs": ["server"],
    "pygls": ["server"],
    "lsprotocol": ["server"],
    "libcst": ["analyzers.rewriting", "analyzers.source"],
    "distributed": ["training_data", "cli.analysis.clusters"],
    "numpy": ["training_data"],
    "openai": ["models.llm"],
    "httpx2": ["models.llm"],
    "jinja2": ["cli"],
    "markupsafe": ["cli"],
    "plotly": ["cli"],
    "pygments": ["cli"],
    "pyinstrument": ["analyzers.profiling", "training_data"],
    "sklearn": ["training_data"],
    "pytest": ["analyzers.profiling", "analyzers.proving.inside"],
    "anyio": ["cli"],
    "mcp": ["cli"],
    # Recorded and proved programs run in processes of their own; git is asked what changed.
    "subprocess": ["analyzers.profiling", "analyzers.proving", "analyzers.project.git"],
    "threadpoolctl": ["training_data"],
}

DEPENDENCIES = {
    "cattrs", "libcst", "lsprotocol", "pathspec", "pygls", "tomli",  # cattrs and lsprotocol come with pygls
    "distributed", "numpy", "pyinstrument", "sklearn",  # of the extras: imported late, and confined as above
    "threadpoolctl",  # comes with scikit-learn
    "anyio", "mcp",  # of the extra `mcp`; anyio comes with mcp
    "httpx2", "openai",  # of the extra `ai`; httpx2 comes with openai
    "jinja2", "markupsafe", "plotly", "pygments",  # of the extra `report`; markupsafe comes with jinja2
    "pytest",  # the plugin is imported by it
}  # fmt: skip

PURE = ("analyzers.program", "analyzers.source", "analyzers.semantics", "analyzers.rules", "analyzers.rewriting")
IMPURE = {
    "datetime", "multiprocessing", "os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "threading", "time",
}  # fmt: skip
IMPURE_ALLOWED = {Path("analyzers/rewriting/files.py")}  # the atomic write


def within(module: str, parents: list[str] | tuple[str, ...]) -> bool:
    return any(module == parent or module.startswith(parent + ".") for parent in parents)


def permitted(source: Import) -> bool:
    module = module_name(source.path)
    part = max((part for part in ALLOWED if within(module, [part])), key=len)
    return within(source.target, [part, *ALLOWED[part], *ALSO_ALLOWED.get(source.path.as_posix(), [])])


@pytest.mark.parametrize("path", sources(), ids=str)
def test_imports_point_downwards(path: Path) -> None:
    assert [str(found) for found in imports(path) if found.ours and not permitted(found)] == []


@pytest.mark.parametrize("path", sources(), ids=str)
def test_own_modules_are_imported_relatively(path: Path) -> None:
    # An absolute `slowspot.` would be a second way to say the same; a bare `analyzers` breaks once installed.
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    own = [found for found in imports(path) if found.target.partition(".")[0] in ("slowspot", *ALLOWED)]
    assert [str(found) for found in own if lines[found.line - 1].strip().startswith(("import ", "from slowspot"))] == []


def test_imports_at_module_level_have_no_cycle() -> None:
    graph = {
        module_name(path): {found.target for found in imports(path) if found.ours and not found.late}
        for path in sources()
    }
    # `from . import part` in a package's own __init__ is no cycle by itself.
    TopologicalSorter({module: targets - {module} for module, targets in graph.items()}).prepare()


@pytest.mark.parametrize("path", sources(), ids=str)
def test_heavy_libraries_stay_in_their_place(path: Path) -> None:
    module = module_name(path)
    strays = [
        str(found)
        for found in imports(path)
        if (places := CONFINED.get(found.target.partition(".")[0])) is not None and not within(module, places)
    ]
    assert strays == []


@pytest.mark.parametrize("path", sources(), ids=str)
def test_only_declared_dependencies_are_imported(path: Path) -> None:
    known = sys.stdlib_module_names | DEPENDENCIES | {"tomllib"}
    assert [str(found) for found in imports(path) if not found.ours and found.target.split(".")[0] not in known] == []


@pytest.mark.parametrize("path", [path for path in sources() if within(module_name(path), PURE)], ids=str)
def test_the_engine_reads_no_files_clocks_or_processes(path: Path) -> None:
    if path not in IMPURE_ALLOWED:
        assert [str(found) for found in imports(path) if found.target.partition(".")[0] in IMPURE] == []


@pytest.mark.parametrize("path", sources(), ids=str)
def test_late_imports_give_their_reason(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    silent = []
    for found in imports(path):
        if found.late:
            above = found.line - 2
            # One comment covers a run of imports.
            while "#" not in lines[above] and re.match(
                r"\s*(?:$|import |from |if |elif |else:|try:|except )", lines[above]
            ):
                above -= 1
            if "#" not in lines[found.line - 1] and "#" not in lines[above]:
                silent.append(str(found))
    assert silent == []


def test_tests_import_the_installed_names() -> None:
    own = {"analyzers", "cli", "server", "models", "training_data"}
    tests = [found for path in python_files("tests", "docs", "benchmarks") for found in imports(path)]
    assert [
        str(found)
        for found in tests
        if not found.ours and found.target.split(".")[0] in own
    ] == []  # fmt: skip
