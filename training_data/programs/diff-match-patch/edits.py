"""Compare texts letter by letter, make patches and apply them."""

import random

from diff_match_patch import diff_match_patch

PROJECT = "diff-match-patch"
REQUIRES = ["diff-match-patch"]
SCOPE = ["diff_match_patch"]

WORDS = "the quick brown fox jumps over a lazy dog while rain falls on quiet streets of the old town".split()


def edited(rng, words):
    out = []
    for word in words:
        chance = rng.random()
        if chance > 0.06:
            out.append(word if chance > 0.14 else rng.choice(WORDS))
        if chance > 0.96:
            out.append(rng.choice(WORDS).upper())
    return out


def main():
    rng = random.Random(39)
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    total = 0
    for _ in range(140):
        words = rng.choices(WORDS, k=280)
        before, after = " ".join(words), " ".join(edited(rng, words))
        diffs = engine.diff_main(before, after)
        engine.diff_cleanupSemantic(diffs)
        total += engine.diff_levenshtein(diffs) + len(engine.diff_prettyHtml(diffs))
        patches = engine.patch_make(before, diffs)
        text, applied = engine.patch_apply(engine.patch_fromText(engine.patch_toText(patches)), before[:5] + before)
        total += sum(applied) + len(text) + engine.match_main(after, "lazy dog", 100)
    print(total)


if __name__ == "__main__":
    main()
