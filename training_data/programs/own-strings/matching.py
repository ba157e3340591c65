"""Find strings in strings, five ways."""

from __future__ import annotations

from collections import deque


def naive(text, pattern):
    return [i for i in range(len(text) - len(pattern) + 1) if text[i : i + len(pattern)] == pattern]


def failure_table(pattern):
    table = [0] * len(pattern)
    k = 0
    for i in range(1, len(pattern)):
        while k and pattern[i] != pattern[k]:
            k = table[k - 1]
        if pattern[i] == pattern[k]:
            k += 1
        table[i] = k
    return table


def knuth_morris_pratt(text, pattern):
    table = failure_table(pattern)
    found = []
    k = 0
    for i, char in enumerate(text):
        while k and char != pattern[k]:
            k = table[k - 1]
        if char == pattern[k]:
            k += 1
        if k == len(pattern):
            found.append(i - k + 1)
            k = table[k - 1]
    return found


def boyer_moore_horspool(text, pattern):
    m = len(pattern)
    skip = {char: m - i - 1 for i, char in enumerate(pattern[:-1])}
    found = []
    i = m - 1
    while i < len(text):
        k = 0
        while k < m and pattern[m - 1 - k] == text[i - k]:
            k += 1
        if k == m:
            found.append(i - m + 1)
        i += skip.get(text[i], m)
    return found


def rabin_karp(text, pattern, base=257, modulus=1_000_000_007):
    m = len(pattern)
    if m > len(text):
        return []
    high = pow(base, m - 1, modulus)
    wanted = current = 0
    for i in range(m):
        wanted = (wanted * base + ord(pattern[i])) % modulus
        current = (current * base + ord(text[i])) % modulus
    found = []
    for i in range(len(text) - m + 1):
        if current == wanted and text[i : i + m] == pattern:
            found.append(i)
        if i + m < len(text):
            current = ((current - ord(text[i]) * high) * base + ord(text[i + m])) % modulus
    return found


class AhoCorasick:
    def __init__(self, patterns):
        self.next = [{}]
        self.fail = [0]
        self.out = [[]]
        for pattern in patterns:
            self._add(pattern)
        self._link()

    def _add(self, pattern):
        state = 0
        for char in pattern:
            if char not in self.next[state]:
                self.next[state][char] = len(self.next)
                self.next.append({})
                self.fail.append(0)
                self.out.append([])
            state = self.next[state][char]
        self.out[state].append(pattern)

    def _link(self):
        queue = deque(self.next[0].values())
        while queue:
            state = queue.popleft()
            for char, target in self.next[state].items():
                queue.append(target)
                back = self.fail[state]
                while back and char not in self.next[back]:
                    back = self.fail[back]
                self.fail[target] = self.next[back].get(char, 0) if self.next[back].get(char) != target else 0
                self.out[target] += self.out[self.fail[target]]

    def search(self, text):
        state = 0
        for i, char in enumerate(text):
            while state and char not in self.next[state]:
                state = self.fail[state]
            state = self.next[state].get(char, 0)
            for pattern in self.out[state]:
                yield i - len(pattern) + 1, pattern
