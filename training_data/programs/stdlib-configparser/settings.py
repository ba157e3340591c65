"""Read, interpolate and write large configuration files."""

import configparser
import io
import random

PROJECT = "stdlib-configparser"
REQUIRES = []
SCOPE = ["configparser"]


def generate(rng, sections):
    lines = ["[DEFAULT]", "root = /srv", "level = %(root)s/level", ""]
    for number in range(sections):
        lines.append(f"[section {number}]")
        for key in range(rng.randint(5, 25)):
            value = rng.choice(["yes", "17", "3.5", "%(level)s/data", "one\n    two\n    three"])
            lines.append(f"key{key} {rng.choice('=:')} {value}")
        lines.append("; a remark")
    return "\n".join(lines)


def total(parser):
    length = 0
    for section in parser.sections():
        for key in parser[section]:
            length += len(parser.get(section, key))
        if parser.has_option(section, "key1") and parser.get(section, "key1") == "yes":
            length += parser.getboolean(section, "key1")
    return length


def main():
    rng = random.Random(2)
    for _ in range(20):
        text = generate(rng, 600)
        parser = configparser.ConfigParser()
        parser.read_string(text)
        print(total(parser))
        parser["section 1"]["new"] = "value"
        out = io.StringIO()
        parser.write(out)
        again = configparser.RawConfigParser()
        again.read_string(out.getvalue())
        print(len(again.sections()))


if __name__ == "__main__":
    main()
