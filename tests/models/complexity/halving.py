"""`while` loops and numbers that are halved, doubled, counted down or up."""


# cost: log(n)
def bits(n: int) -> int:
    count = 0
    while n:
        n //= 2
        count += 1
    return count


# cost: log(n)
def doublings(n: int) -> int:
    i = 1
    while i < n:
        i *= 2
    return i


# cost: log(len(xs))
def bisected(xs: list[int], wanted: int) -> int:
    low, high = 0, len(xs)
    while low < high:
        middle = (low + high) // 2
        if xs[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


# cost: n * log(n)
def bits_of_all(n: int) -> int:
    count = 0
    for i in range(n):
        x = i
        while x:
            x >>= 1
            count += 1
    return count


# cost: n
def counted_down(n: int) -> int:
    total = 0
    while n > 0:
        total += n
        n -= 1
    return total


# cost: len(xs) + len(ys)
def merged(xs: list[int], ys: list[int]) -> list[int]:
    out = []
    i = j = 0
    while i < len(xs) and j < len(ys):
        if xs[i] <= ys[j]:
            out.append(xs[i])
            i += 1
        else:
            out.append(ys[j])
            j += 1
    return out


# cost: len(xs)
def two_ends(xs: list[int], wanted: int) -> bool:
    low, high = 0, len(xs) - 1
    while low < high:
        total = xs[low] + xs[high]
        if total == wanted:
            return True
        if total < wanted:
            low += 1
        else:
            high -= 1
    return False


# cost: len(xs)
def step_of_three(xs: list[int]) -> int:
    i = 0
    total = 0
    while i < len(xs):
        total += xs[i]
        i += 3
    return total


# cost: sqrt(n)
def is_prime(n: int) -> bool:
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


# cost: log(n)
def digits(n: int) -> int:
    total = 0
    while n > 0:
        total += n % 10
        n = n // 10
    return total


# cost: log(exponent)
def power(base: int, exponent: int, modulus: int) -> int:
    result = 1
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


# cost: unknown
def collatz(n: int) -> int:
    steps = 0
    while n != 1:
        n = 3 * n + 1 if n % 2 else n // 2
        steps += 1
    return steps


# cost: unknown
def newton(x: float) -> float:
    guess = x
    while abs(guess * guess - x) > 1e-9:
        guess = (guess + x / guess) / 2
    return guess


# cost: log(b)
def gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


# cost: unknown
def asked(read) -> int:
    count = 0
    while read():
        count += 1
    return count


# cost: n * log(n)
def harmonic(n: int) -> int:
    count = 0
    for i in range(1, n):
        for j in range(0, n, i):
            count += 1
    return count
