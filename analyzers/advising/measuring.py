"""Runs what was advised, and has what comes of it decide: programs in pairs, functions by proofs. It runs user code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..proving.interpreters import UnusableInterpreter
from ..proving.proofs.proof import Effort, Rewrite
from ..proving.proofs.prove import prove
from ..proving.proofs.store import ProofStore, ProofStoreError
from .advice import Advice, Option, Trial
from .deciding import in_order
from .installed import Surroundings
from .trying import CannotTry, Program, tried

__all__ = ["Budget", "measured"]

_PROVED = ("numpy", "numba")
"""Engines for one function without effects: a proof says more than a run of the program."""
_MOST = 2
"""Engines that are tried for one function."""


_EFFORT = Effort(inputs=200, seconds=40.0, tests="never")


@dataclass(frozen=True, slots=True)
class Budget:
    """How much is run."""

    pairs: int = 5
    run_seconds: float = 60.0
    """For one run of the program."""
    effort: Effort = _EFFORT
    root: str = ""
    keep: bool = True


def measured(
    found: Sequence[Advice], program: Program | None, around: Surroundings, budget: Budget,
    tell: Callable[[str], None] = lambda _: None, over: Callable[[], bool] = lambda: False,
) -> None:  # fmt: skip
    """Try the options that fit and have a mechanical part, and put them in order anew by what came of it."""
    for advice in found:
        left = _MOST
        for option in advice.options:
            if not left or over():
                break
            if option.verdict == "not" or option.engine in ("stay", "code", "accelerator") or option.missing:
                continue
            if option.engine != "pypy" and option.mechanical is None:
                continue
            tell(f"{advice.function}: {option.engine}")
            _try(advice, option, program, around, budget)
            left -= 1
        _decide(advice)


def _try(advice: Advice, option: Option, program: Program | None, around: Surroundings, budget: Budget) -> None:
    try:
        if option.engine in _PROVED:
            option.trial = _proof(advice, option, around, budget)
            return
        if program is None:
            raise CannotTry("the recorded command is no Python program that can be run again from here")
        other = around.pypy if option.engine == "pypy" else None
        option.trial = tried(
            program, around.interpreter, option.mechanical, other=other, pairs=budget.pairs, timeout=budget.run_seconds
        )
    except CannotTry as error:
        option.missing = f"tried, without a result: {error}"
        option.verdict = "unknown"
    except UnusableInterpreter as error:
        option.missing = str(error)


def _proof(advice: Advice, option: Option, around: Surroundings, budget: Budget) -> Trial | None:
    change = option.mechanical
    assert change is not None
    rewrite = Rewrite(change.path, advice.function, change.before, change.after, origin=option.engine)
    proof = prove(rewrite, around.interpreter, budget.effort, root=budget.root)
    if budget.keep:
        try:
            ProofStore(budget.root).add(proof)
        except (ProofStoreError, ValueError) as error:
            option.missing = f"the proof cannot be kept: {error}"
    speedup = proof.speedup
    if proof.verdict != "proved" or speedup is None:
        option.verdict = "not" if proof.verdict == "refuted" else "unknown"
        option.missing = f"{proof.verdict}: {proof.reason}"
        return None
    told = f"equal on {proof.checked} inputs, {speedup.median:.3g}× as fast ({speedup.inputs})"
    return Trial("proved", speedup.median, speedup.low, speedup.high, told, whole=False)


def _decide(advice: Advice) -> None:
    """Have what was tried decide: what came out no faster does not fit."""
    options = [option for option in advice.options if option.engine != "stay"]
    stays = [option for option in advice.options if option.engine == "stay"]
    for option in options:
        if option.trial is not None:
            option.verdict = "fits" if option.trial.faster else "not"
    advice.options = in_order(options, advice.share)
    if stays and stays[0].basis == "recorded" and "thread of its own" in stays[0].why:
        advice.options.insert(0, stays[0])
    elif not advice.options or advice.best.verdict != "fits":
        slow = next((option for option in advice.options if option.trial is not None), None)
        if slow is not None and slow.trial is not None:
            trial = slow.trial
            why = f"{slow.engine} was tried: {trial.times:.2f}× as fast ({trial.low:.2f} to {trial.high:.2f})"
            stay = Option("stay", "fits", why, basis="measured")
        else:
            stay = stays[0] if stays else Option("stay", "fits", "what might fit could not be tried")
        advice.options.insert(0, stay)
