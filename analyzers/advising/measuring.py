"""Runs what was advised, and has what comes of it decide: programs in pairs, functions by proofs. It runs user code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..log import log_exception
from ..proving.interpreters import UnusableInterpreter
from ..proving.proofs.proof import Effort, Rewrite
from ..proving.proofs.prove import prove
from ..proving.proofs.store import ProofStore, ProofStoreError
from .advice import Advice, Option, Trial
from .deciding import in_order
from .import_times import import_times, slowest
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
    option.tried = True
    caution = ""
    try:
        if option.engine in _PROVED:
            option.trial, caution = _proof(advice, option, around, budget)
            if option.trial is not None:
                return
        if program is None:
            raise CannotTry(caution or "the recorded command is no Python program that can be run again from here")
        other = around.pypy if option.engine == "pypy" else None
        option.trial = tried(
            program, around.interpreter, option.mechanical, other=other, pairs=budget.pairs, timeout=budget.run_seconds
        )
        option.missing = caution
        if option.engine == "lazy-imports":
            times = import_times(program, around.interpreter, budget.run_seconds)
            told = slowest(times, advice.path.split("/")[-2] if "/" in advice.path else "")
            option.why += f" (-X importtime: {told})" if told else ""
    except CannotTry as error:
        option.missing = f"without a result: {error}"
        option.verdict = "unknown"
    except UnusableInterpreter as error:
        option.missing = str(error)


def _proof(advice: Advice, option: Option, around: Surroundings, budget: Budget) -> tuple[Trial | None, str]:
    """What a proof of the change says, or why it says nothing: then the program alone can tell."""
    change = option.mechanical
    assert change is not None
    rewrite = Rewrite(change.path, advice.function, change.before, change.after, origin=option.engine)
    proof = prove(rewrite, around.interpreter, budget.effort, root=budget.root)
    if budget.keep:
        try:
            ProofStore(budget.root).add(proof)
        except (ProofStoreError, ValueError) as error:
            log_exception(__name__, error, "a proof was not kept")
    speedup = proof.speedup
    if proof.verdict == "proved" and speedup is not None:
        told = f"equal on {proof.checked} inputs, {speedup.median:.3g}× as fast ({speedup.inputs})"
        return Trial("proved", speedup.median, speedup.low, speedup.high, told, whole=False), ""
    shown = proof.counterexample
    if shown is not None:
        return None, f"not the same for every input: {shown.call} {shown.before}, then {shown.after}"
    return None, f"not proved: {proof.reason}"


def _decide(advice: Advice) -> None:
    """Have what was tried decide: what came out no faster does not fit."""
    for option in advice.options:
        if option.trial is not None:
            option.verdict = "fits" if option.trial.faster else "not"
    stays = [option for option in advice.options if option.engine == "stay"]
    if stays and stays[0].final:
        return
    options = in_order([option for option in advice.options if option.engine != "stay"], advice.share)
    advice.options = options
    if not options or options[0].verdict != "fits":
        advice.options = [_stay(options) or (stays[0] if stays else _NOTHING), *options]


_NOTHING = Option("stay", "fits", "what might fit could not be tried")


def _stay(options: Sequence[Option]) -> Option | None:
    """To stay, for what came of trying; None where nothing came of it."""
    for option in options:
        trial = option.trial
        if trial is not None:
            why = f"{option.engine} was tried: {trial.times:.2f}× as fast ({trial.low:.2f} to {trial.high:.2f})"
            return Option("stay", "fits", why, basis=trial.basis)
        if option.tried:
            return Option("stay", "fits", f"{option.engine} was tried: {option.missing}", basis="recorded")
    return None
