"""Asks the warehouse's web service what is in stock. `service` is a stand-in for it that answers on this machine."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECONDS = 0.02
"""What an answer takes on its way."""


def level(base: str, sku: str) -> int:
    """How many of a product are there."""
    with urllib.request.urlopen(f"{base}/stock/{sku}", timeout=5) as answer:
        return int(json.load(answer)["stock"])


def levels(base: str, skus: list[str]) -> dict[str, int]:
    """How many there are of each product."""
    found: dict[str, int] = {}
    for sku in skus:
        found[sku] = level(base, sku)
    return found


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(SECONDS)
        number = sum(map(ord, self.path))
        body = json.dumps({"stock": number % 50, "cents": number}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


@contextmanager
def service() -> Generator[str]:
    """Serve while the context lasts; gives the address."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
