"""Parses generated style sheets with tinycss2, counts selectors and colours, and serializes them."""

import random

import tinycss2
import tinycss2.color4
from tinycss2 import ast

PROJECT = "tinycss2"
REQUIRES = ["tinycss2"]
SCOPE = ["tinycss2", "webencodings"]
ROUNDS = 120


def sheet(rng: random.Random, rules: int) -> str:
    parts = ["@charset 'utf-8'; @import url(base.css) screen; /* generated */"]
    for n in range(rules):
        colour = rng.choice(["#ff8800", "rgba(1, 2, 3, 0.5)", "hsl(120, 50%, 20%)", "red", "#abc"])
        body = f"color: {colour}; margin: 0 {n}px -1.5em auto !important; background: url('a{n}.png') no-repeat;"
        parts.append(f".class-{n} > a:nth-child({n}n+1)[href^='x'] {{ {body} }}")
        if n % 10 == 0:
            parts.append(
                f"@media (min-width: {n}px) and print {{ #id{n}, ul li + li {{ width: calc(100% - {n}px) }} }}"
            )
    return "\n".join(parts)


def colours(tokens: list) -> int:
    found = 0
    for token in tokens:
        if tinycss2.color4.parse_color(token) is not None:
            found += 1
        elif isinstance(token, (ast.FunctionBlock, ast.ParenthesesBlock)):
            found += colours(getattr(token, "arguments", None) or getattr(token, "content", []))
    return found


def main() -> None:
    rng = random.Random(64)
    found = size = 0
    for _ in range(ROUNDS):
        rules = tinycss2.parse_stylesheet(sheet(rng, 150), skip_comments=True, skip_whitespace=True)
        for rule in rules:
            if rule.type == "qualified-rule":
                for declaration in tinycss2.parse_blocks_contents(rule.content, skip_whitespace=True):
                    found += colours(declaration.value)
        size += len(tinycss2.serialize(rules))
    print(found, size)


if __name__ == "__main__":
    main()
