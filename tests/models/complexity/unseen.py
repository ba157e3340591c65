"""Written after the analysis had been mended with the other files in hand, and not looked at since."""

import bisect
import itertools
from collections import Counter, defaultdict, deque
from dataclasses import dataclass


# cost: len(orders) * len(customers)
def addressed(orders: list[dict], customers: list[dict]) -> list[str]:
    lines = []
    for order in orders:
        customer = next(each for each in customers if each["id"] == order["customer"])
        lines.append(f"{order['number']}: {customer['street']}")
    return lines


# cost: len(orders) + len(customers)
def addressed_by_id(orders: list[dict], customers: list[dict]) -> list[str]:
    by_id = {}
    for customer in customers:
        by_id[customer["id"]] = customer
    return [by_id[order["customer"]]["street"] for order in orders]


# cost: len(words) ** 2
def groups_of_anagrams(words: list[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    for word in words:
        for group in groups:
            if Counter(group[0]) == Counter(word):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


# cost: len(days) * window
def moving_average(days: list[float], window: int) -> list[float]:
    return [sum(days[i : i + window]) / window for i in range(len(days) - window + 1)]


# cost: len(days)
def moving_average_kept(days: list[float], window: int) -> list[float]:
    kept: deque[float] = deque()
    total = 0.0
    out = []
    for day in days:
        kept.append(day)
        total += day
        if len(kept) > window:
            total -= kept.popleft()
        out.append(total / len(kept))
    return out


# cost: len(points) ** 2
def closest_pair(points: list[tuple[float, float]]) -> float:
    return min((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 for a, b in itertools.combinations(points, 2))


# cost: len(events) * log(len(events))
def overlapping(events: list[tuple[int, int]]) -> int:
    most = now = 0
    for _, step in sorted([(start, 1) for start, _ in events] + [(end, -1) for _, end in events]):
        now += step
        most = max(most, now)
    return most


# cost: len(lines)
def head_and_tail(lines: list[str]) -> tuple[list[str], list[str]]:
    return [line for line in lines if line.startswith("#")], lines[-10:]


# cost: len(numbers)
def deltas(numbers: list[int]) -> list[int]:
    return [after - before for before, after in itertools.pairwise(numbers)]


# cost: n
def fibonacci_up(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


# cost: n ** 2
def pascal(n: int) -> list[list[int]]:
    rows = [[1]]
    for _ in range(n):
        last = rows[-1]
        rows.append([1, *(a + b for a, b in zip(last, last[1:])), 1])
    return rows


# cost: n
def change(n: int) -> list[int]:
    ways = [0] * (n + 1)
    ways[0] = 1
    for coin in (1, 2, 5, 10, 20, 50):
        for amount in range(coin, n + 1):
            ways[amount] += ways[amount - coin]
    return ways


# cost: len(text) * len(pattern)
def naive_search(text: str, pattern: str) -> int:
    for i in range(len(text) - len(pattern) + 1):
        for j in range(len(pattern)):
            if text[i + j] != pattern[j]:
                break
        else:
            return i
    return -1


# cost: len(text)
def run_lengths(text: str) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for letter in text:
        if out and out[-1][0] == letter:
            out[-1] = (letter, out[-1][1] + 1)
        else:
            out.append((letter, 1))
    return out


# cost: len(text) ** 2
def longest_palindrome(text: str) -> int:
    best = 0
    for middle in range(len(text)):
        for odd in (0, 1):
            low, high = middle, middle + odd
            while low >= 0 and high < len(text) and text[low] == text[high]:
                low -= 1
                high += 1
            best = max(best, high - low - 1)
    return best


# cost: log(n)
def to_base_seven(n: int) -> str:
    digits = ""
    while n:
        n, digit = divmod(n, 7)
        digits = str(digit) + digits
    return digits


# cost: len(queries) * log(len(sizes)) + len(sizes) * log(len(sizes))
def fitting(sizes: list[int], queries: list[int]) -> list[int]:
    ordered = sorted(sizes)
    return [bisect.bisect_right(ordered, query) for query in queries]


# cost: len(users) * len(roles)
def allowed(users: list[str], roles: dict[str, list[str]]) -> dict[str, list[str]]:
    return {user: [role for role in roles if user in roles[role]] for user in users}


@dataclass
class Cart:
    lines: list[tuple[str, int, float]]

    # cost: len(self.lines)
    def total(self) -> float:
        return sum(count * price for _, count, price in self.lines)

    # cost: len(self.lines) ** 2
    def shares(self) -> list[float]:
        return [count * price / self.total() for _, count, price in self.lines]

    # cost: len(self.lines)
    def shares_of_one_total(self) -> list[float]:
        total = self.total()
        return [count * price / total for _, count, price in self.lines]


# cost: len(carts) * len(cart.lines)
def revenue(carts: list[Cart]) -> float:
    return sum(cart.total() for cart in carts)


class Inventory:
    def __init__(self) -> None:
        self.items: list[str] = []
        self.known: set[str] = set()

    # cost: len(names) * len(self.items)
    def add_all(self, names: list[str]) -> None:
        for name in names:
            self.add(name)

    # cost: len(self.items)
    def add(self, name: str) -> None:
        if name not in self.items:
            self.items.append(name)

    # cost: len(names)
    def add_all_known(self, names: list[str]) -> None:
        for name in names:
            if name not in self.known:
                self.known.add(name)
                self.items.append(name)


# cost: unknown
def fixed_point(value, improve):
    while (better := improve(value)) != value:
        value = better
    return value


# cost: len(edges)
def neighbours(edges: list[tuple[str, str]]) -> dict[str, list[str]]:
    table = defaultdict(list)
    for a, b in edges:
        table[a].append(b)
        table[b].append(a)
    return dict(table)


# cost: n
def flattened(n: int) -> list[int]:
    return list(itertools.chain.from_iterable([i, -i] for i in range(n)))


# cost: len(rows) * log(len(rows))
def top_ten(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    rows.sort(key=lambda row: row[1], reverse=True)
    return rows[:10]


# cost: exponential
def ways_up(steps: int) -> int:
    if steps <= 1:
        return 1
    return sum(ways_up(steps - stride) for stride in (1, 2, 3) if stride <= steps)


# cost: depth
def nested(depth: int) -> list:
    out: list = []
    for _ in range(depth):
        out = [out]
    return out


# cost: len(matrix) * len(row)
def transposed(matrix: list[list[float]]) -> list[list[float]]:
    columns: list[list[float]] = []
    for row in matrix:
        for j, cell in enumerate(row):
            if j == len(columns):
                columns.append([])
            columns[j].append(cell)
    return columns
