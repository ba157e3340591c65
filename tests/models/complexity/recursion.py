"""Functions that call themselves, and each other."""

from functools import cache


# cost: n
def factorial(n: int) -> int:
    return 1 if n < 2 else n * factorial(n - 1)


# cost: exponential
def fibonacci(n: int) -> int:
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


# cost: n
@cache
def fibonacci_kept(n: int) -> int:
    if n < 2:
        return n
    return fibonacci_kept(n - 1) + fibonacci_kept(n - 2)


# cost: exponential
def hanoi(n: int, source: str, target: str, spare: str) -> int:
    if n == 0:
        return 0
    return hanoi(n - 1, source, spare, target) + 1 + hanoi(n - 1, spare, target, source)


# cost: log(n)
def halved(n: int) -> int:
    return 0 if n <= 1 else 1 + halved(n // 2)


# cost: log(n)
def raised(base: int, n: int) -> int:
    if n == 0:
        return 1
    half = raised(base, n // 2)
    return half * half if n % 2 == 0 else half * half * base


# cost: len(xs) ** 2
def summed(xs: list[int]) -> int:
    if not xs:
        return 0
    return xs[0] + summed(xs[1:])


# cost: len(xs)
def summed_by_place(xs: list[int], i: int = 0) -> int:
    if i == len(xs):
        return 0
    return xs[i] + summed_by_place(xs, i + 1)


# cost: exponential
def subsets(xs: list[int]) -> list[list[int]]:
    if not xs:
        return [[]]
    rest = subsets(xs[1:])
    return rest + [[xs[0], *each] for each in rest]


# cost: exponential
def choices(xs: list[int], wanted: int, i: int) -> int:
    if i == 0:
        return int(wanted == 0)
    return choices(xs, wanted, i - 1) + choices(xs, wanted - xs[i - 1], i - 1)


# cost: n * k
@cache
def binomial(n: int, k: int) -> int:
    if k == 0 or k == n:
        return 1
    return binomial(n - 1, k - 1) + binomial(n - 1, k)


# cost: parts(node)
def depth(node) -> int:
    if node is None:
        return 0
    return 1 + max(depth(node.left), depth(node.right))


# cost: parts(tree)
def leaves(tree) -> int:
    if not tree.children:
        return 1
    return sum(leaves(child) for child in tree.children)


# cost: n
def even(n: int) -> bool:
    return True if n == 0 else odd(n - 1)


# cost: n
def odd(n: int) -> bool:
    return False if n == 0 else even(n - 1)


# cost: exponential
def permutations(xs: list[int]) -> list[list[int]]:
    if len(xs) < 2:
        return [xs]
    out = []
    for i in range(len(xs)):
        for rest in permutations(xs[:i] + xs[i + 1 :]):
            out.append([xs[i], *rest])
    return out


# cost: len(xs) * log(len(xs))
def closest(xs: list[float]) -> float:
    if len(xs) < 2:
        return 1e9
    middle = len(xs) // 2
    return min(closest(xs[:middle]), closest(xs[middle:]), abs(xs[middle] - xs[middle - 1]))


# cost: unknown
def ackermann(m: int, n: int) -> int:
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


# cost: n ** 2
def staircase(n: int) -> int:
    if n == 0:
        return 0
    total = 0
    for i in range(n):
        total += i
    return total + staircase(n - 1)
