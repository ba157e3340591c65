"""Asks the language model of the workspace what a finding means for its code; hover shows the answer from then on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from ..analyzers.proving.interpreters import UnusableInterpreter, probe
from ..analyzers.proving.proofs.optimizing import Task
from ..analyzers.source.functions import functions_of
from ..models.llm.asking import Asker
from ..models.llm.explaining import explanation
from ..models.llm.failures import AiError, Cancelled
from ..models.llm.keys import hand_over
from ..models.llm.settings import consent_for
from ..models.llm.surroundings import NoSuchFunction, function_at
from .interpreters import interpreter_for
from .progress import Progress, progress

if TYPE_CHECKING:
    from ..analyzers.findings import Finding
    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["explain_finding", "explanation_of", "take_key"]

logger = logging.getLogger(__name__)

_MOST_KEPT = 200


def take_key(given: Any) -> None:
    """Keep the key of `{"uri", "key"}` for the server of that workspace, in memory. Raises ValueError, without it."""
    if not isinstance(given, Mapping) or not isinstance(given.get("key"), str) or not isinstance(given.get("uri"), str):
        raise ValueError("needs a table with a uri and a key")
    # Late: as `recording`.
    from .programs import path_of

    try:
        hand_over(consent_for(path_of(given["uri"])).settings.base_url, given["key"])
    except AiError as error:
        raise ValueError(str(error)) from None


def explanation_of(ls: SlowspotServer, document: OpenDocument, finding: Finding) -> str:
    """What was answered about a finding, as long as its function is the one that was asked about; else ""."""
    return ls.explanations.get(_about(document, finding), "") if ls.explanations else ""


async def explain_finding(ls: SlowspotServer, given: Any, token: types.ProgressToken | None) -> dict[str, Any]:
    """Ask about the finding of `{"uri", "rule", "line"}`. Raises ValueError where there is none."""
    if not isinstance(given, Mapping) or not isinstance(given.get("uri"), str):
        raise ValueError("needs a table with the uri of an open file, and the line of a finding")
    line, rule = given.get("line"), given.get("rule")
    if type(line) is not int or line < 0:
        raise ValueError(f"line must be a number from 0 on, not {line!r}")
    document = ls.open_document(given["uri"])
    if document is None:
        raise ValueError(f"{given['uri']} is not open")
    found = [finding for finding in document.findings if finding.span.start.line <= line <= finding.span.end.line]
    found = [finding for finding in found if rule is None or finding.rule.slug == rule]
    if not found:
        raise ValueError("there is no finding on this line")
    try:
        consent = consent_for(document.path)
    except AiError as error:
        raise ValueError(str(error)) from None
    finding, text, key = found[0], document.source, _about(document, found[0])
    function = function_at(text, finding.span.start.line + 1)
    if function is None:
        raise ValueError("the finding is in no function")
    root = ls.profiles.root_of(document.path)
    python = interpreter_for(document.path, ls.settings.interpreter(document.path), root)
    others = tuple(other for other in document.findings if function_at(text, other.span.start.line + 1) == function)
    request: Future[Any] | None = ls.present_request() if token is not None else None
    model = consent.settings.model
    path = document.path

    def ask(shown: Progress) -> str:
        task = Task(path, function, text, root, probe(python), others, shown.report, shown.cancelled)
        return explanation(task, finding, Asker(consent, tell=shown.report, cancelled=shown.cancelled))

    try:
        async with progress(ls, f"Asking {model}: {finding.rule.slug}", token, request) as (shown, say_at_the_end):
            answer = await asyncio.to_thread(ask, shown)
            say_at_the_end("hover over the finding")
    except Cancelled:
        return {"explanation": "", "model": model}
    except (AiError, NoSuchFunction, UnusableInterpreter) as error:
        ls.show(types.MessageType.Error, str(error))
        raise JsonRpcInternalError(str(error)) from None
    except Exception as error:
        # Whatever goes wrong, the user hears of it and the server goes on.
        logger.exception("explaining %s failed", finding.rule.slug)
        ls.show(types.MessageType.Error, f"explaining {finding.rule.slug} failed: {type(error).__name__}; see the log")
        raise JsonRpcInternalError(type(error).__name__) from None
    while len(ls.explanations) >= _MOST_KEPT:
        ls.explanations.pop(next(iter(ls.explanations)))
    ls.explanations[key] = f"*In the words of {_plain(model)}, which may be wrong:*\n\n{answer}"
    ls.show(types.MessageType.Info, f"{_plain(model)} has explained {finding.rule.slug}: hover over it")
    return {"explanation": answer, "model": model}


def _plain(name: str) -> str:
    return "".join(character for character in name if character.isalnum() or character in " .:/-_")


def _about(document: OpenDocument, finding: Finding) -> tuple[str, ...]:
    """What an answer belongs to: the text of the function, wherever it stands by now."""
    line = finding.span.start.line + 1
    around = [each for each in functions_of(document.source) if each.line <= line <= each.last]
    digest = around[-1].digest if around else ""
    place = str(line - around[-1].line) if around else str(line)
    return document.uri, finding.rule.slug, place, digest
