"""Search, align and compare made-up genomes with classic string algorithms."""

import random

from distances import hamming, jaro, levenshtein, longest_common_subsequence, longest_palindrome, suffix_array
from matching import AhoCorasick, boyer_moore_horspool, knuth_morris_pratt, naive, rabin_karp

PROJECT = "own-strings"
REQUIRES = []
SCOPE = ["matching", "distances"]


def genome(rng, length):
    return "".join(rng.choices("ACGT", weights=[3, 2, 2, 3], k=length))


def mutate(rng, text, rate=0.1):
    out = []
    for char in text:
        chance = rng.random()
        if chance < rate / 3:
            continue
        out.append(rng.choice("ACGT") if chance < rate else char)
    return "".join(out)


def main():
    rng = random.Random(6)
    text = genome(rng, 300_000)
    for _ in range(3):
        at = rng.randrange(len(text) - 12)
        pattern = text[at : at + 11]
        results = [find(text, pattern) for find in (naive, knuth_morris_pratt, boyer_moore_horspool, rabin_karp)]
        assert all(found == results[0] for found in results)
    machine = AhoCorasick({genome(rng, 7) for _ in range(60)})
    print(sum(1 for _ in machine.search(text)))
    short = genome(rng, 900)
    variants = [mutate(rng, short) for _ in range(8)]
    print([levenshtein(short, variant) for variant in variants])
    print(len(longest_common_subsequence(short, variants[0])), hamming(short[:100], variants[0][:100]))
    names = [genome(rng, 12) for _ in range(260)]
    print(max(jaro(a, b) for a in names for b in names if a is not b))
    print(longest_palindrome(text[:90000]), suffix_array(text[:30000])[:5])


if __name__ == "__main__":
    main()
