"""Long work that a command began: one piece at a time, in a thread, with progress, and never lost in silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInternalError

from .convert import workspace_edit
from .progress import Progress, progress

if TYPE_CHECKING:
    from ..analyzers.findings import TextEdit
    from .documents import OpenDocument
    from .language_server import SlowspotServer

__all__ = ["Commission", "apply_edits", "carry_out"]

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Commission(Generic[Result]):
    """What to do, and how it is told."""

    name: str
    """What it is done to."""
    doing: str
    """What is done to it: "profiled"."""
    title: str
    """Of the progress."""
    work: Callable[[Progress], Result]
    """What takes long. Runs in a thread."""
    summary: Callable[[Result], str]
    """What the progress says at its end."""
    finish: Callable[[Result], Awaitable[dict[str, Any]]]
    """Tells the user, and gives the command's answer. Runs on the loop, when other work may begin."""
    expected: tuple[type[Exception], ...] = ()
    """Errors whose text tells the user all."""


async def carry_out(
    ls: SlowspotServer, commission: Commission[Any], token: types.ProgressToken | None
) -> dict[str, Any]:
    """Do the work. One piece at a time: two at once would measure each other.

    With a token of the client's the answer comes at the end. Without one it comes at once, since clients differ in how
    long they wait for an answer, and the end is told as a message. Calling it off is up to the work.
    """
    if ls.doing:
        raise JsonRpcInternalError(f"{ls.doing}: wait for it, or cancel it")
    ls.doing = f"{commission.name} is being {commission.doing}"
    request = ls.present_request()
    running = asyncio.ensure_future(_run(ls, commission, token, request if token is not None else None))
    if token is not None:
        return await running
    running.add_done_callback(_drop_failure)
    return {"started": commission.name}


async def _run(
    ls: SlowspotServer, commission: Commission[Any], token: types.ProgressToken | None, request: Future[Any] | None
) -> dict[str, Any]:
    try:
        async with progress(ls, commission.title, token, request) as (shown, say_at_the_end):
            result = await asyncio.to_thread(commission.work, shown)
            say_at_the_end(commission.summary(result))
    except commission.expected as error:
        ls.show(types.MessageType.Error, f"{commission.name} cannot be {commission.doing}: {error}")
        raise JsonRpcInternalError(str(error)) from None
    except Exception as error:
        # Whatever goes wrong, the user hears of it and the server goes on.
        logger.exception("%s could not be %s", commission.name, commission.doing)
        what = f"{commission.name} could not be {commission.doing}: {error!r}; the log has more"
        ls.show(types.MessageType.Error, what)
        raise JsonRpcInternalError(repr(error)) from None
    finally:
        ls.doing = ""
    return await commission.finish(result)


async def apply_edits(
    ls: SlowspotServer, document: OpenDocument, edits: Sequence[TextEdit], label: str
) -> tuple[bool, str]:
    """Have the client apply edits of a document's present text; whether it did, and what to say of it."""
    version = document.version if ls.client.versioned_edits else None
    edit = workspace_edit(edits, document.document.lines, ls.client.columns, document.uri, version)
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit=edit, label=label))
    if answer.applied:
        return True, "applied"
    reason = f": {answer.failure_reason}" if answer.failure_reason else ""
    return False, f"the editor did not apply it{reason}"


def _drop_failure(work: asyncio.Future[Any]) -> None:
    """Take an error that nobody waits for; the user has been told."""
    if not work.cancelled():
        work.exception()
