"""Writes banners in several figlet fonts, widths and directions with pyfiglet."""

import random
import string

from pyfiglet import Figlet

PROJECT = "pyfiglet"
REQUIRES = ["pyfiglet"]
SCOPE = ["pyfiglet"]
ROUNDS = 94


def main() -> None:
    rng = random.Random(113)
    size = 0
    for _ in range(ROUNDS):
        for font in ("standard", "big", "slant", "banner", "small"):
            figlet = Figlet(font=font, width=rng.choice([60, 80, 120]), justify=rng.choice(["left", "center", "right"]))
            for _ in range(4):
                text = " ".join("".join(rng.choices(string.ascii_letters, k=rng.randint(2, 7))) for _ in range(4))
                banner = figlet.renderText(text)
                size += len(banner.reverse()) + len(banner.flip().strip_surrounding_newlines())
    print(size)


if __name__ == "__main__":
    main()
