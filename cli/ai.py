"""`slowspot ai`: turns the language model on or off for a workspace, and shows what would be sent, and what was."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from ..analyzers.project.discovery import display_path
from .ai_text import consent_words, log_lines, preview_lines, status_lines
from .errors import CLEAN, FINDINGS, UsageError
from .terminal import Style, escaped, wants_colour

if TYPE_CHECKING:
    from ..analyzers.proving.proofs.optimizing import Task
    from ..models.llm.settings import AiSettings, Consent

__all__ = ["configure", "run"]

_UNNAMED = "MODEL"
_SHOWN = 20


def configure(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Turn the language model on or off, and see what it is told. It is off until `slowspot ai enable` is run for a "
        "workspace; settings and consent are kept in your own folder, never in the workspace, so that no repository "
        "can turn it on. `slowspot optimize --ai` then asks it, too; what it proposes is shown only when it is proved."
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="action", required=True)

    def add(name: str, about: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=about, description=about[0].upper() + about[1:] + ".")

    def formats(one: argparse.ArgumentParser) -> None:
        one.add_argument("--format", choices=("text", "json"), default="text", help="default: text")

    status = add("status", "show whether it is on, which server is asked, and what was spent")
    _add_path(status)
    formats(status)

    enable = add("enable", "turn it on for a workspace, after telling what will be sent where")
    _add_path(enable)
    enable.add_argument("--model", required=True, metavar="NAME", help="the model, as its server calls it")
    enable.add_argument(
        "--base-url", metavar="URL",
        help="any server that speaks Chat Completions: http://localhost:11434/v1 (default: OpenAI's)",
    )  # fmt: skip
    enable.add_argument(
        "--key-env", metavar="NAME",
        help="the environment variable that holds the key (default: SLOWSPOT_AI_KEY; for OpenAI also OPENAI_API_KEY)",
    )  # fmt: skip
    enable.add_argument("--insecure", action="store_true", help="allow http:// to another machine")
    enable.add_argument("--candidates", type=int, metavar="N", help="rewrites to ask for, 3 to 6 (default: 4)")
    enable.add_argument("--tokens", type=int, metavar="N", help="at most for one command (default: 60000)")
    enable.add_argument("--tokens-per-day", type=int, metavar="N", help="at most for a day (default: 1000000)")
    enable.add_argument("--answer-tokens", type=int, metavar="N", help="at most for one answer (default: 8000)")
    enable.add_argument("--price-in", type=float, metavar="P", help="price of a million tokens of the question")
    enable.add_argument("--price-out", type=float, metavar="P", help="price of a million tokens of the answer")
    enable.add_argument("--cost", type=float, metavar="P", help="at most for one command, in the same currency")
    enable.add_argument("--seconds", type=float, metavar="S", help="at most for one question (default: 300)")
    enable.add_argument("--yes", action="store_true", help="you have read what will be sent, and agree")

    _add_path(add("disable", "turn it off for a workspace"))

    preview = add("preview", "show exactly what would be sent about a function; sends nothing")
    preview.add_argument("target", metavar="FILE::FUNCTION", help="the function; Class.method for a method")
    formats(preview)

    log = add("log", "show what was sent and what came back")
    log.add_argument("--limit", type=int, default=_SHOWN, metavar="N", help=f"the last so many (default: {_SHOWN})")
    log.add_argument("--full", action="store_true", help="with the whole questions and answers")
    formats(log)

    explain = add("explain", "ask what the findings of a line mean for this code")
    explain.add_argument("target", metavar="FILE:LINE", help="a line with a finding")
    explain.add_argument("--preview", action="store_true", help="show what would be sent; sends nothing")

    summary = add("summary", "ask for a summary of an analysis, for the report of a CI job")
    summary.add_argument("analysis", metavar="ANALYSIS", help="what `slowspot analyze --format json -o FILE` wrote")
    summary.add_argument("--preview", action="store_true", help="show what would be sent; sends nothing")


def _add_path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", default=".", help="a file or folder of the workspace (default: this folder)")


def run(options: argparse.Namespace) -> int:
    # Late: other commands have nothing to do with it.
    from ..models.llm.failures import AiError

    actions = {
        "status": _status, "enable": _enable, "disable": _disable, "preview": _preview, "log": _log,
        "explain": _explain, "summary": _summary,
    }  # fmt: skip
    if not os.path.exists(getattr(options, "path", ".")):
        raise UsageError(f"{options.path}: does not exist")
    try:
        return actions[options.action](options)
    except AiError as error:
        raise UsageError(str(error)) from None


def _status(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.audit import log_file
    from ..models.llm.budget import spent_today
    from ..models.llm.failures import NotConsented
    from ..models.llm.keys import find_key
    from ..models.llm.places import settings_file
    from ..models.llm.settings import consent_for, workspace_of

    try:
        consent = consent_for(options.path)
    except NotConsented:
        consent = None
    key = find_key(consent.settings.base_url, consent.settings.key_env) if consent else None
    document: dict[str, Any] = {
        "schema": "slowspot.ai-status/1",
        "workspace": workspace_of(options.path),
        "on": consent is not None,
        "since": consent.since if consent else None,
        "settings": asdict(consent.settings) if consent else None,
        "key": key.source if key else None,
        "package": _installed(),
        "spent_today": spent_today(),
        "settings_file": settings_file(),
        "log": log_file(),
    }
    if options.format == "json":
        sys.stdout.write(json.dumps(document, indent=1) + "\n")
    else:
        for line in status_lines(document, Style(wants_colour(sys.stdout))):
            sys.stdout.write(line + "\n")
    return CLEAN


def _installed() -> str | None:
    # Late: as above. Its version alone: importing the package takes most of a second.
    from importlib import metadata

    try:
        return metadata.version("openai")
    except metadata.PackageNotFoundError:
        return None


def _enable(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.settings import AiSettings, checked, enable, workspace_of

    names = [field.name for field in fields(AiSettings)]
    given = {name: value for name in names if (value := getattr(options, name)) is not None}
    settings = checked(given)
    workspace = workspace_of(options.path)
    for line in consent_words(workspace, settings):
        sys.stdout.write(line + "\n")
    if not options.yes:
        if not sys.stdin.isatty():
            raise UsageError("nobody is there to agree: read what is said above, and say --yes")
        sys.stdout.write("\nTurn it on? [y/N] ")
        sys.stdout.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            sys.stdout.write("It stays off.\n")
            return FINDINGS
    enable(workspace, settings)
    sys.stdout.write(f"\nIt is on for {escaped(workspace)}. `slowspot ai disable` turns it off.\n")
    return CLEAN


def _disable(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.settings import disable, workspace_of

    workspace = workspace_of(options.path)
    was = disable(workspace)
    sys.stdout.write(f"It is off for {escaped(workspace)}{'' if was else ', as it was'}.\n")
    return CLEAN


def _consent(path: str) -> Consent | None:
    # Late: as above.
    from ..models.llm.failures import NotConsented
    from ..models.llm.settings import consent_for

    try:
        return consent_for(path)
    except NotConsented:
        return None


def _task(path: str, function: str, text: str) -> Task:
    # Late: as above.
    from ..analyzers.profiling.store import root_of
    from ..analyzers.proving.interpreters import probe
    from ..analyzers.proving.proofs.candidates.fixes import findings_in
    from ..analyzers.proving.proofs.optimizing import Task

    interpreter = probe(sys.executable)
    full = os.path.abspath(path)
    return Task(full, function, text, root_of(full), interpreter, findings_in(text, function, interpreter.version))


def _read(path: str) -> str:
    # Late: as above.
    from ..analyzers.source import SourceError
    from ..analyzers.source.encoding import decode

    try:
        with open(path, "rb") as file:
            return decode(file.read())[0]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except SourceError as error:
        raise UsageError(f"{path}: {error}") from None


def _settings(consent: Consent | None) -> AiSettings:
    # Late: as above.
    from ..models.llm.settings import AiSettings

    return consent.settings if consent is not None else AiSettings(_UNNAMED)


def _preview(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.asking import Forms
    from ..models.llm.prompts import proposing
    from ..models.llm.source import question_of
    from ..models.llm.surroundings import NoSuchFunction

    path, mark, function = options.target.rpartition("::")
    if not mark or not path or not function:
        raise UsageError(f"{options.target}: give the file and the function, as in shop/orders.py::find_duplicates")
    consent = _consent(path)
    settings = _settings(consent)
    forms = Forms.of(settings.base_url, settings.model)
    try:
        messages = proposing(question_of(_task(path, function, _read(path)), settings), forms.format)
    except NoSuchFunction as error:
        raise UsageError(f"{path}: {error}") from None
    return _show_request(messages, settings, forms, consent, options.format)


def _show_request(messages: Any, settings: AiSettings, forms: Any, consent: Consent | None, shape: str) -> int:
    # Late: as above.
    from ..models.llm.asking import request_body

    body = request_body(settings.model, messages, forms, settings.answer_tokens, structured=True)
    if shape == "json":
        sys.stdout.write(json.dumps(body, indent=1, ensure_ascii=False) + "\n")
    else:
        for line in preview_lines(body, settings, Style(wants_colour(sys.stdout)), on=consent is not None):
            sys.stdout.write(line + "\n")
    return CLEAN


def _log(options: argparse.Namespace) -> int:
    # Late: as above.
    from collections import deque

    from ..models.llm.audit import entries, log_file

    if options.limit < 1:
        raise UsageError("--limit: must be 1 or more")
    last = deque(entries(), maxlen=options.limit)
    if options.format == "json":
        for entry in last:
            sys.stdout.write(json.dumps(entry) + "\n")
        return CLEAN
    for line in log_lines(last, Style(wants_colour(sys.stdout)), full=options.full):
        sys.stdout.write(line + "\n")
    if not last:
        sys.stdout.write(f"nothing was sent yet; it would be in {display_path(log_file(), os.getcwd())}\n")
    return CLEAN


def _explain(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.asking import Asker
    from ..models.llm.explaining import explanation, explanation_messages
    from ..models.llm.settings import consent_for
    from ..models.llm.surroundings import function_at

    path, _, number = options.target.rpartition(":")
    if not path or not number.isdecimal():
        raise UsageError(f"{options.target}: give the file and a line, as in shop/orders.py:12")
    text = _read(path)
    function = function_at(text, int(number))
    if function is None:
        raise UsageError(f"{path}: line {number} is in no function")
    task = _task(path, function, text)
    found = [finding for finding in task.findings if finding.span.start.line + 1 == int(number)]
    if not found:
        lines = ", ".join(dict.fromkeys(str(finding.span.start.line + 1) for finding in task.findings))
        raise UsageError(f"{path}: line {number} has no finding" + (f"; these have: {lines}" if lines else ""))
    if options.preview:
        for finding in found:
            for message in explanation_messages(task, finding, _settings(_consent(path))):
                sys.stdout.write(f"{message.role}:\n{escaped_text(message.content)}\n\n")
        return CLEAN
    asker = Asker(consent_for(path))
    for finding in found:
        sys.stdout.write(f"{finding.rule.slug}:\n{escaped_text(explanation(task, finding, asker))}\n")
    return CLEAN


def _summary(options: argparse.Namespace) -> int:
    # Late: as above.
    from ..models.llm.asking import Asker
    from ..models.llm.explaining import summary, summary_messages
    from ..models.llm.settings import consent_for

    try:
        with open(options.analysis, "rb") as file:
            analysis = json.load(file)
    except OSError as error:
        raise UsageError(f"{options.analysis}: cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        analysis = None
    if not isinstance(analysis, dict):
        raise UsageError(f"{options.analysis}: is no JSON; `slowspot analyze --format json -o FILE` writes it")
    if options.preview:
        for message in summary_messages(analysis):
            sys.stdout.write(f"{message.role}:\n{escaped_text(message.content)}\n\n")
        return CLEAN
    text = summary(analysis, Asker(consent_for(".")))
    sys.stdout.write(f"{escaped_text(text)}\n\n*Written by a language model from the findings; figures as they say.*\n")
    return CLEAN


def escaped_text(text: str) -> str:
    """A text of several lines so that a terminal shows every character and obeys none."""
    return "\n".join(escaped(line) for line in text.split("\n"))
