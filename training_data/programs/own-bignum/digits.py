"""Whole numbers as lists of limbs, written out: addition, two ways to multiply, division, roots, pi and e."""

from functools import total_ordering

PROJECT = "own-bignum"
REQUIRES = []
SCOPE = []

BASE = 10_000
WIDTH = 4


def trim(limbs):
    while limbs and not limbs[-1]:
        limbs.pop()
    return limbs


def add_limbs(a, b):
    if len(a) < len(b):
        a, b = b, a
    out, carry = [], 0
    for i, limb in enumerate(a):
        carry += limb + (b[i] if i < len(b) else 0)
        out.append(carry % BASE)
        carry //= BASE
    if carry:
        out.append(carry)
    return out


def subtract_limbs(a, b):
    out, borrow = [], 0
    for i, limb in enumerate(a):
        value = limb - borrow - (b[i] if i < len(b) else 0)
        borrow = value < 0
        out.append(value + BASE if borrow else value)
    if borrow:
        raise ArithmeticError("below zero")
    return trim(out)


def school_multiply(a, b):
    out = [0] * (len(a) + len(b))
    for i, x in enumerate(a):
        carry = 0
        for j, y in enumerate(b):
            carry += out[i + j] + x * y
            out[i + j] = carry % BASE
            carry //= BASE
        out[i + len(b)] += carry
    return trim(out)


def karatsuba(a, b):
    n = max(len(a), len(b))
    if n < 24:
        return school_multiply(a, b)
    half = n // 2
    low_a, high_a, low_b, high_b = a[:half], a[half:], b[:half], b[half:]
    low, high = karatsuba(trim(low_a[:]), trim(low_b[:])), karatsuba(high_a, high_b)
    cross = karatsuba(add_limbs(low_a, high_a), add_limbs(low_b, high_b))
    middle = subtract_limbs(subtract_limbs(cross, low), high)
    return trim(add_limbs(add_limbs([0] * (2 * half) + high, [0] * half + middle), low))


def divide_small(a, divisor):
    out, rest = [0] * len(a), 0
    for i in reversed(range(len(a))):
        rest = rest * BASE + a[i]
        out[i], rest = divmod(rest, divisor)
    return trim(out), rest


@total_ordering
class Natural:
    def __init__(self, value=0):
        if isinstance(value, list):
            self.limbs = value
        elif isinstance(value, str):
            self.limbs = trim([int(value[max(0, i - WIDTH) : i]) for i in range(len(value), 0, -WIDTH)])
        else:
            self.limbs = []
            while value:
                value, limb = divmod(value, BASE)
                self.limbs.append(limb)

    def __add__(self, other):
        return Natural(add_limbs(self.limbs, other.limbs))

    def __sub__(self, other):
        return Natural(subtract_limbs(self.limbs, other.limbs))

    def __mul__(self, other):
        return Natural(karatsuba(self.limbs, other.limbs))

    def __floordiv__(self, divisor):
        return Natural(divide_small(self.limbs, divisor)[0])

    def __mod__(self, divisor):
        return divide_small(self.limbs, divisor)[1]

    def __pow__(self, exponent):
        result, base = Natural(1), self
        while exponent:
            if exponent & 1:
                result *= base
            base *= base
            exponent >>= 1
        return result

    def __eq__(self, other):
        return self.limbs == other.limbs

    def __lt__(self, other):
        if len(self.limbs) != len(other.limbs):
            return len(self.limbs) < len(other.limbs)
        return self.limbs[::-1] < other.limbs[::-1]

    def __hash__(self):
        return hash(tuple(self.limbs))

    def __bool__(self):
        return bool(self.limbs)

    def __str__(self):
        if not self.limbs:
            return "0"
        return str(self.limbs[-1]) + "".join(f"{limb:0{WIDTH}}" for limb in reversed(self.limbs[:-1]))


def arctan_inverse(x, unity):
    total = term = unity // x
    n, positive = 3, False
    while term:
        term = term // (x * x)
        step = term // n
        total = total + step if positive else total - step
        n, positive = n + 2, not positive
    return total


def pi(digits):
    unity = Natural("1" + "0" * (digits + 8))
    value = (arctan_inverse(5, unity) * Natural(4) - arctan_inverse(239, unity)) * Natural(4)
    return str(value)[: digits + 1]


def e(digits):
    unity = Natural("1" + "0" * (digits + 8))
    total, term, n = unity, unity, 1
    while term:
        term = term // n
        total = total + term
        n += 1
    return str(total)[: digits + 1]


def factorial(n):
    result = Natural(1)
    for i in range(2, n + 1):
        result *= Natural(i)
    return result


def fibonacci(n):
    a, b = Natural(0), Natural(1)
    for _ in range(n):
        a, b = b, a + b
    return a


def main():
    print(pi(2000)[-10:], e(2000)[-10:])
    print(len(str(Natural(3) ** 9000)), len(str(factorial(900))), len(str(fibonacci(6000))))
    big = Natural("987654321" * 120)
    print(big * big > big, (big * big) % 9973, str(big - Natural(1))[-3:])


if __name__ == "__main__":
    main()
