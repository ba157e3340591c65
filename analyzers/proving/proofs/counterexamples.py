"""Counterexamples as people see them: the call, shrunk, and a program that shows the difference."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

from .proof import Input, Rewrite
from .shrinking import shrunk
from .sides import Target

__all__ = ["call_of", "script_of", "shrunk"]

_LONGEST = 2_000
_IMPORTS = """import array, asyncio, base64, contextlib, inspect, io, itertools, pickle, random, sys, types, warnings
from typing import Any, Callable, Iterator
"""
_KIT = Path(__file__).resolve().parents[1] / "inside" / "kit.py"


def call_of(rewrite: Rewrite, given: Input) -> str:
    """Write the call of an input, or what can be said of arguments that have no source."""
    if given.code is not None:
        code = given.code if len(given.code) <= _LONGEST else given.code[:_LONGEST] + "…"
        return f"{rewrite.function}({code})"
    if given.sized is not None:
        return f"{rewrite.function}(…) on arguments of size {given.sized[0]:,}, seed {given.sized[1]}"
    return f"{rewrite.function}(…) on recorded arguments"


def script_of(rewrite: Rewrite, target: Target, given: Input | None) -> str:
    """Write a program that calls the function before and after the rewrite and exits with 1 where they differ.

    Without an input it only loads both. It holds both texts, so it shows the same when the file has changed since; what
    the file imports must still be there. Empty for arguments that are made by size.
    """
    if given is not None and given.code is None and given.pickled is None:
        return ""
    if given is None:
        given = Input("given", code="")
        program = _LOADING
    else:
        program = _PROGRAM
    arguments = f"return called({given.code}\n    )" if given.code is not None else (
        f"return pickle.loads(base64.b64decode({given.pickled!r}))"
    )  # fmt: skip
    parts = [
        f'"""{_told(rewrite)}\n\nExits with 1 where the function differs before and after, else with 0."""\n',
        "from __future__ import annotations\n",
        _IMPORTS,
        f"sys.path[:0] = {list(target.search)!r}\nPATH = {rewrite.path!r}\nMODULE = {target.module!r}\n",
        f"FUNCTION = {rewrite.function!r}\nBEFORE = {_literal(rewrite.before)}\nAFTER = {_literal(rewrite.after)}\n",
        _kit_of(given.code or ""),
        f"def called(*args, **kwargs):\n    return args, kwargs\n\n\nARGUMENTS = {_literal(arguments)}\n",
        _LOADED,
        program,
    ]
    return "\n\n".join(part for part in parts if part)


def _told(rewrite: Rewrite) -> str:
    return f"{rewrite.function} before and after a rewrite{f' ({rewrite.origin})' if rewrite.origin else ''}.".replace(
        '"', "'"
    )


def _literal(text: str) -> str:
    """A text as a literal of several lines, where it is one that survives that."""
    if "'''" in text or "\\" in text or "\r" in text or (not text.isprintable() and "\0" in text):
        return repr(text)
    return "'''" + text + "'''" if not text.endswith("'") else repr(text)


@functools.cache
def _kit() -> dict[str, tuple[str, frozenset[str]]]:
    """Source of each name of the kit, and the names that it uses."""
    text = _KIT.read_text(encoding="utf-8")
    found: dict[str, tuple[str, frozenset[str]]] = {}
    tree = ast.parse(text)
    names = {node.name for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} & names - {node.name}
            found[node.name] = (ast.get_source_segment(text, node) or "", frozenset(used))
    return found


def _kit_of(code: str) -> str:
    """The parts of the kit that a code names, as a program has them."""
    if "kit." not in code:
        return ""
    try:
        tree = ast.parse(f"f({code}\n)")
    except SyntaxError:
        return ""
    waiting = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "kit"
    ]
    taken: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in _kit() and name not in taken:
            taken[name], used = _kit()[name]
            waiting.extend(used)
    sources = "\n\n\n".join(taken[name] for name in sorted(taken))
    names = "".join(f"kit.{name} = {name}\n" for name in sorted(taken))
    return f"{sources}\n\n\nkit = types.SimpleNamespace()\n{names}"


_LOADED = """
def loaded(text):
    module = types.ModuleType(MODULE)
    module.__file__ = PATH
    module.__package__ = MODULE.rpartition(".")[0]
    sys.modules[MODULE] = module
    exec(compile(text, PATH, "exec", dont_inherit=True), module.__dict__)
    return module
"""
_LOADING = """
loaded(BEFORE)
try:
    loaded(AFTER)
except BaseException as error:
    sys.exit(f"the rewrite cannot be loaded: {error!r}")
"""
_PROGRAM = '''
def form(value, above=()):
    """What a value is, by type and parts; never by its own equality."""
    kind = type(value)
    if id(value) in above:
        return "…"
    above = (*above, id(value))
    if kind in (list, tuple):
        return [kind.__name__, *[form(each, above) for each in value]]
    if isinstance(value, dict):
        return [kind.__name__, *[[form(key, above), form(each, above)] for key, each in value.items()]]
    if isinstance(value, (set, frozenset)):
        return [kind.__name__, *sorted(repr(form(each, above)) for each in value)]
    if isinstance(value, BaseException):
        return [kind.__name__, str(value)]
    if hasattr(value, "__next__"):
        return [kind.__name__, *[form(each, above) for each in itertools.islice(value, 1000)]]
    if hasattr(value, "__dict__") and not isinstance(value, (type, types.FunctionType, types.ModuleType)):
        return [kind.__name__, *[[name, form(each, above)] for name, each in vars(value).items()]]
    if isinstance(value, types.FunctionType):
        return [kind.__name__, value.__qualname__]
    return [kind.__name__, repr(value)]


def run(text):
    module = function = loaded(text)
    for part in FUNCTION.split("."):
        function = getattr(function, part)
    scope = dict(module.__dict__, called=called, pickle=pickle, base64=base64)
    if "kit" in globals():
        scope["kit"] = kit
    exec("def make():\\n    " + ARGUMENTS, scope)
    args, kwargs = scope["make"]()
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            result = function(*args, **kwargs)
            result = ["returns", form(asyncio.run(result) if inspect.iscoroutine(result) else result)]
        except BaseException as error:
            result = ["raises", form(error)]
    return {
        "result": result, "arguments afterwards": form([list(args), kwargs]), "printed": output.getvalue(),
        "warnings": [each.category.__name__ for each in warned],
    }


before, after = run(BEFORE), run(AFTER)
for part in before:
    if before[part] != after[part]:
        print(part)
        print("  before:", before[part])
        print("  after: ", after[part])
sys.exit(before != after)
'''
