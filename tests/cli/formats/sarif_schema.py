"""What SARIF 2.1.0 says of the parts that our report has, as a JSON schema; what is not listed here is not allowed."""

from __future__ import annotations

from typing import Any

__all__ = ["SCHEMA"]

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_ANY_TEXT: dict[str, Any] = {"type": "string"}
_FROM_ONE: dict[str, Any] = {"type": "integer", "minimum": 1}
_LEVEL: dict[str, Any] = {"enum": ["none", "note", "warning", "error"]}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _array(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_MESSAGE = _object({"text": _TEXT})
_URI: dict[str, Any] = {"type": "string", "pattern": r"^[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+$"}
_VERSION: dict[str, Any] = {"type": "string", "pattern": r"^\d+\.\d+\.\d+"}

_RULE = _object(
    {"id": _TEXT},
    {
        "name": _ANY_TEXT,
        "shortDescription": _MESSAGE,
        "fullDescription": _MESSAGE,
        "help": _object({"text": _TEXT}, {"markdown": _ANY_TEXT}),
        "defaultConfiguration": _object({}, {"level": _LEVEL, "enabled": {"type": "boolean"}}),
        "properties": {
            "type": "object",
            "properties": {"tags": {**_array(_ANY_TEXT), "uniqueItems": True}},
            "additionalProperties": True,
        },
    },
)
_ARTIFACT = _object({"uri": _URI}, {"uriBaseId": {"enum": ["SRCROOT"]}})
_REGION = _object({"startLine": _FROM_ONE}, {"startColumn": _FROM_ONE, "endLine": _FROM_ONE, "endColumn": _FROM_ONE})
_LOCATION = _object(
    {"physicalLocation": _object({"artifactLocation": _ARTIFACT}, {"region": _REGION})},
    {
        "logicalLocations": _array(_object({"fullyQualifiedName": _TEXT}, {"kind": _ANY_TEXT}), 1),
        "id": {"type": "integer", "minimum": 0},
        "message": _MESSAGE,
    },
)
_REPLACEMENT = _object({"deletedRegion": _REGION}, {"insertedContent": _object({"text": _ANY_TEXT})})
_FIX = _object(
    {"artifactChanges": _array(_object({"artifactLocation": _ARTIFACT, "replacements": _array(_REPLACEMENT, 1)}), 1)},
    {"description": _MESSAGE},
)
_SUPPRESSION = _object(
    {"kind": {"enum": ["inSource", "external"]}},
    {"status": {"enum": ["accepted", "underReview", "rejected"]}, "justification": _ANY_TEXT},
)
_RESULT = _object(
    {"message": _MESSAGE},
    {
        "ruleId": _TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": _LEVEL,
        "locations": _array(_LOCATION, 1),
        "relatedLocations": _array(_LOCATION),
        "partialFingerprints": {"type": "object", "additionalProperties": _TEXT, "minProperties": 1},
        "rank": {"type": "number", "minimum": -1, "maximum": 100},
        "suppressions": _array(_SUPPRESSION),
        "fixes": _array(_FIX),
        "properties": _object({}, {"also": _TEXT}),
    },
)
_NOTIFICATION = _object(
    {"message": _MESSAGE},
    {"descriptor": _object({"id": _TEXT}), "level": _LEVEL, "locations": _array(_LOCATION)},
)
_RUN = _object(
    {
        "tool": _object(
            {
                "driver": _object(
                    {"name": _TEXT},
                    {"version": _VERSION, "semanticVersion": _VERSION, "rules": _array(_RULE)},
                )
            }
        ),
        "results": _array(_RESULT),
    },
    {
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "originalUriBaseIds": {
            "type": "object",
            # Without a URI, which would be one of this machine.
            "additionalProperties": _object({}, {"description": _MESSAGE}),
        },
        "invocations": _array(
            _object(
                {"executionSuccessful": {"type": "boolean"}},
                {
                    "toolExecutionNotifications": _array(_NOTIFICATION),
                    "startTimeUtc": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                },
            )
        ),
    },
)
SCHEMA = _object({"version": {"enum": ["2.1.0"]}, "runs": _array(_RUN, 1)}, {"$schema": _URI})
