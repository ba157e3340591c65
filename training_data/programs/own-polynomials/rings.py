"""Polynomials and numbers modulo a prime, as classes that behave like numbers."""

from __future__ import annotations

from functools import total_ordering
from itertools import zip_longest


@total_ordering
class Mod:
    __slots__ = ("value",)
    P = 998_244_353

    def __init__(self, value):
        self.value = value % self.P

    def __add__(self, other):
        return Mod(self.value + (other.value if isinstance(other, Mod) else other))

    __radd__ = __add__

    def __sub__(self, other):
        return Mod(self.value - (other.value if isinstance(other, Mod) else other))

    def __mul__(self, other):
        return Mod(self.value * (other.value if isinstance(other, Mod) else other))

    __rmul__ = __mul__

    def __neg__(self):
        return Mod(-self.value)

    def __pow__(self, exponent):
        return Mod(pow(self.value, exponent, self.P))

    def inverse(self):
        if not self.value:
            raise ZeroDivisionError("zero has no inverse")
        return self ** (self.P - 2)

    def __truediv__(self, other):
        return self * other.inverse()

    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, Mod) else other % self.P)

    def __lt__(self, other):
        return self.value < other.value

    def __hash__(self):
        return hash(self.value)

    def __bool__(self):
        return self.value != 0

    def __repr__(self):
        return str(self.value)


class Polynomial:
    def __init__(self, coefficients):
        self.coefficients = list(coefficients)
        while self.coefficients and not self.coefficients[-1]:
            self.coefficients.pop()

    @property
    def degree(self):
        return len(self.coefficients) - 1

    def __bool__(self):
        return bool(self.coefficients)

    def __eq__(self, other):
        return isinstance(other, Polynomial) and self.coefficients == other.coefficients

    __hash__ = None

    def __add__(self, other):
        pairs = zip_longest(self.coefficients, other.coefficients, fillvalue=Mod(0))
        return Polynomial(a + b for a, b in pairs)

    def __neg__(self):
        return Polynomial(-a for a in self.coefficients)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        if isinstance(other, Mod):
            return Polynomial(a * other for a in self.coefficients)
        out = [Mod(0)] * (len(self.coefficients) + len(other.coefficients))
        for i, a in enumerate(self.coefficients):
            for j, b in enumerate(other.coefficients):
                out[i + j] += a * b
        return Polynomial(out)

    def __divmod__(self, other):
        if not other:
            raise ZeroDivisionError("division by the zero polynomial")
        rest = list(self.coefficients)
        lead = other.coefficients[-1].inverse()
        quotient = [Mod(0)] * max(0, len(rest) - other.degree)
        for i in reversed(range(len(quotient))):
            factor = rest[i + other.degree] * lead
            quotient[i] = factor
            for j, b in enumerate(other.coefficients):
                rest[i + j] = rest[i + j] - factor * b
        return Polynomial(quotient), Polynomial(rest)

    def __mod__(self, other):
        return divmod(self, other)[1]

    def __floordiv__(self, other):
        return divmod(self, other)[0]

    def __call__(self, x):
        value = Mod(0)
        for a in reversed(self.coefficients):
            value = value * x + a
        return value

    def derivative(self):
        return Polynomial(a * n for n, a in enumerate(self.coefficients) if n)

    def monic(self):
        return self * self.coefficients[-1].inverse() if self else self

    def __str__(self):
        return " + ".join(f"{a}x^{n}" for n, a in enumerate(self.coefficients) if a) or "0"


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a.monic()


def power_modulo(base, exponent, modulus):
    result = Polynomial([Mod(1)])
    base = base % modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def interpolate(points):
    total = Polynomial([])
    for i, (x, y) in enumerate(points):
        basis, scale = Polynomial([Mod(1)]), Mod(1)
        for j, (other, _) in enumerate(points):
            if i != j:
                basis = basis * Polynomial([-other, Mod(1)])
                scale = scale * (x - other)
        total = total + basis * (y / scale)
    return total
