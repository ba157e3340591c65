"""A language server that does nothing but write down what a client says of itself: `record_initialize.py FILE`.

An editor is told to start it in the place of Slowspot's server; FILE then has the client's name and capabilities,
which tests/server/capabilities keeps for the tests of the server. What lies on the machine is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def read() -> dict[str, Any] | None:
    """Return the client's next message; None at the end."""
    length = 0
    while line := sys.stdin.buffer.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return json.loads(sys.stdin.buffer.read(length)) if length else None


def answer(request: dict[str, Any], result: Any) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


def main(file: Path) -> None:
    while (message := read()) is not None and message.get("method") != "exit":
        if message.get("method") == "initialize":
            said = message["params"]
            kept = {"clientInfo": said.get("clientInfo"), "capabilities": said["capabilities"]}
            file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
            answer(message, {"capabilities": {"textDocumentSync": 1}})
        elif "id" in message and "method" in message:
            answer(message, None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
