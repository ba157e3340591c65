"""Callables whose work grows with what they are given, or is much in any case."""

from __future__ import annotations

__all__ = ["COSTLY"]

COSTLY = frozenset({
    "ast.dump", "ast.unparse", "base64.b64encode", "binascii.hexlify", "copy.deepcopy", "difflib.ndiff",
    "difflib.unified_diff", "inspect.getmembers", "inspect.getsource", "inspect.stack", "json.dumps", "pickle.dumps",
    "plistlib.dumps", "pprint.pformat", "simplejson.dumps", "textwrap.indent", "traceback.format_exc",
    "traceback.format_stack", "traceback.format_tb", "xml.etree.ElementTree.tostring", "yaml.dump", "yaml.safe_dump",
})  # fmt: skip
"""Qualified names. What is linear in a short argument (`list`, `repr`) is not listed."""
