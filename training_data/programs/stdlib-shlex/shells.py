"""Split, join and expand lines of shell, and fill templates of strings."""

import random
import shlex
import string
import textwrap

PROJECT = "stdlib-shlex"
REQUIRES = []
SCOPE = ["shlex", "string", "textwrap"]


def line(rng):
    words = []
    for _ in range(rng.randint(3, 14)):
        words.append(rng.choice(["ls", "-la", "'a b'", '"c \\" d"', "e\\ f", "$HOME", "|", ">", "x=1", "# no"]))
    return " ".join(words)


def main():
    rng = random.Random(11)
    count = 0
    for _ in range(25_000):
        text = line(rng)
        try:
            words = shlex.split(text)
            count += len(words) + len(shlex.join(words))
            lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
            count += sum(1 for _ in lexer)
        except ValueError:
            count -= 1
    template = string.Template("Dear $name, ${item} costs $$ ${price}; yours, $sender")
    for number in range(40_000):
        letter = template.safe_substitute(name="Ana", item=f"lamp {number}", price=number)
        count += len(textwrap.fill(letter * 3, 40))
    print(count)


if __name__ == "__main__":
    main()
