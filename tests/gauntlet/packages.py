"""Real packages with their own tests: all safe fixes applied to them change no test's outcome.

    python tests/gauntlet/packages.py [NAME ...] [--unsafe] [--tests WORD,…] [--limit SECONDS] [--scratch FOLDER]

For each package: a scratch environment with pinned versions (Python 3.11 or newer and the package index), the tests of
the package on the untouched code, `slowspot fix --preview` on it, the tests again. A test whose outcome is another one
after the fixes is run on the untouched code up to twice more: one that has that outcome there too is flaky and listed
apart. The fixes must also compile without a new warning, and fixing again must change nothing. Exit code 1 where any of
it fails.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if not __package__:  # run as a script
    sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.gauntlet.record import record

PYTEST = ("pytest==9.0.2", "pytest-timeout==2.4.0")
RUNS_AGAIN = 2

Outcomes = dict[str, str]
"""By a test's id: passed, failed, error, skipped or timeout."""


@dataclass(frozen=True)
class Package:
    """A distribution whose tests can be had, and how they are run."""

    version: str
    folder: str
    """Of the package in site-packages."""
    needs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    """Files and folders, in site-packages or the sdist. None: the folders of tests beside the files that are fixed."""
    sdist: str = ""
    """Where the tests come with the sdist: the package's folder in it, which becomes a link to what is installed."""
    options: tuple[str, ...] = ()
    """For pytest."""


PACKAGES = {
    "boltons": Package("26.2.0", "boltons", tests=("tests",), sdist="boltons"),
    "click": Package("8.5.1", "click", tests=("tests",), sdist="src/click"),
    "docutils": Package("0.23", "docutils", needs=("pygments==2.21.0",), tests=("test",), sdist="docutils"),
    "faker": Package("40.54.0", "faker", needs=("freezegun==1.5.5",), tests=("tests",), sdist="faker"),
    "jinja2": Package("3.1.6", "jinja2", needs=("trio==0.32.0",), tests=("tests",), sdist="src/jinja2"),
    "lark": Package("1.3.1", "lark", needs=("regex==2026.11.15",), tests=("tests",), sdist="lark"),
    "markdown-it-py": Package(
        "4.3.0",
        "markdown_it",
        needs=("linkify-it-py==2.2.0", "mdurl==0.1.2", "pytest-regressions==2.11.0"),
        tests=("tests",),
        sdist="markdown_it",
    ),
    "more-itertools": Package("11.2.1", "more_itertools", tests=("tests",), sdist="more_itertools"),
    "mpmath": Package("1.4.1", "mpmath", needs=("hypothesis==6.148.7",)),
    "networkx": Package("3.6.1", "networkx", needs=("numpy==2.4.6", "scipy==1.17.1")),
    "numpy": Package(
        "2.4.6",
        "numpy",
        needs=("hypothesis==6.148.7",),
        tests=(
            "numpy/_core/tests/test_einsum.py", "numpy/distutils/tests", "numpy/f2py/tests", "numpy/lib/tests",
            "numpy/polynomial/tests", "numpy/random/tests/test_direct.py", "numpy/testing/tests", "numpy/tests",
        ),
        options=("-m", "not slow"),
    ),
    "pandas": Package(
        "3.1.1",
        "pandas",
        needs=(
            "beautifulsoup4==4.14.3", "html5lib==1.1", "hypothesis==6.148.7", "lxml==6.0.2", "numpy==2.4.6",
            "sqlalchemy==2.1.9",
        ),
        tests=tuple(
            f"pandas/tests/{name}"
            for name in (
                "frame/test_repr.py", "io/formats", "io/parser/test_c_parser_only.py", "io/test_html.py",
                "io/test_sql.py",
            )
        ),
        options=("-m", "not slow and not network and not db"),
    ),
    "pygments": Package(
        "2.21.0",
        "pygments",
        needs=("lxml==6.0.2", "wcag-contrast-ratio==0.9"),
        tests=("tests",),
        sdist="pygments",
    ),
    "pyparsing": Package(
        "3.3.3", "pyparsing", needs=("railroad-diagrams==3.0.1",), tests=("tests",), sdist="pyparsing"
    ),
    "sqlalchemy": Package(
        "2.1.9",
        "sqlalchemy",
        needs=("greenlet==3.3.0",),
        tests=tuple(f"test/{name}" for name in ("base", "dialect", "engine", "ext", "orm", "sql")),
        sdist="lib/sqlalchemy",
    ),
    "sqlparse": Package("0.6.1", "sqlparse", tests=("tests",), sdist="sqlparse"),
    "sympy": Package("1.14.0", "sympy", needs=("hypothesis==6.148.7", "mpmath==1.3.0"), options=("-m", "not slow")),
    "toolz": Package("1.2.0", "toolz", tests=("toolz/tests",)),
    "tornado": Package("6.6.1", "tornado", tests=("tornado/test",)),
    "twisted": Package("26.10.0", "twisted", needs=("hypothesis==6.148.7", "pyhamcrest==2.1.0")),
}  # fmt: skip


@dataclass
class Result:
    package: str
    version: str
    fixes: Counter[str]
    files: int
    tests: int = 0
    outcomes: Counter[str] = field(default_factory=Counter[str])
    changed: list[str] = field(default_factory=list[str])
    flaky: list[str] = field(default_factory=list[str])
    faults: list[str] = field(default_factory=list[str])
    """What is wrong besides outcomes: a file that does not compile, a second fix that changes something."""
    seconds: dict[str, float] = field(default_factory=dict[str, float])


class Environment:
    """A scratch environment with a package, an untouched copy of it and a fixed one that take turns in it."""

    def __init__(self, root: Path, name: str, package: Package, limit: int) -> None:
        self.root = root / name
        self.package = package
        self.limit = limit
        self.python = self.root / "venv" / "bin" / "python"
        if not self.python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(self.root / "venv")], check=True)
        self.pip("install", f"{name}=={package.version}", *PYTEST, *package.needs)
        self.site = Path(self.output("-c", "import sysconfig; print(sysconfig.get_path('platlib'))").strip())
        self.installed = self.site / package.folder
        self.untouched = self.root / "untouched" / package.folder
        self.fixed = self.root / "fixed" / package.folder
        if not self.untouched.exists():
            shutil.copytree(self.installed, self.untouched)
        shutil.rmtree(self.fixed, ignore_errors=True)
        shutil.copytree(self.untouched, self.fixed)
        self.base = self.unpacked(name) if package.sdist else self.site
        self.environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        self.environment["PYTHONHASHSEED"] = "0"

    def pip(self, *arguments: str) -> None:
        options = ("--quiet", "--disable-pip-version-check")
        subprocess.run([str(self.python), "-m", "pip", arguments[0], *options, *arguments[1:]], check=True)

    def output(self, *arguments: str) -> str:
        return subprocess.run([str(self.python), *arguments], check=True, capture_output=True, text=True).stdout

    def unpacked(self, name: str) -> Path:
        """The folder of the sdist, whose sources are those that are installed."""
        folder = self.root / "sdist"
        if not folder.exists():
            download = self.root / "download"
            self.pip("download", "--no-deps", "--no-binary", name, "--dest", str(download),
                     f"{name}=={self.package.version}")  # fmt: skip
            with tarfile.open(next(download.glob("*.tar.gz"))) as archive:
                archive.extractall(folder, filter="data")
        base = next(path for path in folder.iterdir() if path.is_dir())
        sources = base / self.package.sdist
        if not sources.is_symlink():
            shutil.rmtree(sources)
            sources.symlink_to(self.installed)
        return base

    def use(self, copy: Path) -> None:
        """Put a copy where the package is imported from."""
        shutil.rmtree(self.installed)
        shutil.copytree(copy, self.installed)

    def run_tests(self, part: str) -> Outcomes:
        """Run the tests of a file or folder in one process, and say how each ended."""
        report = self.root / "report.xml"
        report.unlink(missing_ok=True)
        command = [
            str(self.python), "-m", "pytest", part, f"--junit-xml={report}", "--continue-on-collection-errors", "-q",
            "-p", "no:cacheprovider", "-o", "xfail_strict=false", "--maxfail=0", f"--timeout={self.limit}",
            *self.package.options,
        ]  # fmt: skip
        if not self.package.sdist:
            (self.root / "empty.ini").write_text("[pytest]\n")
            command += ["-c", str(self.root / "empty.ini"), f"--rootdir={self.site}"]
        with (self.root / "output.txt").open("a") as output:
            output.write(f"\n$ {' '.join(command)}\n")
            output.flush()
            subprocess.run(
                command, cwd=self.base, env=self.environment, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        return read_report(report) if report.exists() else {}


def read_report(path: Path) -> Outcomes:
    outcomes: Outcomes = {}
    seen: Counter[str] = Counter()
    for case in ET.parse(path).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        seen[name] += 1
        if seen[name] > 1:
            name += f" ({seen[name]})"
        outcomes[name] = outcome_of(case)
    return outcomes


def outcome_of(case: ET.Element) -> str:
    tags = {child.tag: child.get("message") or "" for child in case}
    if "Timeout" in tags.get("failure", "")[:20]:
        return "timeout"
    if "error" in tags:
        return "error"
    if "failure" in tags:
        return "failed"
    return "skipped" if "skipped" in tags else "passed"


def apply_fixes(folder: Path, *, unsafe: bool) -> Counter[str]:
    """Run `slowspot fix` over a folder, with all rules; count what it says it did, by rule."""
    command = [sys.executable, "-m", "slowspot.cli", "fix", "--preview", *(["--unsafe"] if unsafe else []), folder.name]
    done = subprocess.run(command, cwd=folder.parent, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"`slowspot fix` ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    rows = re.findall(r"^ *([\d,]+)  SLP\d{3}  (\S+)", done.stdout, re.MULTILINE)
    return Counter({slug: int(count.replace(",", "")) for count, slug in rows})


def changed_files(old: Path, new: Path) -> list[Path]:
    """Paths inside the folders of the files that differ."""
    paths = sorted(path.relative_to(new) for path in new.rglob("*.py"))
    return [path for path in paths if (old / path).read_bytes() != (new / path).read_bytes()]


def compile_fault(source: bytes, name: str) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, name, "exec", dont_inherit=True)
        except (SyntaxError, Warning) as error:
            return f"{name}: {error}"
    return ""


def parts_of(environment: Environment, changed: Iterable[Path]) -> list[str]:
    """What to run: as the package says, else the nearest folders of tests of the files that were changed."""
    package = environment.package
    if package.tests:
        return list(package.tests)
    found: set[str] = set()
    for path in changed:
        for folder in [path, *path.parents]:
            if folder.name in {"test", "tests"}:
                found.add(f"{package.folder}/{folder}")
                break
            beside = [folder / name for name in ("test", "tests") if (environment.untouched / folder / name).is_dir()]
            if beside:
                found.update(f"{package.folder}/{one}" for one in beside)
                break
    return sorted(part for part in found if not any(part.startswith(other + "/") for other in found))


def check(root: Path, name: str, options: argparse.Namespace) -> Result:
    package = PACKAGES[name]
    environment = Environment(root, name, package, options.limit)
    fixes = apply_fixes(environment.fixed, unsafe=options.unsafe)
    changed = changed_files(environment.untouched, environment.fixed)
    result = Result(name, package.version, fixes, len(changed))
    for path in changed:
        fault = compile_fault((environment.fixed / path).read_bytes(), str(path))
        if fault and not compile_fault((environment.untouched / path).read_bytes(), str(path)):
            result.faults.append(fault)
    again = apply_fixes(environment.fixed, unsafe=options.unsafe)
    result.faults.extend(f"fixed again by a second run: {count} {slug}" for slug, count in again.items())

    parts = [part for part in parts_of(environment, changed) if any(word in part for word in options.tests.split(","))]
    before: dict[str, Outcomes] = {}
    after: dict[str, Outcomes] = {}
    for copy, runs in ((environment.untouched, before), (environment.fixed, after)):
        environment.use(copy)
        start = time.monotonic()
        for part in parts:
            print(f"{name}: {copy.parent.name}: {part}", file=sys.stderr, flush=True)
            runs[part] = environment.run_tests(part)
            if "passed" not in runs[part].values():
                log = environment.root / "output.txt"
                result.faults.append(f"{copy.parent.name}: no test in {part} passed, see {log}")
        result.seconds[copy.parent.name] = time.monotonic() - start
    environment.use(environment.untouched)
    for part in parts:
        compare(environment, part, before[part], after[part], result)
    return result


def compare(environment: Environment, part: str, before: Outcomes, after: Outcomes, result: Result) -> None:
    result.tests += len(before)
    result.outcomes.update(before.values())
    runs = [before]
    differing = {test for test in before.keys() | after.keys() if before.get(test) != after.get(test)}
    open_cases = set(differing)
    while open_cases and len(runs) <= RUNS_AGAIN:
        runs.append(environment.run_tests(part))
        open_cases = {test for test in open_cases if all(run.get(test) != after.get(test) for run in runs)}
    for test in sorted(differing):
        line = f"{test}: {' / '.join(run.get(test, 'not run') for run in runs)} -> {after.get(test, 'not run')}"
        (result.changed if test in open_cases else result.flaky).append(line)


def rows(results: Iterable[Result]) -> Iterable[str]:
    yield "| package | version | safe fixes | files | tests | outcomes changed | flaky | seconds, untouched + fixed |"
    yield "|---|---|---|---|---|---|---|---|"
    for result in results:
        fixes = ", ".join(f"{slug} {count}" for slug, count in result.fixes.most_common())
        tests = ", ".join(f"{count:,} {outcome}" for outcome, count in result.outcomes.most_common())
        seconds = " + ".join(f"{spent:.0f}" for spent in result.seconds.values())
        cells = [
            result.package, result.version, f"{result.fixes.total()}: {fixes}", str(result.files),
            f"{result.tests:,}: {tests}", str(len(result.changed)), str(len(result.flaky)), seconds,
        ]  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def row_of(result: Result) -> dict[str, Any]:
    return {
        "version": result.version, "fixes": result.fixes.total(), "rules": len(result.fixes), "files": result.files,
        "tests": result.tests, "passed": result.outcomes["passed"], "changed": len(result.changed),
        "flaky": len(result.flaky), "faults": len(result.faults),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"default: all of {', '.join(PACKAGES)}")
    parser.add_argument("--unsafe", action="store_true", help="apply fixes, too, that a person should look at")
    parser.add_argument(
        "--tests", default="", metavar="WORD,…", help="only tests in files and folders whose path has one of these"
    )
    parser.add_argument("--record", action="store_true", help="keep the figures for docs/quality.md")
    parser.add_argument("--limit", type=int, default=120, metavar="SECONDS", help="for one test (default: %(default)s)")
    parser.add_argument("--scratch", type=Path, metavar="FOLDER", help="keep environments there, for the next time")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - PACKAGES.keys())
    if unknown:
        parser.error(f"not in the table: {', '.join(unknown)}; there are {', '.join(PACKAGES)}")
    with tempfile.TemporaryDirectory(prefix="gauntlet-") as temporary:
        root = (options.scratch or Path(temporary)).resolve()
        root.mkdir(parents=True, exist_ok=True)
        results = [check(root, name, options) for name in options.names or PACKAGES]
    print("\n".join(rows(results)))
    if options.record:
        record("unsafe" if options.unsafe else "packages", {result.package: row_of(result) for result in results})
    for result in results:
        for title, lines in (("faults", result.faults), ("changed", result.changed), ("flaky", result.flaky)):
            if lines:
                print(f"\n{result.package}, {title}:", *lines, sep="\n  ")
    return 1 if any(result.changed or result.faults for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
