"""Put nouns into plural and singular, spell numbers, join lists."""

import random

import inflect

PROJECT = "inflect"
REQUIRES = ["inflect"]
SCOPE = ["inflect"]

NOUNS = "cat church ox child analysis formula knife sheep mother-in-law phenomenon index box hero photo day".split()


def main():
    rng = random.Random(21)
    engine = inflect.engine()
    out = []
    for number in range(4200):
        noun = rng.choice(NOUNS) + rng.choice(["", "er", "ness"])
        count = rng.randint(0, 9999)
        many = engine.plural(noun, count)
        out.append(f"{engine.number_to_words(count)} {many}")
        out.append(engine.a(noun))
        out.append(str(engine.singular_noun(many)))
        out.append(engine.ordinal(count) + engine.present_participle("run"))
        if number % 20 == 0:
            out.append(engine.join([noun, many, "tree"]))
            out.append(engine.inflect(f"The plural_noun('{noun}') num(3)"))
        engine.compare(noun, many)
    print(len("".join(out)))


if __name__ == "__main__":
    main()
