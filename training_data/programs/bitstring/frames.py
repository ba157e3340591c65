"""Pack, slice, search and unpack bit fields of made-up radio frames."""

import random

import bitstring
from bitstring import BitArray, Bits, BitStream

PROJECT = "bitstring"
REQUIRES = ["bitstring"]
SCOPE = ["bitstring"]

LAYOUT = "uint:3, uint:5, hex:16, int:12, bool, bits:7"


def frame(rng):
    payload = Bits(uint=rng.getrandbits(7), length=7)
    fields = [rng.randrange(8), rng.randrange(32), f"{rng.getrandbits(16):04x}", rng.randint(-2000, 2000), True]
    return bitstring.pack(LAYOUT, *fields, payload)


def main():
    rng = random.Random(2)
    stream = BitStream()
    for _ in range(3000):
        stream.append("0x47")
        stream.append(frame(rng))
    total = 0
    stream.pos = 0
    while stream.pos < len(stream):
        stream.read("hex:8")
        fields = stream.readlist("uint:3, uint:5, hex:16, int:12, bool, bits:7")
        total += fields[0] + fields[3]
    changed = BitArray(stream)
    for place in range(0, 6000, 3):
        changed.invert(place)
        changed[place : place + 8] = "0b10101010"
    print(total, changed.count(1), len(list(changed.findall("0x47", bytealigned=False))))


if __name__ == "__main__":
    main()
