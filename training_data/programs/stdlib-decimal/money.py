"""Compute interest, roots and logarithms with the decimal module written in Python."""

import _pydecimal as decimal
import random

PROJECT = "stdlib-decimal"
REQUIRES = []
SCOPE = ["_pydecimal", "numbers"]

Decimal = decimal.Decimal


def loan(amount, rate, months):
    monthly = rate / 12
    payment = amount * monthly / (1 - (1 + monthly) ** -months)
    payment = payment.quantize(Decimal("0.01"), rounding=decimal.ROUND_UP)
    left = amount
    while left > 0:
        interest = (left * monthly).quantize(Decimal("0.01"))
        left = left + interest - min(payment, left + interest)
        yield left


def pi():
    with decimal.localcontext() as context:
        context.prec = 40
        last, t, s, n, na, d, da = 0, Decimal(3), 3, 1, 0, 0, 24
        while s != last:
            last = s
            n, na = n + na, na + 8
            d, da = d + da, da + 32
            t = (t * n) / d
            s += t
        return +s


def main():
    rng = random.Random(14)
    total = Decimal(0)
    for _ in range(900):
        plan = list(loan(Decimal(rng.randint(1000, 99_999)), Decimal(rng.randint(1, 9)) / 100, 60))
        total += sum(plan)
    print(total, pi())
    print(sum(Decimal(n).sqrt() for n in range(2, 20_000)), sum(Decimal(n).ln() for n in range(2, 1200)))
    values = sorted(Decimal(f"{rng.random():.9f}") for _ in range(40_000))
    print(values[0], values[-1].normalize(), format(values[5], ">20.3f"))
    try:
        Decimal(1) / Decimal(0)
    except decimal.DivisionByZero:
        print("no")


if __name__ == "__main__":
    main()
