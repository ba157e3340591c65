"""Bytes to messages and back: a thread reads frames, the event loop handles them, and idle work waits for both."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcContentModified,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
)

from .indexing_process import all_ended
from .messages import Message

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["FrameWriter", "Inbox", "read_frames", "serve"]

logger = logging.getLogger(__name__)

TURN_SECONDS = 0.003
"""So long messages that wait are handled before all else gets a turn."""


def serve(server: SlowspotServer, reader: BinaryIO, writer: BinaryIO) -> int:
    """Handle messages until `exit`, the end of input or a broken pipe; returns the exit status."""
    try:
        asyncio.run(_serve(server, reader, writer))
    except KeyboardInterrupt:
        return 130
    return server.exit_status


async def _serve(server: SlowspotServer, reader: BinaryIO, writer: BinaryIO) -> None:
    loop = asyncio.get_running_loop()
    inbox = Inbox(server, loop)
    server.protocol.set_writer(FrameWriter(writer, on_broken=server.stop))
    server.on_wake(inbox.wake)
    # A daemon: at the end it is blocked in a read that nothing but the client can end.
    threading.Thread(target=read_frames, args=(reader, inbox.put), name="reader", daemon=True).start()
    await server.stopped
    server.index.stop()
    await all_ended()


def read_frames(reader: BinaryIO, put: Callable[[bytes | None], None]) -> None:
    """Pass on the body of each message, and None at the end of input."""
    try:
        while True:
            length: int | None = None
            while (header := reader.readline()) not in (b"\r\n", b"\n"):
                if not header:
                    return
                name, _, value = header.partition(b":")
                if name.strip().lower() == b"content-length":
                    length = int(value)
            if length is None:
                logger.error("a message without Content-Length was skipped")
                continue
            body = reader.read(length)
            if len(body) < length:
                return
            put(body)
    except (OSError, ValueError) as error:
        logger.error("cannot read from the client: %s", error)
    finally:
        put(None)


class Inbox:
    """Messages that have arrived. All that wait are handled before any idle work is begun.

    So a burst of edits is applied at once and analyzed once, for the last version. A request that was cancelled before
    it was its turn costs nothing; one about a document that is still being analyzed is put off until it is.
    """

    def __init__(self, server: SlowspotServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._waiting: deque[bytes | None] = deque()
        self._messages: deque[Message | None] = deque()
        """Decoded, so that a cancellation is seen before what it cancels is begun."""
        self._put_off: list[Message] = []
        self._scheduled = False

    def put(self, body: bytes | None) -> None:
        """Add a message (None: the end of input). Called from the reader's thread."""
        self._waiting.append(body)
        self.wake()

    def wake(self) -> None:
        """Have the loop look for messages and idle work. From any thread."""
        if not self._scheduled:
            self._scheduled = True
            # RuntimeError: the loop has ended, and nobody is left to answer.
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._pump)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def _pump(self) -> None:
        self._scheduled = False
        self._take_in()
        until = self._loop.time() + TURN_SECONDS
        while self._messages:
            message = self._messages.popleft()
            if message is None:
                self._server.stop()
            else:
                self._handle(message)
            self._take_in()
            if self._messages and self._loop.time() >= until:
                # Others want the loop, too: the answers of threads, say.
                self._pump_again()
                return
        more = False
        try:
            more = self._server.work_when_idle(self.__bool__)
        except Exception:
            logger.exception("work between messages failed")
        more |= self._answer_put_off()
        if self._waiting or more:
            self._pump_again()

    def _pump_again(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._pump)

    def _take_in(self) -> None:
        """Decode what has arrived; tell requests that wait if they are cancelled or outdated by it."""
        while self._waiting:
            body = self._waiting.popleft()
            if body is None:
                self._messages.append(None)
                continue
            try:
                data = json.loads(body)
                if not isinstance(data, dict):
                    raise ValueError("a message must be an object")
            except (ValueError, RecursionError) as error:
                logger.error("a message is no JSON and was skipped: %s", error)
                self._refuse(None, JsonRpcParseError(str(error)))
                continue
            message = Message(data)
            if message.method == types.CANCEL_REQUEST and self._cancel(message):
                continue
            if message.method == types.TEXT_DOCUMENT_DID_CHANGE and self._server.takes_content_modified:
                self._outdate(message.uri)
            self._messages.append(message)

    def _cancel(self, cancellation: Message) -> bool:
        """Take note of a cancellation; returns whether that is all, because nothing with its id has been begun."""
        number = cancellation.cancels
        for message in (*self._messages, *self._put_off):
            if message is not None and message.number is not None and message.number == number:
                message.refused = JsonRpcRequestCancelled(f"{message.method} was cancelled")
                return True
        # What has been answered already is cancelled often, by clients that did not know it yet.
        return not isinstance(number, (int, str)) or number not in self._server.protocol._request_futures

    def _outdate(self, uri: str) -> None:
        for message in (*self._messages, *self._put_off):
            if message is not None and message.number is not None and message.uri == uri and message.is_of_a_place:
                message.refused = message.refused or JsonRpcContentModified("the text has changed since")

    def _answer_put_off(self) -> bool:
        """Answer what was put off and can be answered now; returns whether to go on soon."""
        for message in list(self._put_off):
            if self._waiting:
                return True
            if message.refused is not None or not self._holds_back(message):
                self._put_off.remove(message)
                self._handle_now(message)
        return False

    def _holds_back(self, message: Message) -> bool:
        return message.is_patient and self._server.holds_back(message.method, message.uri)

    def _handle(self, message: Message) -> None:
        if message.method == types.SHUTDOWN:
            for late in self._put_off:
                self._refuse(late.number, JsonRpcRequestCancelled("the server shuts down"))
            self._put_off.clear()
        if message.refused is None and self._holds_back(message):
            self._put_off.append(message)
        else:
            self._handle_now(message)

    def _handle_now(self, message: Message) -> None:
        if message.refused is not None:
            self._refuse(message.number, message.refused)
            return
        protocol = self._server.protocol
        try:
            if not isinstance(message.data.get("method", ""), str):
                raise JsonRpcInvalidRequest("the method of a message must be a string")
            structured: Any = protocol.structure_message(message.data)
            protocol.handle_message(structured)
            return
        except JsonRpcException as error:
            logger.error("the message %s could not be understood: %s", message.method or "(response)", error)
            answer = error
        except Exception as error:
            # Nothing that a client sends may end the process.
            logger.exception("the message %s could not be handled", message.method or "(response)")
            answer = JsonRpcInternalError(f"{type(error).__name__}: {error}")
        if "id" in message.data and "method" in message.data:
            self._refuse(message.data["id"], answer)

    def _refuse(self, number: object, error: JsonRpcException) -> None:
        answer = {"code": error.code, "message": str(error)}
        self._server.send({"jsonrpc": "2.0", "id": number, "error": answer})


class FrameWriter:
    """Writes frames, and stops the server once when the client has gone."""

    def __init__(self, stream: BinaryIO, on_broken: Callable[[], None]) -> None:
        self._stream = stream
        self._on_broken = on_broken
        self._broken = False

    def write(self, data: bytes) -> None:
        if self._broken:
            return
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._broken = True
            self._on_broken()

    def close(self) -> None:
        try:
            self._stream.close()
        except OSError:
            self._broken = True
