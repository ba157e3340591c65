"""Converts generated wiki pages with markdown2 and its extras."""

import random

import markdown2

PROJECT = "markdown2"
REQUIRES = ["markdown2"]
SCOPE = ["markdown2"]
ROUNDS = 90

WORDS = 'page edit *new* **big** `name` [see](/see) user_name http://x.org list & history "quoted" -- end...'.split()


def page(rng: random.Random, sections: int) -> str:
    parts = []
    for number in range(sections):
        parts += [f"{'#' * rng.randint(1, 3)} Section {number}", " ".join(rng.choices(WORDS, k=40))]
        parts.append("\n".join(f"* {' '.join(rng.choices(WORDS, k=6))}\n    * inner" for _ in range(5)))
        parts.append("| a | b |\n|---|---|\n| 1 | 2 |\n| x | y |")
        parts.append(f"Text with a note[^{number}] and ~~gone~~.\n\n[^{number}]: The note.\n\n> quoted\n> text")
        parts.append("```\nfor x in y:\n    pass\n```\n\n<div>raw *html*</div>\n")
    return "\n\n".join(parts)


def main() -> None:
    rng = random.Random(104)
    extras = ["tables", "footnotes", "strike", "smarty-pants", "header-ids", "toc", "cuddled-lists"]
    size = 0
    for _ in range(ROUNDS):
        size += len(markdown2.markdown(page(rng, 15), extras=extras))
    print(size)


if __name__ == "__main__":
    main()
