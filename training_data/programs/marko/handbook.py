"""Parses generated handbooks with marko, renders them to HTML and back to Markdown."""

import random

import marko
from marko.ext.gfm import gfm
from marko.md_renderer import MarkdownRenderer

PROJECT = "marko"
REQUIRES = ["marko"]
SCOPE = ["marko"]
ROUNDS = 11

WORDS = (
    "rule order *must* **never** `flag` [guide](/guide) value item step 1. note <http://x.org> a_b_c ~~old~~".split()
)


def chapter(rng: random.Random, number: int) -> str:
    parts = [f"# Chapter {number}", " ".join(rng.choices(WORDS, k=30)), "---"]
    parts.append("\n".join(f"{'   ' * (n % 3)}* {' '.join(rng.choices(WORDS, k=6))}" for n in range(9)))
    parts.append("> " + " ".join(rng.choices(WORDS, k=12)) + "\n>\n> - quoted")
    parts.append("```\ncode = 1\n```\n\n    indented code\n\n| a | b |\n|---|:-:|\n| 1 | *2* |\n| x | y |")
    parts.append(
        f"Setext {number}\n======\n\n![picture](a.png 'title') and [ref][r{number}]\n\n[r{number}]: http://x.org/{number}"
    )
    return "\n\n".join(parts)


def count(element: object) -> int:
    children = getattr(element, "children", None)
    return 1 + (sum(map(count, children)) if isinstance(children, list) else 0)


def main() -> None:
    rng = random.Random(102)
    back = marko.Markdown(renderer=MarkdownRenderer)
    size = 0
    for _ in range(ROUNDS):
        text = "\n\n".join(chapter(rng, number) for number in range(15))
        size += count(gfm.parse(text)) + len(gfm.convert(text)) + len(back(text))
    print(size)


if __name__ == "__main__":
    main()
