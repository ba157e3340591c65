"""Looks misspelt words and run-together texts up with symspellpy."""

import random

from symspellpy import SymSpell, Verbosity

PROJECT = "symspellpy"
REQUIRES = ["symspellpy"]
SCOPE = ["symspellpy"]
ROUNDS = 187

SYLLABLES = "ba con de fir gal hem in jo kel lum mor nat or pel qui ras sten tor ul ven".split()


def main() -> None:
    rng = random.Random(112)
    words = sorted({"".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(1200)})
    speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for word in words:
        speller.create_dictionary_entry(word, rng.randint(1, 5000))
    found = 0
    for _ in range(ROUNDS):
        for word in rng.sample(words, 80):
            position = rng.randrange(len(word))
            wrong = word[:position] + rng.choice("aeioust") + word[position + rng.randint(0, 1) :]
            for verbosity in (Verbosity.TOP, Verbosity.CLOSEST, Verbosity.ALL):
                found += len(speller.lookup(wrong, verbosity, max_edit_distance=2))
        text = " ".join(rng.sample(words, 6))
        found += len(speller.lookup_compound(text.replace(" ", "", 1)[1:], max_edit_distance=2)[0].term)
        found += len(speller.word_segmentation("".join(rng.sample(words, 5)), max_edit_distance=0).corrected_string)
    print(found)


if __name__ == "__main__":
    main()
