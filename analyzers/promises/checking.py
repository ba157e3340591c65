"""All that the declaration of a rule promises, one by one: detection, fix, equality, silence on clean code.

Slowspot's own tests hold its rules to them, and `slowspot rules test` those of plugins.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from ..rules.declaration import Example, Rule
from .running import BrokenPromise, analyze, check_near_misses, fix_everything, run, unmark

__all__ = ["PROMISES", "Promise", "subjects"]


class Promise(NamedTuple):
    """Something that a declaration says of the rule, or of each of its examples or programs."""

    name: str
    of: Callable[[Rule], Sequence[Any]]
    """What it is about: the rule itself, its examples, or programs."""
    check: Callable[[Rule, Any], None]
    """Raises BrokenPromise, saying what was expected and what came."""
    runs: bool = False
    """Whether the examples are run, which takes the packages that they need."""


def subjects(promise: Promise, rule: Rule) -> Iterator[tuple[int, Any]]:
    """Yield what a promise is to be checked on, numbered as in the declaration."""
    numbered = {id(example): number for number, example in enumerate(rule.examples)}
    for number, subject in enumerate(promise.of(rule)):
        yield numbered.get(id(subject), number), subject


# -- of the rule itself


def _itself(rule: Rule) -> list[Rule]:
    return [rule]


def _has_examples(rule: Rule, _: Rule) -> None:
    _hold(bool(rule.examples), "it has no examples")
    _hold(len(rule.clean) >= 3, f"it has {len(rule.clean)} `clean` programs, on which it must be silent: give three")
    for program in rule.clean:
        _hold(program.startswith("# "), f"the first line of a clean program says why it is clean:\n{program}")


def _has_a_page(rule: Rule, _: Rule) -> None:
    lines = rule.doc.splitlines()
    _hold(len(lines) > 2 and lines[0].endswith(".") and not lines[1], "the docstring begins with a sentence of its own")
    _hold("When not to bother" in rule.doc, "the docstring does not say **When not to bother**")


def _fixes_have_titles(rule: Rule, _: Rule) -> None:
    _hold((rule.rewrite is None) == (rule.title == ""), "a rule with a rewrite, and only such a one, has a `title`")


def _options_are_whole(rule: Rule, _: Rule) -> None:
    for option in rule.options:
        _hold(bool(re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", option.name)), f"option {option.name!r}: lower case, hyphens")
        _hold(option.doc.endswith("."), f"option {option.name}: its `doc` is a sentence")
        value = list(option.default) if isinstance(option.default, tuple) else option.default
        _equal(option.read(value), option.default, f"option {option.name}: its default")
    _equal(len({option.name for option in rule.options}), len(rule.options), "options with names of their own")


def _is_no_crash(rule: Rule, _: Rule) -> None:
    check_near_misses(rule, fixes=True)


# -- of its examples


def _examples(rule: Rule) -> Sequence[Example]:
    return rule.examples


def _pairs(rule: Rule) -> list[Example]:
    """An AntiExample has a plain form to compare with, also where the rule has no rewrite."""
    return [example for example in rule.examples if example.after]


def _fixed(rule: Rule) -> list[Example]:
    return [example for example in rule.examples if example.after and rule.rewrite is not None]


def _has_inputs(rule: Rule, example: Example) -> None:
    _hold(bool(example.same), "an example with an `after` has arguments on which both are the `same`")
    _hold(example.workload is not None, "an example with an `after` has a `workload`")


def _finds_what_is_marked(rule: Rule, example: Example) -> None:
    source, spans = unmark(example.before)
    document, _, findings = analyze(source, rule)
    _equal([document.slice(finding.span) for finding in findings], [document.slice(span) for span in spans], "it marks")
    _equal([finding.span for finding in findings], spans, "the places")


def _review_says_why(rule: Rule, example: Example) -> None:
    for finding in analyze(unmark(example.before)[0], rule)[2]:
        _equal(bool(finding.reason), finding.safety == "review", "a reason, where and only where a fix is to review")
        for said in (finding.reason, finding.message):
            _hold(not said.endswith("."), f"no full stop at the end of {said!r}")


def _fixes_as_shown(rule: Rule, example: Example) -> None:
    _equal(fix_everything(unmark(example.before)[0], rule), example.after, "the fixed text")


def _is_silent_when_fixed(rule: Rule, example: Example) -> None:
    document, _, findings = analyze(example.after, rule)
    _equal([document.slice(finding.span) for finding in findings], [], "findings in its own `after`")


def _fixes_other_layouts(rule: Rule, example: Example) -> None:
    def other(text: str) -> str:
        tabs = re.sub(r"^( {4})+", lambda m: "\t" * (len(m[0]) // 4), text, flags=re.MULTILINE)
        return tabs.replace("\n", "\r\n")

    _equal(fix_everything(other(unmark(example.before)[0]), rule), other(example.after), "with tabs and CR LF")


def _agrees(rule: Rule, example: Example) -> None:
    before = unmark(example.before)[0]
    for arguments in example.same:
        _equal(run(example.after, arguments), run(before, arguments), f"of the arguments {_shown(arguments)}")


def _agrees_on_the_workload(rule: Rule, example: Example) -> None:
    workload = example.workload
    if workload is not None:  # `_has_inputs` tells
        before = run(unmark(example.before)[0], lambda: workload(30))
        _equal(run(example.after, lambda: workload(30)), before, "of the workload of size 30")


def _differs_where_it_says(rule: Rule, example: Example) -> None:
    before = unmark(example.before)[0]
    for arguments in example.differs:
        same = run(example.after, arguments) == run(before, arguments)
        _hold(not same, f"`differs` holds arguments on which nothing differs: {_shown(arguments)}")


def _safe_is_safe(rule: Rule, example: Example) -> None:
    findings = analyze(unmark(example.before)[0], rule)[2]
    if all(finding.safety == "safe" for finding in findings):
        _hold(not example.differs, "a safe fix has no arguments on which it `differs`")


# -- of its programs


def _clean(rule: Rule) -> Sequence[str]:
    return rule.clean


def _unsafe(rule: Rule) -> Sequence[str]:
    return rule.unsafe


def _is_silent(rule: Rule, program: str) -> None:
    ast.parse(program)
    document, _, findings = analyze(program, rule)
    _equal([document.slice(finding.span) for finding in findings], [], f"findings in\n{program}")


def _is_careful(rule: Rule, program: str) -> None:
    _hold(program.startswith("# "), "the first line of an `unsafe` program says why it is not safe")
    ast.parse(program)
    findings = analyze(program, rule)[2]
    _hold(bool(findings), f"no finding in\n{program}")
    safe = [finding.safety for finding in findings if finding.safety == "safe"]
    _equal(safe, [], f"safe fixes in\n{program}")


PROMISES = (
    Promise("has examples and clean programs", _itself, _has_examples),
    Promise("has a page that says when not to bother", _itself, _has_a_page),
    Promise("has a title for its fix", _itself, _fixes_have_titles),
    Promise("declares its options whole", _itself, _options_are_whole),
    Promise("has inputs for its examples", _pairs, _has_inputs),
    Promise("finds what is marked", _examples, _finds_what_is_marked),
    Promise("says why a fix is to review", _examples, _review_says_why),
    Promise("fixes as shown", _fixed, _fixes_as_shown),
    Promise("is silent on what it fixed", _pairs, _is_silent_when_fixed),
    Promise("fixes with other newlines and tabs", _fixed, _fixes_other_layouts),
    Promise("gives the same on the same inputs", _pairs, _agrees, runs=True),
    Promise("gives the same on the workload", _pairs, _agrees_on_the_workload, runs=True),
    Promise("differs where it says so", _pairs, _differs_where_it_says, runs=True),
    Promise("calls safe what is safe", _fixed, _safe_is_safe),
    Promise("is silent on clean programs", _clean, _is_silent),
    Promise("calls no fix safe where a fact is missing", _unsafe, _is_careful),
    Promise("does not crash on other shapes of its examples", _itself, _is_no_crash),
)


def _hold(fact: bool, otherwise: str) -> None:
    if not fact:
        raise BrokenPromise(otherwise)


def _equal(found: object, expected: object, what: str) -> None:
    if found == expected:
        return
    if isinstance(found, str) and isinstance(expected, str) and "\r" not in expected:
        lines = difflib.unified_diff(
            expected.splitlines(), found.splitlines(), "as declared", "as it is", lineterm="", n=2
        )
        raise BrokenPromise(f"{what} is another one:\n" + "\n".join(lines))
    raise BrokenPromise(f"{what}: expected {expected!r}, found {found!r}")


def _shown(arguments: object) -> str:
    return repr(arguments() if callable(arguments) else arguments)
