"""Answers that are kept by the content of their question, and what servers were found to take."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import Any

from .places import cache_folder, private_write

__all__ = ["answer_to", "forms_of", "keep_answer", "keep_forms", "key_of"]

_MOST_KEPT = 500
_VERSION = 1


def key_of(*parts: Any) -> str:
    return hashlib.sha256(json.dumps([_VERSION, *parts], sort_keys=True).encode()).hexdigest()


def answer_to(key: str) -> str | None:
    """The text that answered the same question before; None: there is none, or none that can be read."""
    found = _read(os.path.join("answers", key + ".json"))
    text = found.get("text")
    return text if isinstance(text, str) else None


def keep_answer(key: str, text: str) -> None:
    """Keep an answer, and drop the oldest beyond 500. A cache that cannot be written costs only the next question."""
    folder = os.path.join(cache_folder(), "answers")
    with suppress(OSError):
        private_write(os.path.join(folder, key + ".json"), json.dumps({"text": text}).encode())
        files = sorted((file for file in os.scandir(folder)), key=lambda file: file.stat().st_mtime)
        for file in files[:-_MOST_KEPT]:
            os.unlink(file.path)


def forms_of(base_url: str, model: str) -> dict[str, Any]:
    """What a server was found to take."""
    return _read(os.path.join("servers", key_of(base_url, model) + ".json"))


def keep_forms(base_url: str, model: str, forms: dict[str, Any]) -> None:
    with suppress(OSError):
        private_write(
            os.path.join(cache_folder(), "servers", key_of(base_url, model) + ".json"), json.dumps(forms).encode()
        )


def _read(name: str) -> dict[str, Any]:
    try:
        with open(os.path.join(cache_folder(), name), "rb") as file:
            found = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
