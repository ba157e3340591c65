"""Accounts, bookings and rules of a bank."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

CENT = Decimal("0.01")


class BankError(Exception):
    """Anything that the bank refuses."""


class InsufficientFundsError(BankError):
    pass


class FrozenAccountError(BankError):
    pass


class Kind(Enum):
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    TRANSFER = "transfer"
    INTEREST = "interest"
    FEE = "fee"


@dataclass(frozen=True)
class Booking:
    number: int
    day: dt.date
    kind: Kind
    account: str
    amount: Decimal
    text: str = ""

    def __post_init__(self):
        if self.amount == 0:
            raise BankError("nothing to book")


def rounded(amount):
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


class Account(ABC):
    minimum = Decimal(0)

    def __init__(self, number, owner):
        self.number = number
        self.owner = owner
        self._balance = Decimal(0)
        self.frozen = False
        self.history = []

    @property
    def balance(self):
        return self._balance

    @property
    def available(self):
        return self._balance - self.minimum

    def book(self, booking):
        if self.frozen:
            raise FrozenAccountError(self.number)
        if booking.amount < 0 and booking.kind not in (Kind.FEE, Kind.INTEREST) and self.available + booking.amount < 0:
            raise InsufficientFundsError(f"{self.number}: {self.available} available")
        self._balance += booking.amount
        self.history.append(booking)

    @abstractmethod
    def interest(self):
        """What a month brings or costs."""

    def statement(self, month):
        lines = [f"{self.owner} ({self.number})"]
        total = Decimal(0)
        for booking in self.history:
            if (booking.day.year, booking.day.month) == month:
                lines.append(f"{booking.day:%d.%m.} {booking.kind.value:12}{booking.text[:20]:20}{booking.amount:>12,}")
                total += booking.amount
        lines.append(f"{'':37}{total:>12,}")
        return "\n".join(lines)


class Checking(Account):
    minimum = Decimal(-500)

    def interest(self):
        return rounded(self.balance * Decimal("0.11") / 12) if self.balance < 0 else Decimal(0)


class Savings(Account):
    TIERS = [(Decimal(10000), Decimal("0.02")), (Decimal(1000), Decimal("0.012")), (Decimal(0), Decimal("0.005"))]

    def interest(self):
        for floor, rate in self.TIERS:
            if self.balance >= floor:
                return rounded(self.balance * rate / 12)
        return Decimal(0)


@dataclass
class Journal:
    bookings: list = field(default_factory=list)
    listeners: list = field(default_factory=list)

    def append(self, booking):
        self.bookings.append(booking)
        for listener in self.listeners:
            listener(booking)


class Bank:
    def __init__(self, today):
        self.today = today
        self.accounts = {}
        self.journal = Journal()
        self.refused = defaultdict(int)

    def open(self, factory, owner):
        number = f"{factory.__name__[0]}{len(self.accounts):06d}"
        self.accounts[number] = factory(number, owner)
        return number

    def _book(self, kind, number, amount, text=""):
        booking = Booking(len(self.journal.bookings), self.today, kind, number, rounded(amount), text)
        self.accounts[number].book(booking)
        self.journal.append(booking)

    def deposit(self, number, amount):
        self._book(Kind.DEPOSIT, number, amount)

    def transfer(self, source, target, amount, text=""):
        try:
            self._book(Kind.TRANSFER, source, -amount, text)
        except BankError as error:
            self.refused[type(error).__name__] += 1
            return False
        try:
            self._book(Kind.TRANSFER, target, amount, text)
        except FrozenAccountError:
            self._book(Kind.TRANSFER, source, amount, "returned")
            return False
        return True

    def end_of_month(self):
        for number, account in self.accounts.items():
            interest = account.interest()
            if interest and not account.frozen:
                self._book(Kind.INTEREST, number, interest)
            if account.balance < 0 and not account.frozen:
                self._book(Kind.FEE, number, Decimal("-2.50"), "overdraft")

    def check(self):
        booked = defaultdict(Decimal)
        for booking in self.journal.bookings:
            booked[booking.account] += booking.amount
        return [number for number, account in self.accounts.items() if booked[number] != account.balance]
