"""Record workload scripts under a sampling profiler: `python -m slowspot.training_data.hotness.recording`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ...analyzers.proving.running import run
from .attribution import Frame, charged, shares
from .workloads import Workload, WorkloadError, read_workload

__all__ = ["NotRecorded", "Recorded", "Recorder", "main"]

_SAMPLING = Path(__file__).with_name("sampling.py")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A profile that was written."""

    program: str
    profile: Path
    seconds: float
    """Processor time of the workload's `main`."""
    samples: int
    hottest: tuple[tuple[str, float], ...]
    """Qualified name and own share of the functions with 1 % or more, largest first."""


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """A script without a profile, and why."""

    script: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Recorder:
    """Runs each script's `main` in a process of its own and writes `PROGRAM.json`, one after the other.

    py-spy reads the stack from outside and shifts no shares; pyinstrument samples from inside, where it may not read
    another process's memory: there code with many calls comes out up to twice too hot (docs/decisions/0013).
    """

    executable: str
    output: Path
    sampler: Literal["py-spy", "pyinstrument"] = "py-spy"
    timeout: float = 60.0
    """Seconds of wall clock for each script."""
    memory: int = 8 << 30
    """Bytes of address space."""
    rate: int = 500
    """py-spy's samples per second."""

    def record(self, scripts: Sequence[Path]) -> Iterator[Recorded | NotRecorded]:
        """A script that has no header, lacks a package, crashes or runs too long is told, and the others go on."""
        self.output.mkdir(parents=True, exist_ok=True)
        for script in scripts:
            try:
                yield self._record(read_workload(script))
            except WorkloadError as error:
                yield NotRecorded(script, str(error))

    def _record(self, workload: Workload) -> Recorded:
        with tempfile.TemporaryDirectory() as folder:
            found = self._run(workload, Path(folder))
            if self.sampler == "py-spy":
                stacks = Path(folder, "stacks").read_text(encoding="utf-8")
                counts = charged(stacks, found["paths"], "recorded_main")
                weighed: list[tuple[Frame, float]] = list(counts.items())
                samples = sum(counts.values())
            else:
                weighed = [(Frame(path, line, name), seconds) for path, line, name, seconds, _ in found["frames"]]
                samples = sum(number for *_, number in found["frames"])
        if not samples:
            raise WorkloadError("too short: there is no sample in scope")
        functions = shares(weighed)
        profile = {
            "program": workload.program,
            "project": workload.project,
            "paths": found["paths"],
            "entry": str(workload.script),
            "sampler": self.sampler,
            "python": found["python"],
            "seconds": found["seconds"],
            "samples": samples,
            "functions": [{**share.function._asdict(), "self": share.self} for share in functions],
        }
        target = self.output / f"{workload.program}.json"
        unfinished = target.with_suffix(".part")
        unfinished.write_text(json.dumps(profile, indent=1) + "\n", encoding="utf-8")
        os.replace(unfinished, target)
        hottest = tuple((share.function.qualname, share.self) for share in functions if share.self >= 0.01)
        return Recorded(workload.program, target, found["seconds"], samples, hottest)

    def _run(self, workload: Workload, folder: Path) -> dict[str, Any]:
        outcome = folder / "outcome"
        job = {
            "script": str(workload.script),
            "requires": workload.requires,
            "scope": workload.scope,
            "sampler": self.sampler,
            "memory": self.memory,
            "outcome": str(outcome),
        }
        # `-X frozen_modules=off`: frames of frozen modules have no file, and could never be in scope.
        command = [self.executable, "-X", "frozen_modules=off", str(_SAMPLING), json.dumps(job)]
        if self.sampler == "py-spy":
            options = ["--rate", str(self.rate), "--format", "raw", "--function", "--full-filenames"]
            command = [self._spy(), "record", *options, "--output", str(folder / "stacks"), "--", *command]
        # Files that a workload leaves behind go there, and hashes are the same in each run.
        scratch = folder / "scratch"
        scratch.mkdir()
        settings = {"TMPDIR": str(scratch), "HOME": str(scratch), "PYTHONHASHSEED": "0", "PYTHONPATH": ""}
        try:
            ended = run(command, timeout=self.timeout, settings=settings)
        except OSError as error:
            raise WorkloadError(f"{command[0]} does not start: {error.strerror}") from error
        if ended.code is None:
            raise WorkloadError(f"runs longer than {self.timeout:g} seconds")
        if not outcome.is_file() or not outcome.stat().st_size:
            said = [line for line in ended.stderr.splitlines() if line.strip()]
            own = [line for line in said if not line.startswith("py-spy>")]
            raise WorkloadError(f"died: {(own or said or [f'exit code {ended.code}'])[-1]}")
        found: dict[str, Any] = json.loads(outcome.read_text(encoding="utf-8"))
        if "error" in found:
            raise WorkloadError(found["error"])
        return found

    def _spy(self) -> str:
        places = os.pathsep.join([str(Path(self.executable).parent), os.environ.get("PATH", os.defpath)])
        if (spy := shutil.which("py-spy", path=places)) is None:
            raise WorkloadError("py-spy is not installed: `pip install py-spy`, or use --sampler pyinstrument")
        return spy


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m slowspot.training_data.hotness.recording", description=__doc__)
    parser.add_argument("scripts", nargs="+", type=Path, metavar="SCRIPT")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="where PROGRAM.json goes")
    parser.add_argument(
        "--python", default=sys.executable, metavar="EXE",
        help="an interpreter that has the packages of the scripts (default: this one)",
    )  # fmt: skip
    parser.add_argument("--sampler", choices=["py-spy", "pyinstrument"], default="py-spy")
    parser.add_argument("--rate", default=500, type=int, metavar="HZ", help="py-spy's samples per second")
    parser.add_argument("--timeout", default=60.0, type=float, metavar="SECONDS", help="for each script")
    chosen = parser.parse_args(arguments)
    recorder = Recorder(chosen.python, chosen.output, chosen.sampler, chosen.timeout, rate=chosen.rate)
    failed = False
    for outcome in recorder.record(chosen.scripts):
        if isinstance(outcome, NotRecorded):
            failed = True
            print(f"{outcome.script}: not recorded: {outcome.reason}", file=sys.stderr)
        else:
            hottest = ", ".join(f"{name} {share:.0%}" for name, share in outcome.hottest[:5])
            print(
                f"{outcome.program}: {outcome.seconds:.1f} s, {outcome.samples} samples, "
                f"{len(outcome.hottest)} functions with 1 % or more: {hottest}",
                flush=True,
            )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
