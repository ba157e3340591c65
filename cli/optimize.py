"""`slowspot optimize FILE::FUNCTION`: candidates of rules, changes and a language model, each proved."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.optimized_wording import as_json
from ..analyzers.proving.proofs.optimizing import MOST_CANDIDATES, MOST_SECONDS, Optimized
from ..analyzers.proving.proofs.proof import Input
from ..analyzers.proving.proofs.rewrites import qualnames
from .arguments import positive
from .errors import CLEAN, FINDINGS, UsageError
from .optimize_report import print_text
from .prove_arguments import add_effort_arguments, effort_of, proving_progress

if TYPE_CHECKING:
    from ..analyzers.source import Document
    from ..models.llm.source import ModelSource

__all__ = ["configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Look for a faster text of a function: the fixes of the rules, alone and together, changes such as sets, "
        "comprehensions, caches, NumPy and numba, and with --ai what a language model proposes. Each is run against "
        "the function as it is, in child processes within a sandbox, and shown only when it is proved. "
        "Exit codes: 0 also where nothing better was found, 1 where --apply wrote nothing, 2 wrong usage."
    )
    parser.add_argument("target", metavar="FILE::FUNCTION", help="the function; Class.method for a method")
    parser.add_argument("--apply", action="store_true", help="write the best one into the file")
    parser.add_argument(
        "--ai", action="store_true", help="ask the language model, too, where it is turned on for this workspace"
    )
    parser.add_argument(
        "--most", metavar="N", type=positive, default=MOST_CANDIDATES,
        help=f"prove so many candidates at most (default: {MOST_CANDIDATES})",
    )  # fmt: skip
    parser.add_argument(
        "--total-seconds", metavar="SECONDS", type=positive, default=int(MOST_SECONDS),
        help=f"begin no further proof after this time (default: {MOST_SECONDS:.0f}); --max-seconds is for each",
    )  # fmt: skip
    add_effort_arguments(parser)
    parser.add_argument(
        "--input", metavar="ARGS", action="append", default=[],
        help="compare this call, too: what stands between its parentheses; repeat it for several",
    )  # fmt: skip
    parser.add_argument("--no-store", action="store_true", help="keep nothing in .slowspot/proofs")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(options: argparse.Namespace) -> int:
    path, function, document, data = _target(options.target)
    # Late: wrong usage needs none of it.
    from ..analyzers.profiling.store import root_of
    from ..analyzers.proving.proofs.candidates.searching import search

    root = root_of(path)
    if options.ai and options.sandbox == "off":
        raise UsageError("--ai: what a model proposes runs in a sandbox only: leave out --sandbox off")
    model = _model(path) if options.ai else None
    given = [Input("given", code=text) for text in options.input]
    try:
        interpreter = probe(options.python)
        with proving_progress() as tell:
            task, found = search(
                path, document.text, function, interpreter, effort_of(options),
                root=root, others=[model] if model is not None else [], given=given,
                most=options.most, seconds=options.total_seconds, keep=not options.no_store, on_progress=tell,
            )  # fmt: skip
    except UnusableInterpreter as error:
        raise UsageError(str(error)) from error
    if model is not None:
        found.notes += [f"{model.name}, not tried: {why}" for why in model.refused]
    written = _apply(path, document, data, found) if options.apply else ""
    if options.format == "json":
        print(json.dumps({**as_json(task, found), "applied": bool(written)}, indent=2, ensure_ascii=False))
    else:
        print_text(task, found, written)
    return FINDINGS if options.apply and not written else CLEAN


def _target(target: str) -> tuple[str, str, Document, bytes]:
    # Late: wrong options need none of it.
    from ..analyzers.source import Document, SourceError

    path, mark, function = target.rpartition("::")
    if not mark or not path or not function:
        raise UsageError(f"{target}: give the file and the function, as in shop/orders.py::find_duplicates")
    try:
        data = Path(path).read_bytes()
        document = Document.from_bytes(data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except SourceError as error:
        raise UsageError(f"{path}: {error}") from error
    broken = next((block.error for block in document.leaves() if block.error is not None), None)
    if broken is not None:
        raise UsageError(f"{path}: does not parse: {broken.message}")
    known = qualnames(document.text)
    if function not in known:
        raise UsageError(f"{path}: has no function {function} (it has: {', '.join(known[:8]) or 'none'})")
    return os.path.abspath(path), function, document, data


def _model(path: str) -> ModelSource:
    """The language model of the workspace. Raises UsageError where none is turned on."""
    # Late: only where it is asked for.
    from ..models.llm.failures import AiError
    from ..models.llm.source import ModelSource

    try:
        return ModelSource.for_path(path)
    except AiError as error:
        raise UsageError(f"--ai: {error}") from None


def _apply(path: str, document: Document, data: bytes, found: Optimized) -> str:
    """Write the best one; returns what was written in words, "" for nothing."""
    if not found.accepted:
        return ""
    # Late: only here.
    from ..analyzers.rewriting.files import NotWritten, write_atomically
    from ..analyzers.source.encoding import encode

    best = found.accepted[0].candidate
    try:
        write_atomically(path, encode(best.after, document.encoding, document.bom), data)
    except NotWritten as error:
        print(f"slowspot: {path}: not written: {error.strerror}", file=sys.stderr)
        return ""
    return best.origin
