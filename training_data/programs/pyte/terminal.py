"""Feeds generated terminal output with escape sequences to a pyte screen with history."""

import random

import pyte

PROJECT = "pyte"
REQUIRES = ["pyte", "wcwidth"]
SCOPE = ["pyte", "wcwidth"]
ROUNDS = 14


def output(rng: random.Random, lines: int) -> str:
    parts = []
    for number in range(lines):
        kind = rng.random()
        if kind < 0.5:
            parts.append(f"\x1b[{rng.randint(30, 37)};1mfile_{number}.py\x1b[0m  {rng.randint(1, 99999)} bytes ÄÖ\r\n")
        elif kind < 0.7:
            parts.append(
                f"\x1b[{rng.randint(1, 40)};{rng.randint(1, 100)}Hprogress"
                f" \x1b[7m{'#' * rng.randint(1, 30)}\x1b[27m\x1b[K"
            )
        elif kind < 0.8:
            parts.append(f"\x1b[38;5;{rng.randint(16, 255)}mcolour\x1b[48;2;10;20;30m日本語\x1b[39;49m\r\n")
        elif kind < 0.9:
            parts.append(f"\x1b[{rng.randint(1, 10)};30r\x1b[2L\x1b[3M\x1b[4P\x1b[2@text\x1b[r")
        else:
            parts.append("\x1b7\x1b[s\tcolumns\tare\there\b\b\x1b8\x1b[2J\x1b[?25l\x1b[?25h\n")
    return "".join(parts)


def main() -> None:
    rng = random.Random(41)
    screen = pyte.HistoryScreen(100, 40, history=500)
    stream = pyte.Stream(screen)
    visible = dirty = 0
    for _ in range(ROUNDS):
        text = output(rng, 700)
        for start in range(0, len(text), 512):
            stream.feed(text[start : start + 512])
            dirty += len(screen.dirty)
            screen.dirty.clear()
        visible += sum(len(line.rstrip()) for line in screen.display)
        screen.prev_page()
        screen.next_page()
    print(visible, dirty)


if __name__ == "__main__":
    main()
