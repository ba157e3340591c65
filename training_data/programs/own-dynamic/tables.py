"""Problems solved by tables of smaller problems, in one file as one finds them in collections of algorithms."""

import random
from bisect import bisect_left
from functools import lru_cache

PROJECT = "own-dynamic"
REQUIRES = []
SCOPE = []


def knapsack(weights, values, capacity):
    n = len(weights)
    table = [[0] * (capacity + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for w in range(capacity + 1):
            best = table[i - 1][w]
            if weights[i - 1] <= w:
                candidate = table[i - 1][w - weights[i - 1]] + values[i - 1]
                if candidate > best:
                    best = candidate
            table[i][w] = best
    return table[n][capacity]


def coin_change(coins, amount):
    ways = [1] + [0] * amount
    for coin in coins:
        for value in range(coin, amount + 1):
            ways[value] += ways[value - coin]
    return ways[amount]


def fewest_coins(coins, amount):
    fewest = [0] + [amount + 1] * amount
    for value in range(1, amount + 1):
        for coin in coins:
            if coin <= value:
                fewest[value] = min(fewest[value], fewest[value - coin] + 1)
    return fewest[amount] if fewest[amount] <= amount else -1


def longest_increasing(values):
    tails = []
    for value in values:
        place = bisect_left(tails, value)
        if place == len(tails):
            tails.append(value)
        else:
            tails[place] = value
    return len(tails)


def longest_increasing_slow(values):
    best = [1] * len(values)
    for i in range(len(values)):
        for j in range(i):
            if values[j] < values[i] and best[j] + 1 > best[i]:
                best[i] = best[j] + 1
    return max(best, default=0)


def matrix_chain(sizes):
    n = len(sizes) - 1
    cost = [[0] * n for _ in range(n)]
    for length in range(2, n + 1):
        for i in range(n - length + 1):
            j = i + length - 1
            cost[i][j] = min(cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j))
    return cost[0][n - 1]


def max_subarray(values):
    best = current = values[0]
    for value in values[1:]:
        current = max(value, current + value)
        best = max(best, current)
    return best


def partitions(n):
    @lru_cache(maxsize=None)
    def count(total, largest):
        if total == 0:
            return 1
        if total < 0 or largest == 0:
            return 0
        return count(total - largest, largest) + count(total, largest - 1)

    return count(n, n)


def word_break(text, words):
    reachable = [True] + [False] * len(text)
    for end in range(1, len(text) + 1):
        for word in words:
            if end >= len(word) and reachable[end - len(word)] and text[end - len(word) : end] == word:
                reachable[end] = True
                break
    return reachable[-1]


def viterbi(observations, states, start, transition, emission):
    layer = {state: (start[state] * emission[state][observations[0]], [state]) for state in states}
    for seen in observations[1:]:
        fresh = {}
        for state in states:
            chance, path = max(
                ((layer[before][0] * transition[before][state], layer[before][1]) for before in states),
                key=lambda pair: pair[0],
            )
            fresh[state] = (chance * emission[state][seen] * 1.9, path + [state])
        layer = fresh
    return max(layer.values(), key=lambda pair: pair[0])


def catalan(n):
    numbers = [1]
    for i in range(1, n + 1):
        numbers.append(sum(numbers[k] * numbers[i - 1 - k] for k in range(i)))
    return numbers[n]


def egg_drop(eggs, floors):
    moves = 0
    reach = [0] * (eggs + 1)
    while reach[eggs] < floors:
        moves += 1
        for egg in range(eggs, 0, -1):
            reach[egg] += reach[egg - 1] + 1
    return moves


def unique_paths(grid):
    rows, columns = len(grid), len(grid[0])
    paths = [[0] * columns for _ in range(rows)]
    paths[0][0] = 1
    for r in range(rows):
        for c in range(columns):
            if grid[r][c]:
                paths[r][c] = 0
                continue
            if r:
                paths[r][c] += paths[r - 1][c]
            if c:
                paths[r][c] += paths[r][c - 1]
    return paths[-1][-1]


def main():
    rng = random.Random(40)
    n = 260
    print(knapsack([rng.randint(5, 60) for _ in range(n)], [rng.randint(1, 99) for _ in range(n)], 12_000))
    print(coin_change([1, 2, 5, 10, 20, 50, 100, 200], 600_000), fewest_coins([3, 7, 19, 44], 500_000))
    values = [rng.randrange(10**6) for _ in range(5500)]
    print(longest_increasing(values * 60), longest_increasing_slow(values))
    print(matrix_chain([rng.randint(5, 50) for _ in range(230)]))
    print(max_subarray([rng.randint(-50, 50) for _ in range(300_000)]), partitions(330))
    print(word_break("abbaabab" * 30_000, ["abba", "ab", "aab", "b"]), egg_drop(6, 10**6), catalan(1100))
    weather = rng.choices("UDN", k=1500)
    transition = {"hot": {"hot": 0.7, "cold": 0.3}, "cold": {"hot": 0.4, "cold": 0.6}}
    emission = {"hot": {"U": 0.6, "D": 0.1, "N": 0.3}, "cold": {"U": 0.2, "D": 0.5, "N": 0.3}}
    print(len(viterbi(weather, ["hot", "cold"], {"hot": 0.5, "cold": 0.5}, transition, emission)[1]))
    print(unique_paths([[rng.random() < 0.1 for _ in range(400)] for _ in range(400)]) % 1000)


if __name__ == "__main__":
    main()
