"""A client in the same process: messages go in as bytes and come out as dicts. For many short sessions."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from slowspot.server.create import create_server
from slowspot.server.logs import ClientLog
from slowspot.server.transport import Inbox

__all__ = ["Wire", "wire"]

SECONDS = 30

_converters: dict[str, Any] = {}


class Wire:
    """Speaks to a server, and answers what it asks: nothing is configured, everything is accepted."""

    def __init__(self) -> None:
        self.server = create_server()
        # One for all sessions: it compiles code for each type of the protocol that it comes across.
        self.server.protocol._converter = _converters.setdefault("one", self.server.protocol._converter)
        self.received: list[dict[str, Any]] = []
        """Whatever the server sent by itself: requests and notifications."""
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._inbox = Inbox(self.server, asyncio.get_running_loop())
        self.server.protocol.set_writer(self)
        self.server.on_wake(self._inbox.wake)
        self._next = 0

    def write(self, data: bytes) -> None:
        """Take what the server sends. Called on the loop."""
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            self._answers[message["id"]].set_result(message)
            return
        self.received.append(message)
        if "id" in message:
            result = (
                [None for _ in message["params"]["items"]] if message["method"] == "workspace/configuration" else None
            )
            self._put({"id": message["id"], "result": result})

    def close(self) -> None:
        """Nothing is open."""

    def tell(self, method: str, params: Any) -> None:
        self._put({"method": method, "params": params})

    async def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request and return its response, with `result` or `error`."""
        self._next += 1
        answer = self._answers[self._next] = asyncio.get_running_loop().create_future()
        self._put({"id": self._next, "method": method, "params": params})
        return await asyncio.wait_for(answer, SECONDS)

    def sent(self, method: str) -> list[dict[str, Any]]:
        return [message["params"] for message in self.received if message["method"] == method]

    def _put(self, message: Mapping[str, Any]) -> None:
        self._inbox.put(json.dumps({"jsonrpc": "2.0", **message}).encode())


@asynccontextmanager
async def wire(
    folder: Path, capabilities: Mapping[str, Any], options: Mapping[str, Any] | None = None
) -> AsyncGenerator[tuple[Wire, dict[str, Any]]]:
    """Start a session; gives the client and the result of `initialize`. The background index is off."""
    client = Wire()
    settings = {"preview": True, "index": "off", "link": False}
    params = {
        "processId": None,
        "rootUri": folder.as_uri(),
        "workspaceFolders": [{"uri": folder.as_uri(), "name": folder.name}],
        "capabilities": capabilities,
        "initializationOptions": {"settings": settings, **(options or {})},
    }
    try:
        answer = await client.ask("initialize", params)
        assert "error" not in answer, answer
        client.tell("initialized", {})
        yield client, answer["result"]
        assert "error" not in await client.ask("shutdown", None)
    finally:
        client.tell("exit", None)
        await asyncio.wait_for(client.server.stopped, SECONDS)
        for handler in [it for it in logging.getLogger().handlers if isinstance(it, ClientLog)]:
            logging.getLogger().removeHandler(handler)
