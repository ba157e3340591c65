"""Prints the number under a bar code: `python -m shop.label 400638133393`, in the folder above this one."""

from __future__ import annotations

import argparse

from .warehouse import level


def with_check_digit(digits: str) -> str:
    """The thirteen digits of an EAN, of which the last one checks the others."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("digits")
    parser.add_argument("--stock", metavar="ADDRESS", help="ask the warehouse how many are there, too")
    options = parser.parse_args()
    print(with_check_digit(options.digits))
    if options.stock:
        print(level(options.stock, options.digits), "in stock")


if __name__ == "__main__":
    main()
