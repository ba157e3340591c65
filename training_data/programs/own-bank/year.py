"""Run a bank for a year: transfers every day, interest every month, statements for all."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal

from ledger import Bank, Checking, Kind, Savings

PROJECT = "own-bank"
REQUIRES = []
SCOPE = ["ledger"]


class Watcher:
    """Counts what is booked, and marks what looks odd."""

    def __init__(self, limit):
        self.limit = limit
        self.kinds = Counter()
        self.marked = []

    def __call__(self, booking):
        self.kinds[booking.kind] += 1
        if abs(booking.amount) > self.limit and booking.kind is Kind.TRANSFER:
            self.marked.append(booking)


def days(year):
    day = dt.date(year, 1, 1)
    while day.year == year:
        yield day
        day += dt.timedelta(days=1)


def main():
    rng = random.Random(23)
    bank = Bank(dt.date(2024, 1, 1))
    watcher = Watcher(Decimal(900))
    bank.journal.listeners.append(watcher)
    numbers = [bank.open(rng.choice([Checking, Checking, Savings]), f"Customer {n}") for n in range(400)]
    for number in numbers:
        bank.deposit(number, Decimal(rng.randint(100, 5000)))
    pages = 0
    for day in days(2024):
        bank.today = day
        for _ in range(260):
            source, target = rng.sample(numbers, 2)
            bank.transfer(
                source, target, Decimal(rng.randint(100, 100_000)) / 100, rng.choice(["rent", "gift", "shop"])
            )
        if rng.random() < 0.05:
            bank.accounts[rng.choice(numbers)].frozen ^= True
        if (day + dt.timedelta(days=1)).day == 1:
            bank.end_of_month()
            for account in bank.accounts.values():
                pages += len(account.statement((day.year, day.month))) // 3000 + 1
    print(pages, watcher.kinds, len(watcher.marked), dict(bank.refused), bank.check())


if __name__ == "__main__":
    main()
