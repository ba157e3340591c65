"""Analyses a generated event log with more-itertools: windows, runs, buckets, spy and peekable reading."""

import random

import more_itertools as mit

PROJECT = "more-itertools"
REQUIRES = ["more-itertools"]
SCOPE = ["more_itertools"]
ROUNDS = 180


def log(rng: random.Random, length: int) -> list[tuple[int, str, float]]:
    clock = 0
    events = []
    for _ in range(length):
        clock += rng.randint(0, 3)
        events.append((clock, rng.choice(["read", "write", "open", "close"]), rng.random()))
    return events


def sessions(events: list) -> list[list]:
    return list(mit.split_when(events, lambda left, right: right[0] - left[0] > 2))


def grouped_reading(events: list) -> int:
    stream = mit.peekable(events)
    groups = 0
    while stream:
        kind = stream.peek()[1]
        while stream and stream.peek(None)[1] == kind:
            next(stream)
        groups += 1
    return groups


def main() -> None:
    rng = random.Random(17)
    total = 0.0
    for _ in range(ROUNDS):
        events = log(rng, 6000)
        total += max(sum(weight for _, _, weight in window) for window in mit.windowed(events, 5))
        total += len(sessions(events)) + grouped_reading(events)
        buckets = mit.bucket(events, key=lambda event: event[1])
        total += sum(mit.ilen(buckets[name]) for name in sorted(buckets))
        total += sum(1 for run in mit.consecutive_groups(sorted({event[0] for event in events})) if mit.ilen(run) > 2)
        total += sum(length for _, length in mit.run_length.encode(event[1] for event in events))
        reduced = mit.map_reduce(events, lambda event: event[0] % 50, lambda event: event[2], sum)
        total += mit.first(sorted(reduced.values()))
        total += sum(1 for _ in mit.unique_justseen(event[1] for event in events))
        total += len(list(mit.collapse([events[:500], [events[500:900]]], levels=2)))
        total += sum(mit.ilen(part) for part in mit.divide(7, events)) + mit.ilen(mit.stagger(events))
        total += sum(1 for _ in mit.interleave_longest(events[:900], events[:200]))
        total += len(list(mit.locate(events, lambda event: event[2] > 0.9)))
        total += len(list(mit.sliding_window(mit.side_effect(lambda event: None, events, chunk_size=9), 3)))
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
