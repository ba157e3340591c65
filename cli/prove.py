"""`slowspot prove FILE::FUNCTION`: is a rewrite equal and faster? Both are run, in child processes within a sandbox."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.proof import Input, Proof, Rewrite
from ..analyzers.proving.proofs.rewrites import NoRewrite, from_finding, from_patch, from_text
from ..analyzers.proving.proofs.wording import as_json, lines_of, title
from .errors import CLEAN, FINDINGS, UsageError
from .prove_arguments import add_effort_arguments, effort_of, proving_progress
from .terminal import Style, escaped, wants_colour

if TYPE_CHECKING:
    from ..analyzers.engine import Analyzer
    from ..analyzers.findings import Finding
    from ..analyzers.source import Document

__all__ = ["configure", "print_proof", "read_source", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Run a function as it is and as it would be on the same inputs, compare all that can be seen of it, and time "
        "both. The verdict is proved (equal on all inputs, and faster), refuted (with a call that shows it) or "
        "unproved (with what is missing). Exit codes: 0 proved, 1 refuted or unproved, 2 wrong usage."
    )
    parser.add_argument(
        "target", metavar="FILE::FUNCTION",
        help="the function; Class.method for a method; with --finding and --patch a FILE is enough",
    )  # fmt: skip
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--rewrite", metavar="FILE",
        help="the new text: of the file, or of the function with what it needs (- is standard input)",
    )  # fmt: skip
    source.add_argument(
        "--finding", metavar="ID",
        help="the fix of a finding: its id in `analyze --format json`, its rule, or RULE:LINE",
    )  # fmt: skip
    source.add_argument("--patch", metavar="FILE", help="a unified diff that changes it (- is standard input)")
    add_effort_arguments(parser)
    parser.add_argument(
        "--input", metavar="ARGS", action="append", default=[],
        help="compare this call, too: what stands between its parentheses; repeat it for several",
    )  # fmt: skip
    parser.add_argument("--no-store", action="store_true", help="keep nothing in .slowspot/proofs")
    parser.add_argument("--format", choices=["text", "json"], default="text")


def run(options: argparse.Namespace) -> int:
    path, function = _target(options)
    rewrite, finding = _rewrite(options, path, function)
    # Late: wrong usage needs none of it.
    from ..analyzers.profiling.store import root_of
    from ..analyzers.proving.proofs.calls import CallStore, CallStoreError
    from ..analyzers.proving.proofs.prove import prove

    given = [Input("given", code=text) for text in options.input]
    root = root_of(path)
    try:
        interpreter = probe(options.python)
        replayed = CallStore(root).load(path, rewrite.function)
        with proving_progress() as tell:
            proof = prove(
                rewrite, interpreter, effort_of(options),
                root=root, given=given, replayed=replayed, on_progress=tell,
            )  # fmt: skip
    except (UnusableInterpreter, CallStoreError) as error:
        raise UsageError(str(error)) from error
    if not options.no_store:
        _keep(proof, finding, root)
    if options.format == "json":
        print(json.dumps(as_json(proof), indent=2, ensure_ascii=False))
    else:
        print_proof(proof, Style(wants_colour(sys.stdout)))
    return CLEAN if proof.verdict == "proved" else FINDINGS


def _target(options: argparse.Namespace) -> tuple[str, str | None]:
    path, mark, function = options.target.rpartition("::")
    if not mark:
        path, function = options.target, ""
    if not function and options.rewrite is not None:
        raise UsageError(f"{options.target}: give the file and the function, as in shop/orders.py::find_duplicates")
    if not os.path.isfile(path):
        raise UsageError(f"{path}: no such file")
    return os.path.abspath(path), function or None


def _keep(proof: Proof, finding: Finding | None, root: str) -> None:
    # Late: as above.
    from ..analyzers.proving.proofs.store import ProofStore, ProofStoreError

    try:
        ProofStore(root).add(proof, () if finding is None else (finding,))
    except ProofStoreError as error:
        print(f"slowspot: {error}; the proof is not kept", file=sys.stderr)


def _rewrite(options: argparse.Namespace, path: str, function: str | None) -> tuple[Rewrite, Finding | None]:
    try:
        if options.rewrite is not None:
            assert function is not None
            given = read_source(options.rewrite)
            return from_text(path, read_source(path), function, given, named=options.rewrite), None
        if options.patch is not None:
            return from_patch(path, read_source(path), function, read_source(options.patch)), None
        return _of_finding(path, function, options.finding)
    except NoRewrite as error:
        raise UsageError(str(error)) from error


def read_source(path: str) -> str:
    """Read a text as Python would, or standard input for "-". Raises UsageError."""
    # Late: `SourceError` comes with what reads sources.
    from ..analyzers.source import Document, SourceError

    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return Document.from_bytes(data).text
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except SourceError as error:
        raise UsageError(f"{path}: {error}") from error


def _of_finding(path: str, function: str | None, wanted: str) -> tuple[Rewrite, Finding]:
    # Late: rules and libcst, which other rewrites do not need.
    from ..analyzers.engine import Analyzer, RuleSet
    from ..analyzers.rewriting.fixing import Declined, try_build_fix
    from ..analyzers.rules.registry import all_rules
    from ..analyzers.source import Document

    document = Document(read_source(path))
    analyzer = Analyzer(document, RuleSet(all_rules()))
    finding = _found(wanted, path, document, analyzer, function)
    fix = try_build_fix(document, analyzer, finding)
    if isinstance(fix, Declined):
        raise UsageError(f"{finding.rule.slug}: has no fix here: {fix.reason}")
    return from_finding(path, document, finding, fix), finding


def _found(wanted: str, path: str, document: Document, analyzer: Analyzer, function: str | None) -> Finding:
    # Late: as above.
    from ..analyzers.source.functions import functions_of
    from .analysis.fingerprints import fingerprints
    from .analysis.places import identity_in

    findings = analyzer.findings()
    ids = fingerprints(findings, identity_in(os.getcwd())(os.path.abspath(path)))
    rule, _, line = wanted.partition(":")
    matching = [
        finding
        for finding, identity in zip(findings, ids, strict=True)
        if identity.id == wanted
        or (rule in (finding.rule.slug, finding.rule.code) and (not line or str(finding.span.start.line + 1) == line))
    ]
    if function is not None and len(matching) > 1:
        spans = [(each.line, each.last) for each in functions_of(document.text) if each.name == function]
        matching = [
            each for each in matching if any(first <= each.span.start.line + 1 <= last for first, last in spans)
        ]
    if len(matching) == 1:
        return matching[0]
    known = ", ".join(f"{each.rule.slug}:{each.span.start.line + 1}" for each in matching or findings if each.safety)
    what = "several findings fit" if matching else "no such finding with a fix"
    raise UsageError(f"{path}: {wanted}: {what}; there are {known or 'none'}")


def print_proof(proof: Proof, style: Style) -> None:
    """Print a proof for people: the verdict, what shows it, and the evidence."""
    paint = {"proved": style.green, "refuted": style.red, "unproved": style.yellow}[proof.verdict]
    name = f"{os.path.relpath(proof.rewrite.path)}::{proof.rewrite.function}"
    print(f"{style.bold(escaped(name))}: {paint(escaped(title(proof)))}")
    shown = proof.counterexample
    if proof.verdict == "unproved" or (proof.verdict == "refuted" and shown is None):
        print(f"  {escaped(proof.reason)}")
    if shown is not None:
        print(f"  {escaped(shown.call)}")
        print(f"    before  {escaped(shown.before)}")
        print(f"    after   {escaped(shown.after)}")
    for line in lines_of(proof):
        print(style.dim(f"  {escaped(line)}"))
