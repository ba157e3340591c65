"""Checks generated Python files with all of pycodestyle's rules."""

import random

import pycodestyle

PROJECT = "pycodestyle"
REQUIRES = ["pycodestyle"]
SCOPE = ["pycodestyle"]
ROUNDS = 49

BLOCKS = [
    "def compute_{n}(first,second = {n}):\n    x=first+ second*2\n    return x if x!=None else [ 1,2 ]\n",
    (
        "class Thing{n}(object):\n\n    def method(self):\n        # a comment\n        return {{'a':1, 'b' : [i for i"
        " in range({n})]}}\n\n"
    ),
    (
        "value_{n} = some_function(argument_one, argument_two,\n    argument_three, keyword={n})\nif value_{n} == True"
        " :\n\tpass\n"
    ),
    "try:\n    import os, sys\nexcept:\n    pass\nlambda_{n} = lambda x: x**2  #bad comment\n\n\n",
    (
        "async def fetch_{n}(url: str='x', *, retries:int=3)->None:\n    async with session.get(url) as r:\n       "
        " return r[1 :2]\n"
    ),
    "total_{n} = (1\n         + 2\n         + sum(x for x in range(10) if x not in (1, 2) and not x in [3]))   \n",
    "text_{n} = '''a long string\n   with lines'''; other = \"%s and %s\" % (text_{n}, {n})\n# " + "long " * 20 + "\n",
]


def lines(rng: random.Random, blocks: int) -> list[str]:
    text = "".join(rng.choice(BLOCKS).format(n=number) for number in range(blocks))
    return text.splitlines(keepends=True)


def main() -> None:
    rng = random.Random(31)
    style = pycodestyle.StyleGuide(quiet=2, max_line_length=79, select=["E", "W"])
    checker_errors = 0
    for number in range(ROUNDS):
        checker = pycodestyle.Checker(f"file{number}.py", lines=lines(rng, 120), options=style.options)
        checker_errors += checker.check_all()
    print(checker_errors, style.options.report.get_count("E2"))


if __name__ == "__main__":
    main()
