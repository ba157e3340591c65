"""Callables whose work grows with what they are given, or is much in any case; and some that take next to nothing."""

from __future__ import annotations

__all__ = ["COSTLY", "TRIVIAL"]

COSTLY = frozenset({
    "ast.dump", "ast.unparse", "base64.b64encode", "binascii.hexlify", "copy.deepcopy", "difflib.ndiff",
    "difflib.unified_diff", "inspect.getmembers", "inspect.getsource", "inspect.stack", "json.dumps", "pickle.dumps",
    "plistlib.dumps", "pprint.pformat", "simplejson.dumps", "textwrap.indent", "traceback.format_exc",
    "traceback.format_stack", "traceback.format_tb", "xml.etree.ElementTree.tostring", "yaml.dump", "yaml.safe_dump",
})  # fmt: skip
"""Qualified names. What is linear in a short argument (`list`, `repr`) is not listed."""

TRIVIAL = frozenset({
    "builtins.len", "builtins.dict", "builtins.int", "builtins.str", "builtins.isinstance", "os.path.join",
    "os.path.basename",
    "os.path.dirname", "os.path.splitext", "os.path.exists", "os.path.isfile", "os.path.isdir", "os.path.getsize",
    "os.path.abspath", "os.getcwd", "os.getpid", "os.getenv", "time.time", "time.monotonic", "datetime.datetime.now",
    "datetime.datetime.utcnow", "uuid.uuid4", "random.random", "random.choice", "random.randint",
})  # fmt: skip
"""Qualified names of what takes microseconds, a look at a local disk among it: less than a hop to a thread."""
