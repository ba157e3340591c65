"""Translate many selectors to XPath, and weigh them."""

import random

from cssselect import GenericTranslator, HTMLTranslator, SelectorError, parse

PROJECT = "cssselect"
REQUIRES = ["cssselect"]
SCOPE = ["cssselect"]


def simple(rng):
    text = rng.choice(["div", "a", "*", "li", "svg|circle", ""])
    for _ in range(rng.randint(0 if text else 1, 3)):
        text += rng.choice(
            [
                "#main", ".big", "[href]", '[lang|="en"]', '[title~="x y"]', ":first-child", ":nth-child(2n+1)",
                ":not(.b)", ":hover", ":checked", ":nth-last-of-type(3)",
                ':contains("w")', "::before", ":is(a, b)", ":lang(de)",
            ]
        )  # fmt: skip
    return text


def selector(rng):
    parts = [simple(rng)]
    for _ in range(rng.randint(0, 3)):
        parts.append(rng.choice([" ", " > ", " + ", " ~ ", ", "]))
        parts.append(simple(rng))
    return "".join(parts)


def main():
    rng = random.Random(10)
    translators = [GenericTranslator(), HTMLTranslator()]
    length = wrong = weight = 0
    for _ in range(13_000):
        text = selector(rng)
        try:
            for each in parse(text):
                weight += sum(each.specificity())
            for translator in translators:
                length += len(translator.css_to_xpath(text))
        except SelectorError:
            wrong += 1
    print(length, wrong, weight)


if __name__ == "__main__":
    main()
