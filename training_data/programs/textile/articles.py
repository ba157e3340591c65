"""Converts generated Textile articles to HTML."""

import random

import textile

PROJECT = "textile"
REQUIRES = ["textile"]
SCOPE = ["textile"]
ROUNDS = 18

WORDS = 'some *strong* _emphasis_ @code@ "link":http://x.org -gone- +new+ ACL(Access List) x^2^ 10 x 12 "quote"'.split()


def article(rng: random.Random, parts: int) -> str:
    lines = []
    for number in range(parts):
        lines += [
            f"h{rng.randint(1, 4)}(title#id{number}). Heading {number}",
            "",
            " ".join(rng.choices(WORDS, k=40)),
            "",
        ]
        lines += [f"{'*' * (1 + n % 2)} item {' '.join(rng.choices(WORDS, k=5))}" for n in range(6)] + [""]
        lines += [
            "|_. name|_. size|",
            "|one|{color:red}. 2|",
            "|\\2. wide|",
            "",
            f"bq. Quote with a note[{number + 1}].",
            "",
        ]
        lines += [f"fn{number + 1}. The note.", "", "bc. x = 1", "", "!picture.png(title)!", ""]
    return "\n".join(lines)


def main() -> None:
    rng = random.Random(105)
    print(sum(len(textile.textile(article(rng, 10))) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
