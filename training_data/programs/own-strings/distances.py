"""How far strings are from each other, and what they share."""

from __future__ import annotations


def levenshtein(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def longest_common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    i, j = len(a), len(b)
    out = []
    while i and j:
        if a[i - 1] == b[j - 1]:
            out.append(a[i - 1])
            i, j = i - 1, j - 1
        elif table[i - 1][j] >= table[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return "".join(reversed(out))


def jaro(a, b):
    reach = max(len(a), len(b)) // 2 - 1
    taken = [False] * len(b)
    left = []
    for i, char in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if not taken[j] and b[j] == char:
                taken[j] = True
                left.append(char)
                break
    if not left:
        return 0.0
    right = [char for char, used in zip(b, taken) if used]
    swaps = sum(x != y for x, y in zip(left, right)) / 2
    m = len(left)
    return (m / len(a) + m / len(b) + (m - swaps) / m) / 3


def hamming(a, b):
    if len(a) != len(b):
        raise ValueError("lengths differ")
    return sum(x != y for x, y in zip(a, b))


def longest_palindrome(text):
    best = ""
    for center in range(len(text)):
        for width in (0, 1):
            i, j = center, center + width
            while i >= 0 and j < len(text) and text[i] == text[j]:
                i -= 1
                j += 1
            if j - i - 1 > len(best):
                best = text[i + 1 : j]
    return best


def suffix_array(text):
    order = sorted(range(len(text)), key=lambda i: text[i : i + 2])
    rank = {}
    for place, i in enumerate(order):
        same = place and text[order[place - 1] :][:2] == text[i:][:2]
        rank[i] = rank[order[place - 1]] if same else place
    k = 2
    while k < len(text):
        keys = {i: (rank[i], rank.get(i + k, -1)) for i in range(len(text))}
        order.sort(key=keys.__getitem__)
        fresh = {}
        for place, i in enumerate(order):
            fresh[i] = fresh[order[place - 1]] if place and keys[order[place - 1]] == keys[i] else place
        rank = fresh
        k *= 2
    return order
