"""Search made-up mail for addresses, dates and odd words with a regular expression engine of our own."""

import random
import string

from automata import LazyPattern, Pattern, PatternError

PROJECT = "own-regex"
REQUIRES = []
SCOPE = ["automata"]

PATTERNS = [
    r"[a-z]+(\.[a-z]+)*@[a-z]+\.(com|org|net)",
    r"\d\d\d\d-\d\d-\d\d",
    r"(un|re|dis)[a-z]+(ed|ing)",
    r"[A-Z][a-z]+ [A-Z][a-z]+",
]


def word(rng):
    return "".join(rng.choices(string.ascii_lowercase, k=rng.randint(2, 9)))


def mail(rng, length):
    for _ in range(length):
        kind = rng.random()
        if kind < 0.04:
            yield f"{word(rng)}.{word(rng)}@{word(rng)}.{rng.choice(['com', 'org', 'de'])}"
        elif kind < 0.08:
            yield f"20{rng.randint(10, 30)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        elif kind < 0.14:
            yield rng.choice(["un", "re", ""]) + word(rng) + rng.choice(["ed", "ing"])
        elif kind < 0.2:
            yield word(rng).title()
        else:
            yield word(rng)


def broken():
    for source in ("(a", "[b", "c)"):
        try:
            Pattern(source)
        except PatternError as error:
            yield str(error)


def main():
    rng = random.Random(31)
    text = " ".join(mail(rng, 1100))
    for source in PATTERNS:
        plain = sum(1 for _ in Pattern(source).finditer(text[:16000]))
        lazy = LazyPattern(source)
        print(source, plain, sum(1 for _ in lazy.finditer(text * 60)), len(lazy.known))
    print(Pattern("(a?)*aaaaaaaa").fullmatch("a" * 4000), list(broken()))


if __name__ == "__main__":
    main()
