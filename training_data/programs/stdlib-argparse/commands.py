"""Parse many command lines with options, groups and sub-commands, and print the help."""

import argparse
import random

PROJECT = "stdlib-argparse"
REQUIRES = []
SCOPE = ["argparse"]


def positive(text):
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return value


def build():
    parser = argparse.ArgumentParser(prog="depot", description="Keeps things.", exit_on_error=False)
    parser.add_argument("-v", "--verbose", action="count", default=0)
    parser.add_argument("--config", metavar="FILE", help="where the settings stand")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("add", "list", "move", "remove", "status"):
        command = commands.add_parser(name, help=f"to {name}")
        command.add_argument("items", nargs="*", help="what it is about")
        command.add_argument("-n", "--number", type=positive, default=1)
        command.add_argument("--tag", action="append", default=[], choices=["red", "green", "blue", "gold"])
        group = command.add_mutually_exclusive_group()
        group.add_argument("--dry-run", action="store_true")
        group.add_argument("--force", action="store_true")
    return parser


def command_line(rng):
    words = ["-v"] * rng.randint(0, 2)
    if rng.random() < 0.3:
        words += ["--config", "depot.toml"]
    words.append(rng.choice(["add", "list", "move", "remove", "status"]))
    words += [f"item{rng.randint(1, 99)}" for _ in range(rng.randint(0, 12))]
    if rng.random() < 0.5:
        words += ["-n", str(rng.randint(1, 9))]
    for _ in range(rng.randint(0, 3)):
        words.append("--tag=" + rng.choice(["red", "green", "blue", "gold"]))
    if rng.random() < 0.3:
        words.append("--dry")
    return words


def main():
    rng = random.Random(1)
    wrong = parsed = 0
    for turn in range(160):
        parser = build()
        for _ in range(180):
            try:
                parser.parse_args(command_line(rng))
                parsed += 1
            except argparse.ArgumentError:
                wrong += 1
        if turn % 4 == 0:
            print(parser.format_help())
    print(parsed, wrong)


if __name__ == "__main__":
    main()
