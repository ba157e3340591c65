"""Words of a text, and their stems by a few suffix rules."""

from __future__ import annotations

STOP = frozenset("a an and are as at be by for from has he in is it its of on that the to was were will with".split())

RULES = [
    ("ational", "ate"), ("ization", "ize"), ("fulness", "ful"), ("iveness", "ive"), ("ousness", "ous"),
    ("sses", "ss"), ("ies", "i"), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("ness", ""), ("s", ""),
]  # fmt: skip


def words(text):
    current = []
    for char in text:
        if char.isalnum() or char == "'":
            current.append(char.lower())
        elif current:
            yield "".join(current)
            current.clear()
    if current:
        yield "".join(current)


def has_vowel(word):
    return any(char in "aeiouy" for char in word)


def stem(word):
    if len(word) <= 3:
        return word
    for suffix, replacement in RULES:
        if word.endswith(suffix):
            base = word[: -len(suffix)]
            if len(base) > 2 and has_vowel(base):
                return base + replacement
            return word
    return word


def terms(text):
    for word in words(text):
        if word not in STOP:
            yield stem(word)


def trigrams(word):
    padded = f"  {word} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def similarity(left, right):
    a, b = trigrams(left), trigrams(right)
    return len(a & b) / len(a | b)
