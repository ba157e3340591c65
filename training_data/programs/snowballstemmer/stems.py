"""Stems generated texts in six languages with snowballstemmer's pure-Python stemmers."""

import random

from snowballstemmer.danish_stemmer import DanishStemmer
from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.french_stemmer import FrenchStemmer
from snowballstemmer.german_stemmer import GermanStemmer
from snowballstemmer.italian_stemmer import ItalianStemmer
from snowballstemmer.spanish_stemmer import SpanishStemmer

PROJECT = "snowballstemmer"
REQUIRES = ["snowballstemmer"]
SCOPE = ["snowballstemmer"]
ROUNDS = 30

ENDINGS = "ing ed ation ational ness ful ly ies heiten lichkeit keit amente azione issimo eux ement mente s".split()
ROOTS = "connect run relat hope natur freund kraft arbeit parl grand cour hund skov tren libr cas".split()


def words(rng: random.Random, count: int) -> list[str]:
    return [rng.choice(ROOTS) + "".join(rng.choices(ENDINGS, k=rng.randint(0, 2))) for _ in range(count)]


def main() -> None:
    rng = random.Random(49)
    stemmers = [DanishStemmer(), EnglishStemmer(), FrenchStemmer(), GermanStemmer(), ItalianStemmer(), SpanishStemmer()]
    stems: set[str] = set()
    for _ in range(ROUNDS):
        text = words(rng, 500)
        for stemmer in stemmers:
            stems.update(stemmer.stemWords(text))
    print(len(stems))


if __name__ == "__main__":
    main()
