"""Hyphenates generated texts in several languages with pyphen and sets them in narrow columns."""

import random

import pyphen

PROJECT = "pyphen"
REQUIRES = ["pyphen"]
SCOPE = ["pyphen"]
ROUNDS = 6

SYLLABLES = (
    "ver mit tung schaft un be rein ing tion al per form ance comp ut er lang uage wort bild lich keit ele ment".split()
)


def text(rng: random.Random, words: int) -> list[str]:
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(1, 5))) for _ in range(words)]


def columns(dictionary: pyphen.Pyphen, words: list[str], width: int) -> list[str]:
    lines, line = [], ""
    for word in words:
        candidate = f"{line} {word}".strip()
        if len(candidate) <= width:
            line = candidate
            continue
        parts = dictionary.wrap(word, width - len(line) - 1)
        if parts:
            lines.append(f"{line} {parts[0]}")
            line = parts[1]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def main() -> None:
    rng = random.Random(35)
    total = 0
    for _ in range(ROUNDS):
        for language in ("en_US", "de_DE", "nl_NL", "hu_HU"):
            dictionary = pyphen.Pyphen(lang=language)
            words = text(rng, 900)
            total += len(columns(dictionary, words, 24))
            total += sum(dictionary.inserted(word).count("-") for word in words)
            total += sum(len(list(dictionary.iterate(word))) for word in words[:200])
    print(total)


if __name__ == "__main__":
    main()
