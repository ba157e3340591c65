"""Compare revisions of a text by lines and by letters, and suggest close words."""

import difflib
import random

PROJECT = "stdlib-difflib"
REQUIRES = []
SCOPE = ["difflib"]

WORDS = [a + b for a in ("ka", "lo", "mi", "ner", "so") for b in ("ta", "vel", "ri", "dun", "x")]


def revise(rng, lines):
    out = []
    for line in lines:
        chance = rng.random()
        if chance < 0.05:
            continue
        if chance < 0.15:
            words = line.split()
            words[rng.randrange(len(words))] = rng.choice(WORDS)
            line = " ".join(words)
        out.append(line)
        if chance > 0.95:
            out.append(" ".join(rng.choices(WORDS, k=8)))
    return out


def main():
    rng = random.Random(3)
    lines = [" ".join(rng.choices(WORDS, k=8)) for _ in range(3000)]
    size = 0
    for _ in range(60):
        fresh = revise(rng, lines)
        size += len(list(difflib.unified_diff(lines, fresh, lineterm="")))
        size += len(list(difflib.ndiff(lines[:900], fresh[:900])))
        lines = fresh
    size += len(difflib.HtmlDiff().make_table(lines[:1200], revise(rng, lines[:1200])))
    matcher = difflib.SequenceMatcher(None, " ".join(lines[:900]), " ".join(lines[5:405]))
    print(size, matcher.ratio(), len(matcher.get_opcodes()))
    print(sum(len(difflib.get_close_matches(word + "q", WORDS)) for word in WORDS * 200))


if __name__ == "__main__":
    main()
