"""Loops: one after another, one in another, over different sizes, of constant length, left early."""


# cost: 1
def first(xs: list[int]) -> int:
    return xs[0]


# cost: 1
def ten_times(seed: int) -> int:
    for _ in range(10):
        seed = seed * 31 % 1_000_003
    return seed


# cost: 1
def weekdays(table: dict[str, int]) -> int:
    total = 0
    for day in ("mon", "tue", "wed", "thu", "fri"):
        total += table.get(day, 0)
    return total


# cost: n
def count_up(n: int) -> int:
    total = 0
    for i in range(n):
        total += i
    return total


# cost: n
def count_by_two(n: int) -> int:
    total = 0
    for i in range(0, n, 2):
        total += i
    return total


# cost: len(xs)
def running_total(xs: list[int]) -> list[int]:
    out = []
    total = 0
    for x in xs:
        total += x
        out.append(total)
    return out


# cost: len(xs)
def by_index(xs: list[int]) -> int:
    best = 0
    for i in range(len(xs)):
        if xs[i] > xs[best]:
            best = i
    return best


# cost: len(xs) + len(ys)
def one_after_another(xs: list[int], ys: list[int]) -> int:
    total = 0
    for x in xs:
        total += x
    for y in ys:
        total -= y
    return total


# cost: len(xs) * len(ys)
def each_with_each(xs: list[int], ys: list[int]) -> int:
    total = 0
    for x in xs:
        for y in ys:
            total += x * y
    return total


# cost: len(xs) ** 2
def all_pairs(xs: list[int]) -> int:
    count = 0
    for i in range(len(xs)):
        for j in range(i + 1, len(xs)):
            if xs[i] == xs[j]:
                count += 1
    return count


# cost: n ** 3
def cube(n: int) -> int:
    total = 0
    for i in range(n):
        for j in range(n):
            for k in range(n):
                total += i ^ j ^ k
    return total


# cost: n * m
def grid(n: int, m: int) -> list[list[int]]:
    return [[i * j for j in range(m)] for i in range(n)]


# cost: len(xs) * k
def windows(xs: list[int], k: int) -> list[int]:
    out = []
    for i in range(len(xs)):
        total = 0
        for j in range(k):
            total += xs[(i + j) % len(xs)]
        out.append(total)
    return out


# cost: len(xs)
def neighbours(xs: list[int]) -> int:
    total = 0
    for i in range(len(xs)):
        for step in (-1, 1):
            if 0 <= i + step < len(xs):
                total += xs[i + step]
    return total


# cost: len(xs)
def find(xs: list[int], wanted: int) -> int:
    for i, x in enumerate(xs):
        if x == wanted:
            return i
    return -1


# cost: len(xs)
def until_negative(xs: list[int]) -> int:
    total = 0
    for x in xs:
        if x < 0:
            break
        total += x
    return total


# cost: 1
def only_the_first(xs: list[int]) -> int:
    for x in xs:
        return x
    return 0


# cost: 1
def three_at_most(xs: list[int]) -> list[int]:
    out = []
    for x in xs[:3]:
        out.append(x * 2)
    return out


# cost: len(rows) * len(row)
def all_cells(rows: list[list[int]]) -> int:
    total = 0
    for row in rows:
        for cell in row:
            total += cell
    return total


# cost: len(xs) + len(ys)
def zipped(xs: list[int], ys: list[int]) -> int:
    total = 0
    for x in xs:
        total += x
    for x, y in zip(xs, ys):
        total += x * y
    return total + len(ys) + sum(ys)


# cost: len(xs)
def two_passes(xs: list[float]) -> float:
    mean = sum(xs) / len(xs)
    return sum((x - mean) ** 2 for x in xs) / len(xs)


# cost: n ** 1.5
def divisor_counts(n: int) -> int:
    count = 0
    for i in range(1, n):
        for j in range(1, int(i**0.5) + 1):
            if i % j == 0:
                count += 1
    return count


# cost: n ** 2
def triangle(n: int) -> int:
    total = 0
    for i in range(n):
        for j in range(i):
            total += j
    return total


# cost: len(xs)
def skips(xs: list[int]) -> int:
    total = 0
    for x in xs:
        if x % 2:
            continue
        total += x
    return total


# cost: len(xs) * len(ys)
def cross_comprehension(xs: list[int], ys: list[int]) -> list[int]:
    return [x + y for x in xs for y in ys if x != y]


# cost: len(xs)
def backwards(xs: list[int]) -> list[int]:
    out = []
    for i in range(len(xs) - 1, -1, -1):
        out.append(xs[i])
    return out


# cost: len(xs) ** 2
def bubble(xs: list[int]) -> list[int]:
    xs = list(xs)
    for i in range(len(xs)):
        for j in range(len(xs) - 1 - i):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs


# cost: n * m * k
def multiply(a: list[list[float]], b: list[list[float]], n: int, m: int, k: int) -> list[list[float]]:
    out = [[0.0] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            for x in range(k):
                out[i][j] += a[i][x] * b[x][j]
    return out
