"""A decoded message, and what the inbox wants to know of it before it is its turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

__all__ = ["Message"]

_OF_A_PLACE = frozenset({types.TEXT_DOCUMENT_CODE_ACTION, types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_INLAY_HINT})
"""Requests whose positions mean nothing in a later text."""

_PATIENT = _OF_A_PLACE | {
    types.CODE_ACTION_RESOLVE,
    types.TEXT_DOCUMENT_CODE_LENS,
}
"""Requests that may be put off until their document has been analyzed."""


class Message:
    """One message of the client's. Nothing of it has been checked but that it is an object."""

    __slots__ = ("data", "method", "number", "refused", "uri")

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        method, number = data.get("method"), data.get("id")
        self.method = method if isinstance(method, str) else ""
        self.number = number if self.method and isinstance(number, (int, str)) else None
        """The id of a request; None for everything else."""
        self.uri = _uri(data.get("params"))
        """The document that it is about; "" where that cannot be told."""
        self.refused: JsonRpcException | None = None
        """Answered with this instead of being handled: a request that was cancelled, say."""

    @property
    def is_patient(self) -> bool:
        return self.number is not None and self.method in _PATIENT

    @property
    def is_of_a_place(self) -> bool:
        return self.number is not None and self.method in _OF_A_PLACE

    @property
    def cancels(self) -> object:
        """Of a cancellation: the id of the request that is no longer wanted."""
        params = self.data.get("params")
        return params.get("id") if isinstance(params, Mapping) else None


def _uri(params: object) -> str:
    if not isinstance(params, Mapping):
        return ""
    document = params.get("textDocument") or params.get("data")
    uri = document.get("uri") if isinstance(document, Mapping) else None
    return uri if isinstance(uri, str) else ""
