"""The mechanical parts of advice at their shapes, and where they have no place; what a loop's passes share."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from slowspot.analyzers.advising.advice import Change
from slowspot.analyzers.advising.asking import Whole
from slowspot.analyzers.advising.changes.async_clients import without_blocking
from slowspot.analyzers.advising.changes.lazy_imports import imported_late, movable
from slowspot.analyzers.advising.changes.pools import in_processes, in_threads
from slowspot.analyzers.advising.installed import Surroundings
from slowspot.analyzers.advising.mapped import Mapped, changes_elsewhere, mapped_loops
from slowspot.analyzers.advising.sources import Sources
from slowspot.analyzers.advising.waits import waits_of
from slowspot.analyzers.proving.interpreters import Interpreter

HERE = Interpreter(sys.executable, "cpython", (3, 11), "3.11")


def sources_of(folder: Path, text: str) -> Sources:
    (folder / "code.py").write_text(dedent(text), "utf-8")
    return Sources(str(folder))


def loop_in(folder: Path, text: str, callee: str = "ask") -> Mapped:
    function = sources_of(folder, text).function("code.py", "f")
    assert function is not None
    return next(iter(mapped_loops(function, callee)))


def body_after(change: Change | None) -> str:
    """The body of `f` as it would be, "" for no change."""
    if change is None:
        return ""
    ast.parse(change.after)
    lines = change.after.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(("def f", "async def f")))
    return "\n".join(line[4:] for line in lines[start + 1 :] if line.strip())


def test_a_filled_dict_is_asked_for_in_threads(tmp_path: Path) -> None:
    loop = loop_in(
        tmp_path,
        """
        def f(base: str, names: list[str]) -> dict[str, int]:
            found: dict[str, int] = {}
            for name in names:
                found[name] = ask(base, name, timeout=2)
            return found
        """,
    )
    assert loop.way == "store"
    assert body_after(in_threads(loop)) == dedent("""\
        found: dict[str, int] = {}
        with ThreadPoolExecutor(16) as pool:
            for name, result in zip(names, pool.map(partial(ask, timeout=2), itertools.repeat(base), names)):
                found[name] = result
        return found""")


def test_a_list_is_computed_in_processes(tmp_path: Path) -> None:
    loop = loop_in(tmp_path, "def ask(x): ...\n\ndef f(names):\n    return [ask(name) for name in names]\n")
    assert body_after(in_processes(loop)) == dedent("""\
        with ProcessPoolExecutor() as pool:
            return list(pool.map(ask, names))""")


@pytest.mark.parametrize(
    "body",
    [
        "return [ask(name.x) for name in names]",  # not the item itself
        "return [ask(name, *more) for name in names]",
        "return sum([ask(name) for name in names]) + sum([ask(name) for name in names])",
        "for name in names:\n        more = ask(name, more)\n        found.append(more)\n    return found",
        "for name in names:\n        found[name] = ask(name, found)",  # a pass needs what others found
    ],
)
def test_what_is_no_plain_map_has_no_form(tmp_path: Path, body: str) -> None:
    loop = loop_in(tmp_path, f"def f(names, more, found):\n    {body}\n")
    assert in_threads(loop) is None


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("answer = httpx.get(url, timeout=2)", "    answer = await client.get(url, timeout=2)"),
        ("return httpx.post(url, json={}).json()", "    return (await client.post(url, json={})).json()"),
        ("return httpx.get(url, verify=False)", ""),  # of the client
        ("return [httpx.get(each) for each in url]", ""),
        ("await asyncio.sleep(1)\n    time.sleep(2)", "await asyncio.sleep(2)"),  # as the rule writes it
    ],
)
def test_a_coroutine_asks_without_blocking(tmp_path: Path, body: str, after: str) -> None:
    sources = sources_of(tmp_path, f"import asyncio\nimport time\n\nimport httpx\n\nasync def f(url):\n    {body}\n")
    function = sources.function("code.py", "f")
    assert function is not None
    change = without_blocking(Whole(sources, Surroundings(HERE)), function, waits_of(function))
    assert after in body_after(change)
    assert bool(after) or change is None or "AsyncClient" not in change.after


def test_an_import_goes_to_where_it_is_needed(tmp_path: Path) -> None:
    source = sources_of(
        tmp_path,
        '''
        import json
        import sqlite3
        import xml.dom
        import logging

        LOG = logging.getLogger()

        def load(path, deep):
            """Reads it."""
            print(path)
            if deep:
                return sqlite3.connect(path)
            return None

        def tell(x):
            for each in x:
                print(json.dumps(each))
        ''',
    ).of("code.py")
    assert source is not None
    lines = {source.document.lines[line - 1].strip() for line in movable(source)}
    assert lines == {"import json", "import sqlite3"}  # one is used by nobody, one at once
    change = imported_late(source, movable(source))
    assert change is not None
    assert "    if deep:\n        import sqlite3\n        return sqlite3.connect(path)\n" in change.after
    assert "    import json\n    for each in x:\n" in change.after
    assert change.after.index("import xml.dom") < change.after.index("LOG")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("total = 0\n    for n in range(x):\n        total += n\n    return total", ""),
        ("own = []\n    own.append(x)\n    return own", ""),
        ("KNOWN.append(x)", "it changes KNOWN"),
        ("global COUNT\n    COUNT += 1", "it sets COUNT, which others see"),
        ("x.done = True", "it changes x"),
        ("print(x)", "it calls print()"),
        ("return inner(x)", "inner: it changes KNOWN"),
    ],
)
def test_what_a_pass_changes_elsewhere(tmp_path: Path, body: str, told: str) -> None:
    sources = sources_of(
        tmp_path, f"KNOWN = []\nCOUNT = 0\n\ndef inner(x):\n    KNOWN.append(x)\n\ndef f(x):\n    {body}\n"
    )
    function = sources.function("code.py", "f")
    assert function is not None
    assert changes_elsewhere(sources, function) == told
