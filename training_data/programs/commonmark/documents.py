"""Read documents with lists, quotes, code and links, and render them."""

import random

import commonmark

PROJECT = "commonmark"
REQUIRES = ["commonmark"]
SCOPE = ["commonmark"]

BLOCKS = [
    "# Head *{n}*",
    'Some **bold** text with `code`, a [link](/x/{n} "title") and ![picture](p.png).\nSecond line  \nbreak &copy;',
    "* one\n* two\n    * nested {n}\n\n      more\n* three",
    "> quoted\n> > deeper\n\n1. first\n2. second",
    "```python\nx = {n}\n```",
    "    indented code\n\n---\n<div>html</div>",
    "[ref{n}]: http://example.org/{n}\n\nSee [ref{n}] and <http://auto.example.org>.",
]


def main():
    rng = random.Random(34)
    size = 0
    for _ in range(20):
        text = "\n\n".join(rng.choice(BLOCKS).replace("{n}", str(n)) for n in range(420))
        tree = commonmark.Parser().parse(text)
        size += len(commonmark.HtmlRenderer().render(tree))
        size += sum(1 for node, entering in tree.walker() if entering and node.t == "text")
        size += len(commonmark.dumpJSON(tree))
    print(size)


if __name__ == "__main__":
    main()
