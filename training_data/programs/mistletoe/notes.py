"""Renders generated notes with mistletoe to HTML, LaTeX and a tree of tokens."""

import random

import mistletoe
from mistletoe.ast_renderer import AstRenderer
from mistletoe.latex_renderer import LaTeXRenderer

PROJECT = "mistletoe"
REQUIRES = ["mistletoe"]
SCOPE = ["mistletoe"]
ROUNDS = 14

WORDS = "plain *emph* **strong** `code` [link](http://x.org) word ![image](a.png) & < other ~~gone~~ text".split()


def note(rng: random.Random, number: int) -> str:
    lines = [f"## Note {number}", ""]
    lines += [" ".join(rng.choices(WORDS, k=rng.randint(5, 15))) for _ in range(4)]
    lines += ["", *(f"{n + 1}. {' '.join(rng.choices(WORDS, k=5))}\n   - inner {n}" for n in range(5)), ""]
    lines += ["| name | size |", "|:-----|-----:|", *(f"| n{n} | {rng.randint(1, 99)} |" for n in range(5)), ""]
    lines += ["> quote *of*", "> two lines", "", "```python", "print('x')", "```", ""]
    return "\n".join(lines)


def main() -> None:
    rng = random.Random(103)
    size = 0
    for _ in range(ROUNDS):
        text = "\n".join(note(rng, number) for number in range(25))
        for renderer in (mistletoe.HtmlRenderer, LaTeXRenderer, AstRenderer):
            size += len(mistletoe.markdown(text, renderer))
    print(size)


if __name__ == "__main__":
    main()
