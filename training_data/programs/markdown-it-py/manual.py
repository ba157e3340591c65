"""Renders generated manual pages in Markdown to HTML with markdown-it-py, tables and nested lists included."""

import random

from markdown_it import MarkdownIt

PROJECT = "markdown-it-py"
REQUIRES = ["markdown-it-py"]
SCOPE = ["markdown_it", "mdurl"]
ROUNDS = 73

WORDS = (
    "server request client table value index *option* **important** `code` [link](http://x.org/a) option row".split()
)


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(6, 18))).capitalize() + "."


def page(rng: random.Random, sections: int) -> str:
    parts = []
    for number in range(sections):
        parts.append(f"{'#' * rng.randint(1, 4)} Section {number}\n")
        parts.append("\n".join(sentence(rng) for _ in range(rng.randint(1, 4))) + "\n")
        kind = rng.randrange(5)
        if kind == 0:
            rows = [f"| {rng.random():.2f} | {rng.choice(WORDS)} | left |" for _ in range(6)]
            parts.append("\n".join(["| number | word | side |", "|---|:---:|---:|", *rows]) + "\n")
        elif kind == 1:
            parts.append("\n".join(f"{'  ' * (n % 3)}- {sentence(rng)}" for n in range(8)) + "\n")
        elif kind == 2:
            parts.append("```python\nfor line in lines:\n    print(line)\n```\n")
        elif kind == 3:
            parts.append("> " + sentence(rng) + "\n> \n> 1. " + sentence(rng) + "\n> 2. <b>raw</b> &amp; entity\n")
        else:
            parts.append(
                f"See [ref{number}] and ![image](picture.png 'title').\n\n[ref{number}]: http://x.org/{number}\n"
            )
    return "\n".join(parts)


def main() -> None:
    rng = random.Random(6)
    converter = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    characters = tokens = 0
    for _ in range(ROUNDS):
        text = page(rng, 50)
        tokens += len(converter.parse(text))
        characters += len(converter.render(text))
    print(tokens, characters)


if __name__ == "__main__":
    main()
