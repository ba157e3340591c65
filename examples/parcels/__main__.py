"""`python -m parcels`: ten customers ask at once, and wait in line for each other; needs aiohttp and requests."""

from __future__ import annotations

import asyncio
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiohttp import ClientSession, web

from parcels.web import application

DELAY = 0.1
"""Seconds that the courier takes for an answer."""
CUSTOMERS = 10


class Events(BaseHTTPRequestHandler):
    """The courier: answers each customer in a thread of its own."""

    def do_GET(self) -> None:
        time.sleep(DELAY)
        body = json.dumps([{"status": "on its way", "place": self.path.rpartition("/")[2]}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


async def ask(courier: str) -> None:
    runner = web.AppRunner(application(courier))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}/parcels"
    async with ClientSession() as session:

        async def customer(number: int) -> str:
            async with session.get(f"{address}/{number}") as answer:
                return (await answer.json())["place"]

        began = time.perf_counter()
        places = await asyncio.gather(*(customer(number) for number in range(CUSTOMERS)))
        seconds = time.perf_counter() - began
    await runner.cleanup()
    print(f"{len(places)} answers in {seconds:.2f} s; the courier takes {DELAY} s for each, and any number at once")


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Events) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        asyncio.run(ask(f"http://127.0.0.1:{server.server_address[1]}"))
        server.shutdown()
