"""What a model answers, read as proposals: by JSON schema, as JSON that somebody hoped for, or in fenced blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args

__all__ = ["FORMATS", "SCHEMA", "Format", "Proposal", "proposals_in", "response_format", "text_in"]

Format = Literal["json_schema", "json_object", "fenced"]
FORMATS: tuple[Format, ...] = get_args(Format)
"""In the order in which they are tried."""

MOST_PROPOSALS = 6
_MOST_CODE = 40_000

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["candidates"],
    "properties": {
        "candidates": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["change", "imports", "helpers", "function"],
                "properties": {
                    "change": {"type": "string", "description": "What was changed and why it is faster, one sentence."},
                    "imports": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "Import statements that the module needs in addition.",
                    },
                    "helpers": {
                        "type": "string",
                        "description": "New functions or constants of the module that the function uses; often empty.",
                    },
                    "function": {"type": "string", "description": "The whole function with its decorators."},
                },
            },
        }
    },
}
"""Within what servers take as strict: every property required, nothing additional, no bounds."""


class Proposal(NamedTuple):
    """Source that a model proposes: imports, helpers and the function, in one text."""

    code: str
    change: str


def response_format(form: Format) -> dict[str, Any] | None:
    if form == "json_schema":
        return {"type": "json_schema", "json_schema": {"name": "candidates", "strict": True, "schema": SCHEMA}}
    return {"type": "json_object"} if form == "json_object" else None


def proposals_in(text: str) -> list[Proposal]:
    """Read proposals, whatever form they came in; at most 6. [] where there are none."""
    text = re.sub(r"(?s)\A\s*<think(?:ing)?>.*?</think(?:ing)?>", "", text)
    for given in _json_in(text):
        found = list(_of_json(given))
        if found:
            return found[:MOST_PROPOSALS]
    return list(_of_fences(text))[:MOST_PROPOSALS]


def text_in(text: str) -> str:
    """An answer that is prose, without what a model thought before."""
    return re.sub(r"(?s)\A\s*<think(?:ing)?>.*?</think(?:ing)?>", "", text).strip()


def _json_in(text: str) -> Iterator[Any]:
    candidates = [text, *re.findall(r"(?s)```(?:json)?[ \t]*\n(.*?)```", text)]
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        candidates.append(text[start : end + 1])
    for candidate in candidates:
        try:
            yield json.loads(candidate)
        except (ValueError, RecursionError):
            continue


def _of_json(given: Any) -> Iterator[Proposal]:
    if isinstance(given, dict):
        given = given.get("candidates", [given])
    if not isinstance(given, list):
        return
    for item in given:
        if not isinstance(item, dict):
            continue
        function = item.get("function")
        imports = item.get("imports", [])
        helpers = item.get("helpers") or ""
        if isinstance(imports, str):
            imports = [imports]
        if not isinstance(function, str) or not function.strip() or not isinstance(helpers, str):
            continue
        if not isinstance(imports, list) or not all(isinstance(line, str) for line in imports):
            continue
        parts = [*(line.strip() for line in imports), helpers, _unfenced(function)]
        code = "\n".join(part for part in parts if part.strip()) + "\n"
        if len(code) <= _MOST_CODE:
            yield Proposal(code, _sentence(item.get("change")))


def _of_fences(text: str) -> Iterator[Proposal]:
    for block in re.finditer(r"(?ms)^[ \t]*```(?:python|py|python3)?[ \t]*\n(.*?)^[ \t]*```[ \t]*$", text):
        code = block[1]
        if re.search(r"(?m)^\s*(?:async\s+)?def\s", code) and len(code) <= _MOST_CODE:
            change = re.search(r"(?m)^\s*#\s*change:\s*(.+)$", code)
            yield Proposal(
                re.sub(r"(?m)^\s*#\s*change:.*\n?", "", code, count=1), _sentence(change[1] if change else "")
            )


def _unfenced(code: str) -> str:
    fenced = re.fullmatch(r"(?s)\s*```(?:python|py)?[ \t]*\n(.*?)```\s*", code)
    return fenced[1] if fenced else code


def _sentence(given: Any) -> str:
    """What a model says of its change, as it may stand in a message: one short line without control characters."""
    text = " ".join(given.split()) if isinstance(given, str) else ""
    text = "".join(character for character in text if character.isprintable())
    return text if len(text) <= 160 else text[:159] + "…"
