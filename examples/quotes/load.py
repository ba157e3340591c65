"""`python -m quotes.load PORT WAREHOUSE_PORT`: the warehouse, which takes its time, and customers, in one process."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time

from aiohttp import ClientSession, web

DELAY = 0.2
"""Seconds that the warehouse takes for an answer."""


async def _pieces(request: web.Request) -> web.Response:
    await asyncio.sleep(DELAY)
    return web.json_response({"pieces": len(request.match_info["article"])})


async def _customer(session: ClientSession, address: str, number: int, answers: dict[str, str]) -> float:
    """One quotation and two searches; returns how long the searches took on average."""
    waited = 0.0
    for path in (f"/search?q=old+oak+{number}", f"/quote/table{number}", f"/search?q=round+steel+{number}"):
        began = time.perf_counter()
        async with session.get(address + path) as answer:
            answers[path] = await answer.text()
        if path.startswith("/search"):
            waited += (time.perf_counter() - began) / 2
    return waited


async def main(port: int, warehouse: int, customers: int = 12) -> None:
    app = web.Application()
    app.router.add_get("/{article}", _pieces)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", warehouse).start()
    answers: dict[str, str] = {}
    began = time.perf_counter()
    async with ClientSession() as session:
        address = f"http://127.0.0.1:{port}"
        waits = await asyncio.gather(*(_customer(session, address, number, answers) for number in range(customers)))
    seconds = time.perf_counter() - began
    await runner.cleanup()
    digest = hashlib.sha256(json.dumps(sorted(answers.items())).encode()).hexdigest()
    print(json.dumps({"seconds": seconds, "search": sum(waits) / len(waits), "answers": digest}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
