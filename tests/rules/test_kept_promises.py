"""Programs on which a fix once changed what they do: no fix may be `safe`, or it must keep the behaviour."""

from __future__ import annotations

import pytest
from slowspot.analyzers.promises.running import analyze, run
from slowspot.analyzers.rewriting import apply_edits, build_fix
from slowspot.analyzers.rules.registry import resolve

from tests.rules.kept_promises import PROGRAMS
from tests.rules.kept_promises.program import Arguments


@pytest.mark.parametrize(("slug", "program", "arguments"), PROGRAMS)
def test_safe_fix_keeps_what_the_program_does(slug: str, program: str, arguments: Arguments) -> None:
    rule, fixed = resolve(slug)[0], program
    for _ in range(9):
        document, analyzer, findings = analyze(fixed, rule)
        fixes = [build_fix(document, analyzer, finding) for finding in findings]
        safe = [fix for fix in fixes if fix is not None and fix.safety == "safe"]
        if not safe:
            break
        fixed = apply_edits(document, safe[0].edits)
    assert run(fixed, arguments) == run(program, arguments)
