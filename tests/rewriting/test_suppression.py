"""Suppression comments: which findings they silence, what is said of useless ones, how they are added."""

from __future__ import annotations

import ast

import pytest
from slowspot.analyzers.engine import Analyzer, RuleSet
from slowspot.analyzers.rewriting import apply_edits
from slowspot.analyzers.rewriting.suppression import ASKED, Silencer, apply, reason_edit, suppress_edit
from slowspot.analyzers.rules.declaration import Match, Rule, Triggers
from slowspot.analyzers.semantics.site import Site
from slowspot.analyzers.source import Document


def call(node: ast.Call, site: Site) -> Match | None:
    return Match(node, "a call")


SLOW = Rule(
    slug="calls-slow", code="SLP998", family="folklore", stage="stable", triggers=Triggers(calls=frozenset({"slow"})),
    check=call, former=("calls-sloth",),
)  # fmt: skip
OTHER = Rule(
    slug="calls-other", code="SLP997", family="files", stage="stable", triggers=Triggers(calls=frozenset({"other"})),
    check=call,
)  # fmt: skip


def outcome(text: str) -> tuple[list[str], list[tuple[int | None, str]]]:
    document = Document(text)
    kept, notes = apply(document, Analyzer(document, RuleSet([SLOW, OTHER])).findings())
    return [document.slice(finding.span) for finding in kept], [(note.line, note.message) for note in notes]


@pytest.mark.parametrize(
    "text",
    [
        "slow(1)  # slowspot: ignore[calls-slow]\n",
        "slow(1)  # slowspot: ignore\n",
        "slow(1)  #slowspot:ignore[ calls-slow ]\n",
        "slow(1)  # slowspot: ignore[SLP998]\n",
        "slow(1)  # slowspot: ignore[SLP9]\n",
        "slow(1)  # slowspot: ignore[folklore]\n",
        "slow(1)  # slowspot: ignore[calls-sloth]\n",
        "slow(1)  # noqa  # slowspot: ignore[calls-slow] it is only a test\n",
        "slow(  # slowspot: ignore[calls-slow]\n    1)\n",
        "slow(\n    1)  # slowspot: ignore[calls-slow]\n",
        "slow('''\n''' + '')  # slowspot: ignore[calls-slow]\n",
        "x = slow(1), '''\n'''  # slowspot: ignore[calls-slow]\n",
        "x = slow(1) + \\\n    2  # slowspot: ignore[calls-slow]\n",
        "slow(1)\n# slowspot: ignore-file[calls-slow]\n",
        "# slowspot: ignore-file\nslow(1)\n",
        "class C:\n    def f(self):\n        slow(1)  # slowspot: ignore[calls-slow]\r\n",
        "class C(slow(1)):  # slowspot: ignore[calls-slow]\n    def f(self): pass\n",
        "slow(1)  # slowspot: ignore[calls-slow]",
    ],
)
def test_findings_are_silenced(text: str) -> None:
    assert outcome(text) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "slow('# slowspot: ignore')\n",
        "slow(1), '''\n# slowspot: ignore\n'''\n",
        "slow(\n    1,  # slowspot: \n)\n",
        "slow(1)\n",
        "slow(1)  # slowspot is great\n",
    ],
)
def test_what_is_no_suppression_silences_nothing(text: str) -> None:
    kept, notes = outcome(text)
    assert (len(kept), notes) == (1, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1  # slowspot: ignore\n", "this suppression silences nothing: remove it"),
        ("slow(1)  # slowspot: ignore[calls-slow, sorted-first]\n",
         "the suppression of sorted-first silences nothing: remove it"),
        ("slow(1)  # slowspot: ignore[calls-slow]  # slowspot: ignore[\n",
         "this suppression lacks its closing bracket: `# slowspot: ignore[`"),
        ("slow(1)  # slowspot: ignore[calls-slow]  # slowspot: ignore[]\n",
         "this suppression names no rule: `# slowspot: ignore[]`"),
        ("slow(1)  # slowspot: ignore[calls-slow]  # slowspot: ignroe[calls-slow]\n",
         "unknown suppression `slowspot: ignroe`; did you mean `ignore`?"),
        ("# slowspot: ignore-file[sorted-first]\n", "the suppression of sorted-first silences nothing: remove it"),
    ],
)  # fmt: skip
def test_useless_suppressions_are_told(text: str, message: str) -> None:
    assert outcome(text) == ([], [(0, message)])


def test_unknown_rules_are_told_with_suggestions() -> None:
    _, [(line, message)] = outcome("slow(1)  # slowspot: ignore[calls-slow, sorted-frist]\n")
    assert line == 0
    assert message.startswith("suppression of an unknown rule 'sorted-frist'; did you mean sorted-first")


def test_a_suppression_of_a_rule_that_did_not_run_is_not_called_unused() -> None:
    document = Document("x = 1  # slowspot: ignore[sorted-first]\ny = 1  # slowspot: ignore\n")
    assert apply(document, [], ran=[SLOW]) == ([], [])


def test_suppressions_in_broken_code_are_not_called_unused() -> None:
    assert outcome("def f(:  # slowspot: ignore[sorted-first]\n") == ([], [])


def test_other_rules_are_kept() -> None:
    assert outcome("slow(1), other(2)  # slowspot: ignore[calls-slow]\n") == (["other(2)"], [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("slow(1)\n", "slow(1)  # slowspot: ignore[calls-slow]\n"),
        ("slow(1)", "slow(1)  # slowspot: ignore[calls-slow]"),
        ("slow(1)  \r\n", "slow(1)  # slowspot: ignore[calls-slow]\r\n"),
        ("slow(1)  # why\n", "slow(1)  # why  # slowspot: ignore[calls-slow]\n"),
        ("slow(1)  # slowspot: ignore[calls-other]\n", "slow(1)  # slowspot: ignore[calls-other, calls-slow]\n"),
        ("slow(\n    1,\n)\n", "slow(  # slowspot: ignore[calls-slow]\n    1,\n)\n"),
        ("slow('''\n#\n''')\n", "slow('''\n#\n''')  # slowspot: ignore[calls-slow]\n"),
        ("slow(f'''\n{1}\n''', f'{2}')\n", "slow(f'''\n{1}\n''', f'{2}')  # slowspot: ignore[calls-slow]\n"),
        ("x = slow(1) + \\\n    2\n", "x = slow(1) + \\\n    2  # slowspot: ignore[calls-slow]\n"),
        ("x = '\\\\', slow('''\n'''), (\n    2)\n",
         "x = '\\\\', slow('''\n'''), (  # slowspot: ignore[calls-slow]\n    2)\n"),
        ("class C:\n\n    @slow\n    @slow(1)\n    def f(self): pass\n",
         "class C:\n\n    @slow\n    @slow(1)  # slowspot: ignore[calls-slow]\n    def f(self): pass\n"),
        ("x = '# slowspot: ignore[a]', slow(1)\n",
         "x = '# slowspot: ignore[a]', slow(1)  # slowspot: ignore[calls-slow]\n"),
    ],
)  # fmt: skip
def test_suppressing_a_finding_silences_it(before: str, after: str) -> None:
    document = Document(before)
    finding = Analyzer(document, RuleSet([SLOW])).findings()[0]
    text = apply_edits(document, [suppress_edit(document, finding)])
    assert text == after
    again = Document(text)
    assert apply(again, Analyzer(again, RuleSet([SLOW])).findings(), ran=[SLOW])[0] == []


def reasons_missing(text: str) -> list[int | None]:
    document = Document(text)
    kept, notes = apply(document, Analyzer(document, RuleSet([SLOW])).findings(), ran=[SLOW], require_reason=True)
    assert kept == []
    return [note.line for note in notes if note.kind == "missing-reason"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("slow(1)  # slowspot: ignore[calls-slow] -- once a day\n", []),
        ("slow(1)  # slowspot: ignore[calls-slow]--once a day  # noqa\n", []),
        ("slow(1)  # slowspot: ignore -- once a day\n", []),
        ("slow(1)\n# slowspot: ignore-file[calls-slow] -- generated\n", []),
        ("slow(1)  # slowspot: ignore[calls-slow]\n", [0]),
        ("slow(1)  # slowspot: ignore[calls-slow] once a day\n", [0]),
        ("slow(1)  # slowspot: ignore[calls-slow] --  # noqa\n", [0]),
        ("slow(1)  # slowspot: ignore[calls-slow] -- ...\n", [0]),
        (f"slow(1)  # slowspot: ignore[calls-slow] -- {ASKED}\n", [0]),
        ("slow(1)\n# slowspot: ignore-file\n", [1]),
        # Useless ones are to be removed, not explained.
        ("# slowspot: ignore[calls-slow]\n", []),
    ],
)
def test_a_suppression_has_to_say_why_where_that_is_asked(text: str, missing: list[int]) -> None:
    assert reasons_missing(text) == missing
    assert [note for note in outcome(text)[1] if "reason" in note[1]] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("slow(1)  # slowspot: ignore\n", "slow(1)  # slowspot: ignore -- no\n"),
        (
            "slow(1)  # slowspot: ignore[calls-slow]  # noqa\n",
            "slow(1)  # slowspot: ignore[calls-slow] -- no  # noqa\n",
        ),
        ("slow(1)  # slowspot: ignore[calls-slow] --\n", "slow(1)  # slowspot: ignore[calls-slow] -- no\n"),
        (f"slow(1)  # slowspot: ignore -- {ASKED}\n", "slow(1)  # slowspot: ignore -- no\n"),
    ],
)
def test_reason_goes_behind_the_suppression(before: str, after: str) -> None:
    document = Document(before)
    edit = reason_edit(document, 0, "no")
    assert edit is not None
    assert apply_edits(document, [edit]) == after
    assert reason_edit(Document(after), 0, "no") is None


def test_a_silencer_follows_edits() -> None:
    document = Document("slow(1)\n")
    analyzer = Analyzer(document, RuleSet([SLOW]))
    (finding,) = analyzer.findings()
    silencer = Silencer(document)
    before = silencer.silences(finding)
    edit = suppress_edit(document, finding)
    analyzer.update(document.edit(edit.span, edit.text))
    assert (before, [silencer.silences(finding) for finding in analyzer.findings()]) == (False, [True])
