"""`slowspot fix`: rewrites slow spots in place, or shows how it would."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from ..analyzers.project.notes import NoteRecord
from ..analyzers.rewriting.files import FileChanged, NotWritten, write_atomically
from ..analyzers.rules.registry import resolve
from .analysis.collector import collector_paused
from .analysis.progress import Progress
from .analysis.running import rule_set, set_recursion_limit
from .analysis.workers import Crashed
from .analysis.workers import run as run_all
from .arguments import Work, add_file_arguments, gather
from .errors import CLEAN, FINDINGS, INTERNAL, USAGE, UsageError
from .fixing import Fixed, fix_file
from .formats.text import note_line
from .terminal import Style, escaped, stderr_style, wants_colour

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    add_file_arguments(parser)
    parser.add_argument("--unsafe", action="store_true", help="also fixes that a person should look at")
    parser.add_argument(
        "--prove", action="store_true",
        help="run the code of each fix against that of today, in a sandbox, and apply only what is equal and faster",
    )  # fmt: skip
    parser.add_argument(
        "--tests", metavar="COMMAND",
        help="with --prove: run this at the end, and take all back if it fails (default: pytest where it is used; "
        '"" for none)',
    )  # fmt: skip
    parser.add_argument("--python", metavar="EXE", default=sys.executable, help="with --prove: what runs the code")
    parser.add_argument(
        "--max-seconds", metavar="SECONDS", type=_seconds, default=60.0,
        help="with --prove: time for each proof (default: 60)",
    )  # fmt: skip
    parser.add_argument("--diff", action="store_true", help="only show the changes; exit with 1 if there are any")


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number <= 3600:
        raise ValueError(text)
    return number


_seconds.__name__ = "number of seconds"  # argparse: "invalid number of seconds value: '0'"


def run(options: argparse.Namespace) -> int:
    set_recursion_limit()
    if options.prove and ("-" in options.paths or options.stdin_filename):
        raise UsageError("--prove runs the code as it lies on disk: give files, not standard input")
    work = gather(options, notebooks=not options.prove)
    if options.prove:
        # Late: it brings all that proves.
        from .fix_proved import run_proved

        return run_proved(options, work)
    if options.tests is not None:
        raise UsageError("--tests goes with --prove: other fixes are applied without running anything")
    work.plan.unsafe = options.unsafe
    work.plan.diffs = options.diff
    from_stdin = bool(work.jobs) and work.jobs[0].data is not None
    results = _fix(work, write=not options.diff and not from_stdin, show_progress=not options.quiet)
    colours = Style(wants_colour(sys.stdout))
    if options.diff:
        for result in results:
            sys.stdout.writelines(_shown(result.diff, colours))
    elif from_stdin:
        sys.stdout.flush()
        sys.stdout.buffer.write(results[0].new if results[0].new is not None else work.jobs[0].data or b"")
        sys.stdout.buffer.flush()
    notes = [*work.notes, *(note for result in results for note in result.notes)]
    _report(results, notes, options, to_stderr=options.diff or from_stdin)
    if any(note.internal for note in notes):
        return INTERNAL
    if work.settings_wrong:
        return USAGE
    if options.diff:
        return FINDINGS if any(result.new is not None for result in results) else CLEAN
    return FINDINGS if any(result.refused for result in results) else CLEAN


def _fix(work: Work, *, write: bool, show_progress: bool) -> list[Fixed]:
    """Fix all files, each written as soon as it is done. The results are in the files' order."""
    results: dict[int, Fixed] = {}
    progress = Progress(sum(work.sizes), len(work.jobs), enabled=show_progress, verb="Fixing")
    items = list(zip(work.jobs, work.sizes, strict=True))
    with collector_paused():
        for configuration in work.plan.configurations:  # before there are other processes, which inherit it
            rule_set(configuration)
        try:
            for index, result in run_all(fix_file, work.plan, items, work.processes):
                job = work.jobs[index]
                if isinstance(result, Crashed):
                    result = Fixed(notes=[NoteRecord(job.path, "internal-error", result.message)])
                if write and result.new is not None:
                    _write(job.full, job.path, result)
                if not work.plan.diffs and job.data is None:
                    result.old = b""  # written: nobody needs the text any more
                results[index] = result
                progress.advance(work.sizes[index])
        finally:
            progress.close()
    return [results[index] for index in sorted(results)]


def _write(full: str, path: str, result: Fixed) -> None:
    assert result.new is not None
    try:
        write_atomically(full, result.new, result.old)
    except FileChanged:
        result.notes.append(NoteRecord(path, "changed", "was changed meanwhile by something else, and is left so"))
    except NotWritten as error:
        reason = str(error).removeprefix(f"{full}: ")
        result.notes.append(NoteRecord(path, "unwritable", f"cannot be written: {reason}"))
    else:
        result.new = b""
        return
    result.refused = True
    result.applied.clear()


def _shown(diff: Sequence[str], style: Style) -> Sequence[str]:
    if not style.on:
        return diff
    shown: list[str] = []
    for line in diff:
        text = escaped(line.rstrip("\r\n"))
        if line.startswith(("---", "+++")):
            text = style.bold(text)
        elif line.startswith("@@"):
            text = style.cyan(text)
        elif line.startswith("+"):
            text = style.green(text)
        elif line.startswith("-"):
            text = style.red(text)
        shown.append(text + "\n")
    return shown


def _report(
    results: Sequence[Fixed], notes: Sequence[NoteRecord], options: argparse.Namespace, *, to_stderr: bool
) -> None:
    stream = sys.stderr if to_stderr else sys.stdout
    style = stderr_style() if to_stderr else Style(wants_colour(sys.stdout))
    for note in notes:
        if not options.quiet or note.internal or note.kind in {"changed", "unwritable"}:
            stream.write(note_line(note, style))
    if options.quiet:
        return
    applied = sum((result.applied for result in results), Counter[str]())
    width = max(map(len, applied), default=0)
    for slug, count in sorted(applied.items(), key=lambda item: (-item[1], item[0])):
        rule = resolve(slug)[0]
        stream.write(f"{count:>7,}  {rule.code}  {slug:<{width}}  {rule.title}".rstrip() + "\n")
    total, files = applied.total(), sum(bool(result.applied) for result in results)
    done = "would change" if options.diff else "fixed"
    text = f"{total:,} slow spot{'s' * (total != 1)} {done} in {files:,} file{'s' * (files != 1)}."
    stream.write(style.bold(text if total else "Nothing to fix.") + "\n")
    review = sum(result.review for result in results)
    if review:
        stream.write(f"{review:,} more {'has a fix' if review == 1 else 'have fixes'} to look at: "
                     "`slowspot fix --unsafe --diff`.\n")  # fmt: skip
    declined = sum(result.declined for result in results)
    if declined:
        left = "it is" if declined == 1 else "they are"
        stream.write(f"{declined:,} left as {left}: a rewrite would not be right there.\n")
