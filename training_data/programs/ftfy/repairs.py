"""Repair texts that went through wrong encodings."""

import random

import ftfy
from ftfy import fixes, formatting

PROJECT = "ftfy"
REQUIRES = ["ftfy"]
SCOPE = ["ftfy"]

PIECES = ["schön", "l’été", "naïve", "— dash", "“quoted”", "ﬁsh", "&lt;b&gt;", "ＦＵＬＬ", "plain words", "Ω mega"]
PIECES += ["日本語", "\x1b[31mred"]


def garble(rng, text):
    kind = rng.randrange(5)
    if kind == 0:
        return text.encode("utf-8").decode("latin-1")
    if kind == 1:
        return text.encode("utf-8").decode("windows-1252", "replace")
    if kind == 2:
        return text.encode("utf-8").decode("latin-1").encode("utf-8").decode("latin-1")
    return text


def main():
    rng = random.Random(15)
    changed = width = 0
    for _ in range(13_000):
        text = " ".join(rng.choices(PIECES, k=rng.randint(2, 25)))
        bad = garble(rng, text)
        good = ftfy.fix_text(bad)
        changed += good != bad
        explained = ftfy.fix_and_explain(bad[:60])
        width += formatting.monospaced_width(fixes.remove_terminal_escapes(good)) + len(explained.explanation or ())
    print(changed, width)


if __name__ == "__main__":
    main()
