"""Candidates of a scripted model: what is handed on, what is turned away, and what is told."""

from __future__ import annotations

import ast
import json

import pytest
from slowspot.analyzers.proving.proofs.optimizing import Candidate, SourceFailed, Tried
from slowspot.analyzers.proving.proofs.proof import Counterexample, Proof, Rewrite
from slowspot.models.llm.source import ModelSource

from .conftest import MODULE, Workspace
from .model_server import Step, candidates, serving

GOOD = 'def unique(items):\n    """Each item once."""\n    return list(dict.fromkeys(items))\n'
METHOD = "def names(self):\n    return list(dict.fromkeys(item.name for item in self.items))\n"


def found(workspace: Workspace, *steps: Step, function: str = "unique", text: str = MODULE) -> list[Candidate]:
    with serving(*steps) as server:
        source = ModelSource(workspace.consent(server.base_url))
        return list(source.candidates(workspace.task(function, text)))


def test_a_proposal_becomes_the_text_of_the_module(workspace: Workspace) -> None:
    (candidate,) = found(workspace, Step(candidates(GOOD)))
    assert candidate.after == MODULE.replace(
        MODULE[MODULE.index("def unique") : MODULE.index("\n\n\nclass")], GOOD.rstrip()
    )
    assert (candidate.origin, candidate.note) == ("scripted", "a set in place of a list")


def test_a_method_is_put_back_into_its_class(workspace: Workspace) -> None:
    (candidate,) = found(workspace, Step(candidates(METHOD)), function="Basket.names")
    assert (
        "    def names(self):\n        return list(dict.fromkeys(item.name for item in self.items))" in candidate.after
    )


def test_hints_and_docstring_of_the_original_stay(workspace: Workspace) -> None:
    text = MODULE.replace(
        'def unique(items):\n    """Each item once."""\n',
        'def unique(\n    items: list[str],  # in order\n) -> list[str]:\n  """Each item\n  once."""\n\n',
    ).replace("\n    ", "\n  ")
    body = "    # keys\n    if items:\n        return list(dict.fromkeys(items))\n    return []\n"
    given = {"imports": ["import functools"], "function": f"@functools.cache\ndef unique(items):\n{body}"}
    (candidate,) = found(workspace, Step(json.dumps({"candidates": [given]})), text=text)
    head = "@functools.cache\ndef unique(\n  items: list[str],  # in order\n) -> list[str]:\n"
    docstring = '  """Each item\n  once."""\n'
    after = "  # keys\n  if items:\n      return list(dict.fromkeys(items))\n  return []\n\n\nclass"
    assert head + docstring + after in candidate.after


def test_imports_and_helpers_go_to_their_places(workspace: Workspace) -> None:
    given = {
        "change": "x",
        "imports": ["import os", "import itertools", "from collections import Counter, deque"],
        "helpers": "_ORDER = frozenset((1, 2))\n\n\ndef _first(items):\n    return next(iter(items))\n",
        "function": GOOD,
    }
    (candidate,) = found(workspace, Step(json.dumps({"candidates": [given]})))
    lines = candidate.after.split("\n")
    assert lines[2:6] == [
        "import os",
        "from collections import Counter",
        "import itertools",
        "from collections import deque",
    ]
    names = [getattr(node, "name", "") for node in ast.parse(candidate.after).body]
    assert names.index("_first") == names.index("unique") - 1


def test_a_string_over_lines_keeps_its_text_in_a_method(workspace: Workspace) -> None:
    code = 'def names(self):\n    text = """a\nb"""\n    return [text]\n'
    (candidate,) = found(workspace, Step(candidates(code)), function="Basket.names")
    assert '        text = """a\nb"""\n        return [text]' in candidate.after


def test_secrets_and_paths_are_not_sent_and_come_back_unharmed(workspace: Workspace) -> None:
    text = MODULE.replace(
        "    seen = []",
        '    token = "hunter2-of-mine"\n    # see /home/someone/notes.txt, ask someone@example.org\n    seen = []',
    ).replace("LIMIT = 10", 'LIMIT = 10\nPASSWORD = "letmein!"\nDSN = "postgres://me:pa55@db/x"')
    code = 'def unique(items):\n    token = "MASKED_1"\n    return list(dict.fromkeys(items))\n'
    with serving(Step(candidates(code))) as server:
        source = ModelSource(workspace.consent(server.base_url))
        (candidate,) = source.candidates(workspace.task(text=text))
        told = server.prompt()
    assert [secret for secret in ("hunter2", "/home/someone", "someone@", "letmein", "pa55") if secret in told] == []
    assert str(workspace.root) not in told
    assert 'token = "hunter2-of-mine"' in candidate.after


WRONG = {
    "another function": "def other(items):\n    return items\n",
    "other arguments": "def unique(items, memo={}):\n    return items\n",
    "async": "async def unique(items):\n    return items\n",
    "no Python": "def unique(items:\n",
    "environment": 'import os\n\n\ndef unique(items):\n    return os.environ["KEY"]\n',
    "through a module": "import contextlib\n\n\ndef unique(items):\n    return contextlib.os.listdir()\n",
    "builtins": 'def unique(items):\n    return eval("items")\n',
    "workings": "def unique(items):\n    return (0).__class__.__base__.__subclasses__()\n",
    "names in strings": 'def unique(items):\n    return "{0.__class__}".format(items)\n',
    "at import": "print('hello')\n\n\ndef unique(items):\n    return items\n",
    "a process": "import subprocess\n\n\ndef unique(items):\n    return subprocess.run(['ls'])\n",
    "the clock": "import time\n\n\ndef unique(items):\n    return time.time()\n",
    "a global": "_SEEN = {}\n\n\ndef unique(items):\n    global LIMIT\n    LIMIT = 3\n    return items\n",
    "another meaning": "LIMIT = 11\n\n\ndef unique(items):\n    return items\n",
    "a builtin": "def len(items):\n    return 0\n\n\ndef unique(items):\n    return items\n",
}


@pytest.mark.parametrize("code", WRONG.values(), ids=WRONG)
def test_what_reaches_too_far_is_turned_away(workspace: Workspace, code: str) -> None:
    assert found(workspace, Step(candidates(code))) == []


def test_only_the_good_one_of_many_is_handed_on(workspace: Workspace) -> None:
    codes = [*list(WRONG.values())[:3], GOOD, *list(WRONG.values())[4:6]]
    assert len(found(workspace, Step(candidates(*codes)))) == 1


def test_what_the_original_reaches_for_a_rewrite_may_too(workspace: Workspace) -> None:
    text = MODULE.replace("    return seen", "    print(os.sep)\n    return seen")
    code = "def unique(items):\n    print(os.sep)\n    return list(dict.fromkeys(items))\n"
    assert len(found(workspace, Step(candidates(code)), text=text)) == 1


def test_repair_is_asked_for_with_the_counterexample(workspace: Workspace) -> None:
    bad = "def unique(items):\n    return list(set(items))\n"
    with serving(Step(candidates(bad)), Step(candidates(GOOD))) as server:
        source = ModelSource(workspace.consent(server.base_url))
        task = workspace.task()
        (first,) = source.candidates(task)
        shown = Counterexample("unique([2, 1])", "result: order", "returns [2, 1]", "returns [1, 2]")
        rewrite = Rewrite(task.path, task.function, task.text, first.after)
        proof = Proof("refuted", "differs", rewrite, counterexample=shown, inputs={"generated": 3})
        (second,) = source.repaired(task, [Tried(first, proof, source.name)])
        assert "unique([2, 1])" in server.prompt()
        assert "list(set(items))" in server.prompt()
    assert "dict.fromkeys" in second.after


def test_values_of_a_recorded_run_stay_here(workspace: Workspace) -> None:
    with serving(
        Step(candidates("def unique(items):\n    return list(set(items))\n")), Step('{"candidates": []}')
    ) as server:
        source = ModelSource(workspace.consent(server.base_url))
        task = workspace.task()
        (first,) = source.candidates(task)
        shown = Counterexample("unique(['Jane Doe'])", "result", "returns ['Jane Doe']", "returns []")
        rewrite = Rewrite(task.path, task.function, task.text, first.after)
        proof = Proof("refuted", "differs", rewrite, counterexample=shown, inputs={"replayed": 3})
        assert list(source.repaired(task, [Tried(first, proof, source.name)])) == []
        assert len(server.requests) == 2
        assert "Jane" not in server.prompt()


@pytest.mark.parametrize(
    "step",
    [
        Step("I would use a set."),
        Step('{"candidates": "none"}'),
        Step('{"candidates": [{"function": 3}, 4, {"function": "x", "imports": [1]}]}'),
        Step("[" * 100_000),
        Step(""),
        Step(candidates(GOOD)[:-30], finish="length"),
        Step(candidates(GOOD)[:-30], cut=True),
    ],
    ids=["prose", "wrong schema", "wrong types", "deep", "empty", "too long", "cut"],
)
def test_an_answer_that_is_none_is_told(workspace: Workspace, step: Step) -> None:
    with pytest.raises(SourceFailed):
        found(workspace, step)


def test_fenced_blocks_are_read_too(workspace: Workspace) -> None:
    text = f"Sure!\n```python\n# change: keys of a dict\nimport itertools\n\n{GOOD}```\nand\n```\nno code\n```\n"
    (candidate,) = found(workspace, Step(text))
    assert (candidate.note, "import itertools" in candidate.after) == ("keys of a dict", True)
