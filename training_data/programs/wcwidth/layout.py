"""Wraps and aligns texts of mixed scripts by their width on a terminal, with wcwidth."""

import random

from wcwidth import wcswidth, wcwidth

PROJECT = "wcwidth"
REQUIRES = ["wcwidth"]
SCOPE = ["wcwidth"]
ROUNDS = 2300

SCRIPTS = [
    "plain words here",
    "größer über",
    "日本語テキスト",
    "한국어 문자",
    "e\u0301a\u0300",
    "👩‍👩‍👧 ❤️ ok",
    "кириллица",
]


def wrap(text: str, width: int) -> list[str]:
    lines, line, used = [], [], 0
    for word in text.split(" "):
        size = wcswidth(word)
        if used + size + bool(line) > width and line:
            lines.append(" ".join(line))
            line, used = [], 0
        line.append(word)
        used += size + (len(line) > 1)
    return [*lines, " ".join(line)]


def cut(text: str, width: int) -> str:
    used = 0
    for position, character in enumerate(text):
        used += max(wcwidth(character), 0)
        if used > width:
            return text[:position]
    return text


def main() -> None:
    rng = random.Random(77)
    total = 0
    for _ in range(ROUNDS):
        text = " ".join(rng.choice(SCRIPTS) for _ in range(600))
        lines = wrap(text, 60)
        padded = [line + " " * max(60 - wcswidth(line), 0) for line in lines]
        total += sum(len(line) for line in padded) + sum(len(cut(line, 30)) for line in lines)
    print(total)


if __name__ == "__main__":
    main()
