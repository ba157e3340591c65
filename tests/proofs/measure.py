"""How often a proof is right: every pair of the corpus and every wrong variant goes through `prove`.

    python tests/proofs/measure.py [--only TEXT] [--what wrong,right,identical] [--every N] [--jobs N] [--write]
    python tests/proofs/measure.py --what catalogue [--write]

Answers are kept in `build/proofs.jsonl` by the texts that were compared, so that a run goes on where it was stopped;
`--fresh` forgets them. `--write` makes tests/proofs/figures.json of them, from which docs/quality.md is made. Wrong
variants are proved without timing: one that is called equal counts as accepted, however slow. Right and identical pairs
are timed, each alone on the machine as far as `--jobs 1` can do that.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from slowspot.analyzers.proving.interpreters import Interpreter, probe
from slowspot.analyzers.proving.proofs.proof import Effort, Input, Proof, Rewrite
from slowspot.analyzers.proving.proofs.prove import prove

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

# Late: found through the path above where this is run as a program.
from tests.proofs.corpus import Pair, pairs  # noqa: E402
from tests.proving.catalogue import Claim, claims, holds, proof_of  # noqa: E402

FIGURES = Path(__file__).with_name("figures.json")
KEPT = ROOT / "build" / "proofs.jsonl"
CATALOGUE = ROOT / "build" / "catalogue.json"
SECONDS = 60.0
IDENTICAL = 3
"""How often each function is compared with itself: a clock is wrong now and then."""


@dataclass(frozen=True)
class Case:
    what: str
    """wrong, right or identical."""
    name: str
    kind: str
    pair: Pair
    after: str

    @property
    def key(self) -> str:
        texts = "\0".join([self.what, self.name, self.pair.slow, self.after, *self.pair.given])
        return hashlib.sha256(texts.encode()).hexdigest()[:16]


def cases() -> Iterator[Case]:
    for pair in pairs():
        yield Case("right", pair.id, "", pair, pair.fast)
        for number in range(IDENTICAL):
            same = pair.slow + f"\n# The same, {number + 1}.\n"
            # Not the comment alone: a rewrite that changes nothing in the function is no rewrite.
            yield Case("identical", f"{pair.id}/{number + 1}", "", pair, marked(same, pair.name, number))
        for wrong in pair.wrongs:
            yield Case("wrong", wrong.name, wrong.kind, pair, wrong.text)


def marked(text: str, name: str, number: int) -> str:
    """The text with a `pass` in the function: another text that does the same in the same time."""
    lines = text.splitlines(keepends=True)
    head = f"def {name.rpartition('.')[2]}("
    at = max(place for place, line in enumerate(lines) if line.lstrip().removeprefix("async ").startswith(head))
    indent = len(lines[at]) - len(lines[at].lstrip()) + 4
    after = at + 1
    if lines[after].lstrip().startswith('"""'):
        while not lines[after].rstrip().endswith('"""') or (lines[after].strip() == '"""' and after == at + 1):
            after += 1
        after += 1
    return "".join([*lines[:after], " " * indent + "pass\n" * 1, *lines[after:]])


def proved(case: Case, interpreter: Interpreter, timing: bool) -> tuple[Proof, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "subject.py")
        path.write_text(case.pair.slow, encoding="utf-8")
        rewrite = Rewrite(str(path), case.pair.name, case.pair.slow, case.after, origin="the corpus")
        # Planted errors say how strong the evidence is; what is accepted without timing does not hang on them.
        effort = Effort(seconds=SECONDS, timing=timing, mutants=24 if timing else 0)
        given = [Input("given", code=code) for code in case.pair.given]
        began = time.monotonic()
        proof = prove(rewrite, interpreter, effort, root=folder, given=given)
        return proof, time.monotonic() - began


def row(case: Case, interpreter: Interpreter, timing: bool) -> dict[str, Any]:
    proof, seconds = proved(case, interpreter, timing)
    counter = proof.counterexample
    return {
        "key": case.key, "what": case.what, "name": case.name, "kind": case.kind, "hinted": case.pair.hinted,
        "timed": timing, "verdict": proof.verdict, "equal": proof.equal, "reason": proof.reason,
        "strength": proof.strength, "checked": proof.checked, "inputs": proof.inputs,
        "counterexample": counter and {"call": counter.call, "difference": counter.difference},
        "faster": proof.speed and proof.speed.faster, "speed": proof.speedup and proof.speedup.median,
        "mutants": proof.mutants and [proof.mutants.killed, proof.mutants.tried],
        "sandbox": proof.sandbox, "python": proof.python, "notes": proof.notes, "seconds": round(seconds, 2),
    }  # fmt: skip


def answered(case: Case, interpreter: Interpreter, untimed: bool) -> dict[str, Any]:
    return row(case, interpreter, timing=case.what != "wrong" and not untimed)


def kept() -> dict[str, dict[str, Any]]:
    if not KEPT.exists():
        return {}
    rows = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    return {each["key"]: each for each in rows}


def run(chosen: Sequence[Case], jobs: int, untimed: bool) -> None:
    interpreter = probe(sys.executable)
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.open("a", encoding="utf-8") as file, ThreadPoolExecutor(jobs) as pool:
        answers = pool.map(partial(answered, interpreter=interpreter, untimed=untimed), chosen)
        for number, found in enumerate(answers, 1):
            file.write(json.dumps(found) + "\n")
            file.flush()
            told = "" if expected(found) else f"  <-- {found['reason']}"
            print(f"{number}/{len(chosen)} {found['what']} {found['name']} {found['verdict']} "
                  f"{found['seconds']} s{told}", flush=True)  # fmt: skip


def run_catalogue(jobs: int) -> None:
    """Send every example of every rule with a fix through `prove`, on its own arguments."""
    interpreter = probe(sys.executable)

    def answer(claim: Claim) -> tuple[Claim, Proof, bool]:
        with tempfile.TemporaryDirectory() as folder:
            proof = proof_of(claim, interpreter, Path(folder))
        return claim, proof, holds(claim, proof)

    counted: Counter[str] = Counter()
    odd: list[dict[str, str]] = []
    with ThreadPoolExecutor(jobs) as pool:
        for number, (claim, proof, held) in enumerate(pool.map(answer, claims()), 1):
            counted[claim.claim] += 1
            counted[f"{claim.claim} held"] += held
            if not held:
                odd.append({"name": claim.id, "claim": claim.claim, "reason": proof.reason})
            print(f"{number} {claim.id} {proof.verdict}{'' if held else f'  <-- {proof.reason}'}", flush=True)
    CATALOGUE.parent.mkdir(exist_ok=True)
    CATALOGUE.write_text(json.dumps({**counted, "odd": odd}), encoding="utf-8")


def needed(case: Case, found: dict[str, Any] | None, untimed: bool) -> bool:
    """What was asked without timing is asked again where the timing is wanted."""
    return found is None or (case.what != "wrong" and not untimed and not found["timed"])


def expected(found: dict[str, Any]) -> bool:
    if found["what"] == "wrong":
        return not found["equal"]
    return bool(found["equal"]) and not (found["what"] == "identical" and found["faster"])


def figures(rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """What the page tells; only of cases that are in the corpus as it is now."""
    now = {case.key: case for case in cases()}
    rows = [each for each in rows if each["key"] in now]
    by = {what: [each for each in rows if each["what"] == what] for what in ("wrong", "right", "identical")}
    accepted = [each for each in by["wrong"] if each["equal"]]
    rejected = [each for each in by["right"] if not each["equal"]]
    timed = [each for each in by["right"] if each["timed"]]
    seconds = sorted(each["seconds"] for each in rows if each["timed"])
    kinds = Counter(each["kind"] for each in by["wrong"])
    through = Counter(each["kind"] for each in accepted)
    return {
        "python": sys.version.split()[0],
        "sandbox": Counter(each["sandbox"] for each in rows if each["sandbox"]).most_common(1)[0][0] if rows else "",
        "corpus": {"pairs": len(pairs()), "wrong": sum(len(pair.wrongs) for pair in pairs()),
                   "hinted": sum(pair.hinted for pair in pairs()), "themes": len({pair.theme for pair in pairs()})},
        "wrong": {"tried": len(by["wrong"]), "accepted": len(accepted),
                  "refuted": sum(each["verdict"] == "refuted" for each in by["wrong"])},
        "right": {"tried": len(by["right"]), "rejected": len(rejected),
                  "refuted": sum(each["verdict"] == "refuted" for each in by["right"]),
                  "proved": sum(each["verdict"] == "proved" for each in timed), "timed": len(timed)},
        "identical": {"tried": len(by["identical"]), "timed": sum(each["timed"] for each in by["identical"]),
                      "faster": sum(bool(each["faster"]) for each in by["identical"]),
                      "refuted": sum(each["verdict"] == "refuted" for each in by["identical"])},
        "seconds": {"median": statistics.median(seconds), "most": seconds[-1],
                    "nine_tenths": seconds[int(0.9 * (len(seconds) - 1))]} if seconds else None,
        "seconds_wrong": statistics.median(each["seconds"] for each in by["wrong"]) if by["wrong"] else None,
        "kinds": {kind: [kinds[kind], through[kind]] for kind in sorted(kinds)},
        "accepted": [{"name": each["name"], "kind": each["kind"]} for each in accepted],
        "rejected": [{"name": each["name"], "verdict": each["verdict"], "reason": each["reason"]} for each in rejected],
        "catalogue": json.loads(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else None,
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--what", default="wrong,right,identical")
    parser.add_argument("--every", type=int, default=1, help="only each N-th of them")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--untimed", action="store_true", help="only whether they are equal")
    parser.add_argument("--shuffle", type=int, help="in an order of chance, with this seed")
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--write", action="store_true", help="write figures.json from all that is known")
    options = parser.parse_args(arguments)
    if options.fresh:
        KEPT.unlink(missing_ok=True)
    if options.what == "catalogue":
        run_catalogue(options.jobs)
    known = kept()
    wanted = options.what.split(",")
    listed = [case for case in cases() if case.what in wanted and options.only in case.name][:: options.every]
    if options.shuffle is not None:
        random.Random(options.shuffle).shuffle(listed)
    run([case for case in listed if needed(case, known.get(case.key), options.untimed)], options.jobs, options.untimed)
    found = figures(kept().values())
    if options.write:
        FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(
        json.dumps({key: found[key] for key in ("wrong", "right", "identical", "seconds", "seconds_wrong")}, indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
