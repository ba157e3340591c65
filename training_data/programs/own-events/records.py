"""Logs as lazy pipelines: read, parse, filter, join, window, aggregate."""

import random
from collections import Counter, deque
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import NamedTuple

PROJECT = "own-events"
REQUIRES = []
SCOPE = []


class Entry(NamedTuple):
    moment: datetime
    user: str
    action: str
    millis: int
    ok: bool


def generate(rng, count):
    moment = datetime(2024, 3, 1)
    for _ in range(count):
        moment += timedelta(seconds=rng.expovariate(0.2))
        user = f"user{int(rng.paretovariate(1.1)) % 500}"
        action = rng.choice(["view", "search", "buy", "login", "logout"])
        status = rng.choices(["ok", "failed", "???"], weights=[90, 9, 1])[0]
        yield f"{moment:%Y-%m-%d %H:%M:%S} [{user}] {action} took={int(rng.expovariate(0.02))}ms status={status}\n"


def parse(lines, rejected):
    for number, line in enumerate(lines):
        try:
            day, clock, user, action, took, status = line.split()
            year, month, date = map(int, day.split("-"))
            hour, minute, second = map(int, clock.split(":"))
            if not status.endswith(("ok", "failed")):
                raise ValueError(status)
            moment = datetime(year, month, date, hour, minute, second)
            yield Entry(moment, user.strip("[]"), action, int(took[5:-2]), status == "status=ok")
        except ValueError as error:
            rejected.append((number, str(error)))


def sessions(entries, gap=timedelta(minutes=30)):
    """Entries of each user, cut where they pause."""
    open_sessions = {}
    for entry in entries:
        current = open_sessions.get(entry.user)
        if current and entry.moment - current[-1].moment > gap:
            yield open_sessions.pop(entry.user)
            current = None
        if current is None:
            current = open_sessions[entry.user] = []
        current.append(entry)
    yield from open_sessions.values()


def sliding(entries, span):
    window = deque()
    for entry in entries:
        window.append(entry)
        while entry.moment - window[0].moment > span:
            window.popleft()
        yield entry, len(window), sum(not each.ok for each in islice(reversed(list(window)), 50))


def by_hour(entries):
    for hour, group in groupby(entries, key=lambda entry: entry.moment.replace(minute=0, second=0)):
        group = list(group)
        slow = sorted(entry.millis for entry in group)[int(len(group) * 0.95)]
        yield hour, Counter(entry.action for entry in group), slow


def funnel(groups, steps=("login", "search", "buy")):
    reached = Counter()
    for group in groups:
        at = 0
        for entry in group:
            if at < len(steps) and entry.action == steps[at]:
                at += 1
        reached[at] += 1
    return reached


def tee_to(target, entries):
    for entry in entries:
        target.append(entry)
        yield entry


def main():
    rng = random.Random(58)
    kept, rejected = [], []
    entries = tee_to(kept, parse(generate(rng, 100_000), rejected))
    print(sum(1 for _ in by_hour(entries)), len(rejected))
    print(funnel(sessions(kept)))
    busy = max(size for _, size, _ in sliding(kept[:100_000], timedelta(minutes=10)))
    alarms = sum(failed > 9 for _, _, failed in sliding(kept[:60_000], timedelta(minutes=10)))
    print(busy, alarms)


if __name__ == "__main__":
    main()
