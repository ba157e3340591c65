"""The long run: `python tests/monkey/run.py [--events 200000] [--seed N] [--record]`; a failing script is made short.

Sessions of so many events each, on real files, with the capabilities of real clients in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.monkey.inventing import invent
from tests.monkey.player import Outcome
from tests.monkey.playing import play
from tests.monkey.shrinking import shrunk

HERE = Path(__file__).parent
CLIENTS = HERE.parent / "server" / "capabilities"
FIGURES = HERE / "figures.json"
ENCODINGS = ("utf-16", "utf-8", "utf-32")


def capabilities(seed: int) -> tuple[str, dict[str, Any], str]:
    """A client's name, its capabilities, and the encoding that it will be answered in."""
    clients = sorted(CLIENTS.glob("*.json"))
    chosen = json.loads(clients[seed % len(clients)].read_text("utf-8"))["capabilities"]
    encoding = ENCODINGS[seed // len(clients) % len(ENCODINGS)]
    chosen.setdefault("general", {})["positionEncodings"] = [encoding]
    return clients[seed % len(clients)].stem, chosen, encoding


def session(seed: int, events: int, *, index: bool = False) -> tuple[Outcome, list[dict[str, Any]]]:
    _, client, encoding = capabilities(seed)
    script = invent(seed, events, encoding)
    return replay(script, client, index=index), script


def replay(script: list[dict[str, Any]], client: dict[str, Any], *, index: bool, seconds: float = 120) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        options = {"index": "on" if index else "off"}
        return play(script, Path(folder), client, options=options, seconds=seconds)


def keep_short(seed: int, script: list[dict[str, Any]], client: dict[str, Any], *, index: bool) -> None:
    """Write the script to a file here, first as it is, then as short as it still fails."""
    kept = Path(f"monkey-{seed}.json")
    kept.write_text(json.dumps({"client": client, "index": index, "script": script}), "utf-8")
    short = shrunk(script, lambda part: bool(replay(part, client, index=index, seconds=20).faults))
    kept.write_text(json.dumps({"client": client, "index": index, "script": short}, indent=1), "utf-8")
    print(f"  {len(short)} events are enough: {kept}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--session", type=int, default=5_000, help="events of one session (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--script", type=Path, help="play this file again, as a failing run left it")
    parser.add_argument("--record", action="store_true", help=f"write the counts to {FIGURES.name}")
    options = parser.parse_args()
    if options.script:
        saved = json.loads(options.script.read_text("utf-8"))
        outcome = replay(saved["script"], saved["client"], index=saved["index"])
        print("\n".join(outcome.faults) or "nothing is wrong")
        return bool(outcome.faults)
    totals: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    growth: list[float] = []
    began = time.time()
    for number in range(-(-options.events // options.session)):
        seed = options.seed + number
        index = number % 4 == 3
        name, client, encoding = capabilities(seed)
        outcome, script = session(seed, options.session, index=index)
        totals.update(
            sessions=1, events=outcome.events, requests=outcome.requests, compared=outcome.compared,
            findings=outcome.findings, faults=len(outcome.faults),
        )  # fmt: skip
        answers += outcome.answers
        memory = outcome.memory or [0.0]
        growth.append(memory[-1] - memory[0])
        totals["memory"] = max(totals["memory"], round(max(memory)))
        print(
            f"seed {seed} ({name}, {encoding}{', index' if index else ''}): {outcome.events} events, "
            f"{outcome.requests} requests, {outcome.compared} documents compared, {outcome.findings} findings, "
            f"{' '.join(f'{it:.0f}' for it in memory)} MB; {time.time() - began:.0f} s",
            flush=True,
        )
        if outcome.faults:
            print("  " + "\n  ".join(outcome.faults), flush=True)
            keep_short(seed, script, client, index=index)
    print(dict(totals), dict(answers))
    if options.record:
        seconds = round(time.time() - began)
        figures = {**totals, "answers": dict(answers.most_common()), "growth": round(max(growth)), "seconds": seconds}
        FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return bool(totals["faults"])


if __name__ == "__main__":
    sys.exit(main())
