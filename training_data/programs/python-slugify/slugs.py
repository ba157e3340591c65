"""Makes slugs of titles in many scripts with python-slugify and unidecode."""

import random

from slugify import slugify
from unidecode import unidecode

PROJECT = "python-slugify"
REQUIRES = ["python-slugify", "Unidecode"]
SCOPE = ["slugify", "unidecode"]
ROUNDS = 570

ALPHABETS = [
    "abcdefghijklmnop",
    "äöüßéèêñçåø",
    "абвгдежзийклмн",
    "αβγδεζηθικλ",
    "東京大阪名古屋",
    "한국어문자",
    "&amp;–_.!&#65; ",
]


def title(rng: random.Random) -> str:
    words = []
    for _ in range(rng.randint(3, 9)):
        letters = rng.choice(ALPHABETS)
        words.append("".join(rng.choice(letters) for _ in range(rng.randint(2, 9))).capitalize())
    return " ".join(words)


def main() -> None:
    rng = random.Random(73)
    seen: set[str] = set()
    characters = 0
    for _ in range(ROUNDS):
        for _ in range(50):
            text = title(rng)
            slug = slugify(text, max_length=60, word_boundary=True, save_order=True, stopwords=["the", "der"])
            number = 2
            while slug in seen:
                slug, number = f"{slug}-{number}", number + 1
            seen.add(slug)
            characters += len(slugify(text, separator="_", replacements=[["ü", "ue"], ["&", "and"]]))
            characters += len(unidecode(text)) + len(slugify(text, allow_unicode=True, lowercase=False))
    print(len(seen), characters)


if __name__ == "__main__":
    main()
