"""Writes amounts, ordinals and years as words in several languages with num2words."""

import random

from num2words import num2words

PROJECT = "num2words"
REQUIRES = ["num2words"]
SCOPE = ["num2words"]
ROUNDS = 1700


def invoice(rng: random.Random, language: str) -> list[str]:
    lines = [num2words(rng.randint(1, 10**9), lang=language)]
    lines.append(num2words(rng.randint(1, 99), to="ordinal", lang=language))
    lines.append(num2words(round(rng.uniform(1, 1000), 2), lang=language))
    lines.append(num2words(rng.randint(1100, 2100), to="year", lang=language))
    if language in {"en", "de", "fr", "es"}:
        lines.append(num2words(round(rng.uniform(1, 100000), 2), to="currency", lang=language, currency="EUR"))
    return lines


def main() -> None:
    rng = random.Random(10)
    characters = 0
    for _ in range(ROUNDS):
        for language in ("en", "de", "fr", "es", "it", "pl", "ru", "nl"):
            characters += sum(map(len, invoice(rng, language)))
    print(characters)


if __name__ == "__main__":
    main()
