"""Corrects misspelt words with pyspellchecker and a small generated dictionary."""

import random

from spellchecker import SpellChecker

PROJECT = "pyspellchecker"
REQUIRES = ["pyspellchecker"]
SCOPE = ["spellchecker"]
ROUNDS = 86

SYLLABLES = "ba con de fir gal hem in jo kel lum mor nat or pel qui ras sten tor ul ven".split()


def misspelt(rng: random.Random, word: str) -> str:
    position = rng.randrange(len(word))
    return rng.choice(
        [word[:position] + word[position + 1 :], word[:position] + rng.choice("aeiourst") + word[position:]]
    )


def main() -> None:
    rng = random.Random(111)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))) for _ in range(1500)]
    checker = SpellChecker(language=None, distance=1)
    checker.word_frequency.load_words(words * 2)
    right = offered = 0
    for _ in range(ROUNDS):
        for word in rng.sample(words, 60):
            wrong = misspelt(rng, word)
            right += checker.correction(wrong) == word
            offered += len(checker.candidates(wrong) or ())
        text = " ".join(rng.choices(words, k=200)) + ", " + misspelt(rng, words[0])
        offered += len(checker.unknown(checker.split_words(text)))
    checker.distance = 2
    offered += len(checker.candidates(misspelt(rng, misspelt(rng, words[3]))) or ())
    print(right, offered)


if __name__ == "__main__":
    main()
