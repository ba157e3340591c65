"""Converts colours between names, hex codes and triplets with webcolors and finds nearest names."""

import random

import webcolors

PROJECT = "webcolors"
REQUIRES = ["webcolors"]
SCOPE = ["webcolors"]
ROUNDS = 210


def nearest(colour: webcolors.IntegerRGB) -> str:
    best, found = 10**9, ""
    for name in webcolors.names("css3"):
        other = webcolors.name_to_rgb(name)
        distance = sum((mine - theirs) ** 2 for mine, theirs in zip(colour, other, strict=True))
        if distance < best:
            best, found = distance, name
    return found


def main() -> None:
    rng = random.Random(78)
    names = webcolors.names("css3")
    characters = 0
    for _ in range(ROUNDS):
        for _ in range(30):
            colour = webcolors.IntegerRGB(*(rng.randint(-20, 280) for _ in range(3)))
            normal = webcolors.normalize_integer_triplet(colour)
            characters += len(nearest(normal)) + len(webcolors.rgb_to_hex(normal))
            characters += len(str(webcolors.rgb_to_rgb_percent(normal)))
        for name in names:
            code = webcolors.name_to_hex(name)
            characters += len(webcolors.hex_to_name(code)) + sum(webcolors.hex_to_rgb(code))
            characters += len(webcolors.html5_serialize_simple_color(webcolors.html5_parse_legacy_color(name + "zz")))
    print(characters)


if __name__ == "__main__":
    main()
