"""Chromium without a window, driven over its DevTools protocol, with the network cut off."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import shutil
import struct
import time
import zlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp

__all__ = ["EXECUTABLE", "Browser", "Tab", "browser"]

EXECUTABLE = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_PATIENCE = 60.0


class Tab:
    """One page: asks questions of it, and keeps what it complained of and what it tried to load."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse[Any]) -> None:
        self._socket = socket
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self._reader = asyncio.ensure_future(self._read())
        self._loaded = asyncio.Event()
        self.complaints: list[str] = []
        self.requests: list[str] = []

    async def _read(self) -> None:
        async for message in self._socket:
            event = json.loads(message.data)
            if "id" in event:
                self._answers.pop(event["id"]).set_result(event)
            elif event["method"] == "Page.loadEventFired":
                self._loaded.set()
            elif event["method"] == "Network.requestWillBeSent":
                self.requests.append(event["params"]["request"]["url"])
            elif event["method"] == "Runtime.exceptionThrown":
                self.complaints.append(json.dumps(event["params"]["exceptionDetails"])[:500])
            elif event["method"] == "Runtime.consoleAPICalled" and event["params"]["type"] in {"error", "warning"}:
                self.complaints.append(json.dumps(event["params"]["args"])[:500])
            elif event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in {"error", "warning"}:
                self.complaints.append(event["params"]["entry"]["text"])

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        event = await asyncio.wait_for(answer, _PATIENCE)
        assert "error" not in event, event
        return event["result"]

    async def open(self, file: Path, *, width: int = 1280, height: int = 900, dark: bool = False) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.send(f"{domain}.enable")
        await self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        await self.send("Emulation.setFocusEmulationEnabled", enabled=True)
        await self.scheme(dark=dark)
        self._loaded.clear()
        await self.send("Page.navigate", url=file.as_uri())
        await asyncio.wait_for(self._loaded.wait(), _PATIENCE)

    async def scheme(self, *, dark: bool) -> None:
        value = "dark" if dark else "light"
        await self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    async def evaluate(self, script: str) -> Any:
        """Return what an expression, which may be a promise, comes to."""
        result = await self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait for a condition of the page."""
        end = time.monotonic() + _PATIENCE
        while not await self.evaluate(script):
            assert time.monotonic() < end, f"never: {script}; {self.complaints}"
            await asyncio.sleep(0.05)

    async def click(self, selector: str) -> None:
        """Click in the middle of the first element, as a mouse does."""
        place = (
            "((it) => { it.scrollIntoView({block: 'center'}); const box = it.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2] })"
        )
        box = await self.evaluate(f"{place}(document.querySelector({json.dumps(selector)}))")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = "none" if kind == "mouseMoved" else "left"
            await self.send("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button=button, clickCount=1)

    async def picture(self) -> bytes:
        """Return the whole page as PNG."""
        return await self._capture(captureBeyondViewport=True)

    async def thumbnail(self) -> list[tuple[int, ...]]:
        """Return the pixels of the window, one for each square of twenty by twenty."""
        width, height = await self.evaluate("[innerWidth, innerHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 0.05}
        return _pixels(await self._capture(clip=clip))

    async def _capture(self, **parameters: Any) -> bytes:
        result = await self.send("Page.captureScreenshot", format="png", **parameters)
        return base64.b64decode(result["data"])

    async def close(self) -> None:
        await self._socket.close()
        await self._reader


def _pixels(png: bytes) -> list[tuple[int, ...]]:
    """Decode a PNG of eight bits a channel, as browsers write it."""
    place, packed, width, channels = 8, b"", 0, 4
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        content = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", content[:4])[0], {2: 3, 6: 4}[content[9]]
        elif kind == b"IDAT":
            packed += content
        place += length + 12
    data, step = zlib.decompress(packed), width * channels
    above, pixels = bytes(step), list[tuple[int, ...]]()
    for start in range(0, len(data), step + 1):
        row = bytearray(data[start + 1 : start + 1 + step])
        for index in range(step):
            left, corner = (row[index - channels], above[index - channels]) if index >= channels else (0, 0)
            row[index] = (row[index] + _predicted(data[start], left, above[index], corner)) & 255
        above = bytes(row)
        pixels += [tuple(row[index : index + 3]) for index in range(0, step, channels)]
    return pixels


def _predicted(method: int, left: int, up: int, corner: int) -> int:
    if method < 4:
        return (0, left, up, (left + up) // 2)[method]
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


class Browser:
    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    @contextlib.asynccontextmanager
    async def tab(self) -> AsyncGenerator[Tab]:
        async with self._session.put(f"{self._address}/json/new?about:blank") as answer:
            target = await answer.json()
        socket = await self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        tab = Tab(socket)
        try:
            yield tab
        finally:
            await tab.close()


@contextlib.asynccontextmanager
async def browser(folder: Path) -> AsyncGenerator[Browser]:
    """Start Chromium with its files in a folder of its own; end it afterwards."""
    assert EXECUTABLE is not None, "no chromium here: `apt-get install chromium` (.ci/run does)"
    process = await asyncio.create_subprocess_exec(
        EXECUTABLE, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}",
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-extensions", "--disable-background-networking", "--hide-scrollbars",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = b""
        while not (found := re.search(rb"DevTools listening on ws://([\d.:]+)/", said)):
            line = await asyncio.wait_for(process.stderr.readline(), _PATIENCE)
            assert line, said.decode(errors="replace")
            said += line
        drain = asyncio.ensure_future(process.stderr.read())
        async with aiohttp.ClientSession() as session:
            yield Browser(session, f"http://{found[1].decode()}")
        drain.cancel()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
