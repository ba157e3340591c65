"""Define and use enumerations, flags, named tuples and typed records in numbers."""

import enum
import functools
import random
import typing
from collections import namedtuple

PROJECT = "stdlib-enum"
REQUIRES = []
SCOPE = ["enum", "functools", "typing", "collections"]


class Access(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()
    RUN = enum.auto()
    ALL = READ | WRITE | RUN


class Color(enum.Enum):
    RED = "r"
    GREEN = "g"
    BLUE = "b"

    @classmethod
    def _missing_(cls, value):
        return cls.RED


def make(number):
    kind = enum.IntEnum(f"Kind{number}", {f"K{n}": n for n in range(12)})
    record = namedtuple(f"Record{number}", "a b c d", defaults=[0, 0])
    typed = typing.NamedTuple(f"Typed{number}", [("x", int), ("y", typing.Optional[str])])
    return kind, record, typed


@functools.singledispatch
def describe(value):
    return "thing"


@describe.register
def _(value: int):
    return "number"


@describe.register(str)
def _(value):
    return "text"


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


def main():
    rng = random.Random(77)
    total = 0
    for number in range(1100):
        kind, record, typed = make(number)
        total += kind(5) + len(record(1, 2)) + len(typed(1, None)._asdict()) + len(kind.__members__)
    access = Access.READ
    for _ in range(150_000):
        access = (access | rng.choice([Access.WRITE, Access.RUN])) & ~Access.READ
        total += (Access.WRITE in access) + (Color(rng.choice("rgbx")) is Color.RED) + len(access.name or "")
        access ^= Access.READ
    for value in (1, "a", 2.5) * 12_000:
        total += len(describe(value))
    versions = [Version(rng.randint(0, 9), rng.randint(0, 9)) for _ in range(4000)]
    total += sum(a >= b for a, b in zip(versions, versions[1:]))
    total += len(sorted(versions, key=functools.cmp_to_key(lambda a, b: (a > b) - (a < b))))
    for _ in range(3000):
        total += len(typing.get_args(typing.Union[int, typing.List[str], None])) + hash(typing.Dict[str, int]) % 2
    print(total)


if __name__ == "__main__":
    main()
