"""Packs a day's orders into parcels: `python -m shop.packing 9000`, in the folder above this one."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Parcel:
    room: int
    items: list[int] = field(default_factory=list[int])

    def takes(self, size: int) -> bool:
        return size <= self.room

    def put(self, size: int) -> None:
        self.items.append(size)
        self.room -= size


@dataclass
class Dice:
    """The same numbers on every machine."""

    state: int = 7

    def roll(self, sides: int) -> int:
        self.state = (self.state * 1103515245 + 12345) % 2147483648
        return (self.state >> 8) % sides


def packed(sizes: list[int], room: int) -> list[Parcel]:
    """Each into the first parcel that takes it."""
    parcels: list[Parcel] = []
    for size in sizes:
        for parcel in parcels:
            if parcel.takes(size):
                parcel.put(size)
                break
        else:
            parcel = Parcel(room)
            parcel.put(size)
            parcels.append(parcel)
    return parcels


def improved(sizes: list[int], room: int, steps: int) -> list[int]:
    """Swap two at a time, and go on from there where that needs no more parcels than before."""
    dice = Dice()
    best = list(sizes)
    fewest = len(packed(best, room))
    for _ in range(steps):
        one, other = dice.roll(len(best)), dice.roll(len(best))
        best[one], best[other] = best[other], best[one]
        needed = len(packed(best, room))
        if needed > fewest:
            best[one], best[other] = best[other], best[one]
        else:
            fewest = needed
    return best


def main(steps: int) -> None:
    dice = Dice(3)
    sizes = [5 + dice.roll(40) for _ in range(150)]
    order = improved(sizes, 60, steps)
    print(len(packed(sizes, 60)), "parcels at first,", len(packed(order, 60)), "in the end")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9000)
