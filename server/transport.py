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

from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcParseError

if TYPE_CHECKING:
    from .language_server import SlowspotServer

__all__ = ["FrameWriter", "Inbox", "read_frames", "serve"]

logger = logging.getLogger(__name__)


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

    So a burst of edits is applied at once and analyzed once, for the last version.
    """

    def __init__(self, server: SlowspotServer, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._loop = loop
        self._waiting: deque[bytes | None] = deque()
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
        while self._waiting:
            body = self._waiting.popleft()
            if body is None:
                self._server.stop()
            else:
                self._handle(body)
        try:
            self._server.work_when_idle(self.__bool__)
        except Exception:
            logger.exception("work between messages failed")
        if self._waiting and not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._pump)

    def _handle(self, body: bytes) -> None:
        protocol = self._server.protocol
        try:
            data = json.loads(body)
            if not isinstance(data, dict):
                raise ValueError("a message must be an object")
        except (ValueError, RecursionError) as error:
            logger.error("a message is no JSON and was skipped: %s", error)
            self._server.send({"jsonrpc": "2.0", "id": None, "error": _error(JsonRpcParseError(str(error)))})
            return
        method = data.get("method", "(response)")
        try:
            message: Any = protocol.structure_message(data)
            protocol.handle_message(message)
            return
        except JsonRpcException as error:
            logger.error("the message %s could not be understood: %s", method, error)
            answer = error
        except Exception as error:
            # Nothing that a client sends may end the process.
            logger.exception("the message %s could not be handled", method)
            answer = JsonRpcInternalError(f"{type(error).__name__}: {error}")
        if "id" in data and "method" in data:
            self._server.send({"jsonrpc": "2.0", "id": data["id"], "error": _error(answer)})


def _error(error: JsonRpcException) -> dict[str, Any]:
    return {"code": error.code, "message": str(error)}


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
