"""Matches as in LZ77, then Huffman codes for what is left."""

import heapq
from collections import Counter, defaultdict
from itertools import count

from bits import BitReader, BitWriter

WINDOW = 4096
SHORTEST, LONGEST = 4, 19
END = 512


def matches(data):
    """Literals as numbers under 256, and (length, distance) pairs."""
    places = defaultdict(list)
    at = 0
    while at < len(data):
        length, distance = longest(data, at, places)
        if length >= SHORTEST:
            yield length, distance
            step = length
        else:
            yield data[at]
            step = 1
        for place in range(at, min(at + step, len(data) - 3)):
            places[data[place : place + 4]].append(place)
        at += step


def longest(data, at, places):
    best, distance = 0, 0
    candidates = places.get(data[at : at + 4], ())
    limit = min(LONGEST, len(data) - at)
    for place in reversed(candidates[-12:]):
        if at - place > WINDOW:
            break
        length = 0
        while length < limit and data[place + length] == data[at + length]:
            length += 1
        if length > best:
            best, distance = length, at - place
            if best == limit:
                break
    return best, distance


def code_lengths(frequencies):
    order = count()
    heap = [(weight, next(order), symbol) for symbol, weight in frequencies.items()]
    heapq.heapify(heap)
    while len(heap) > 1:
        w1, _, left = heapq.heappop(heap)
        w2, _, right = heapq.heappop(heap)
        heapq.heappush(heap, (w1 + w2, next(order), (left, right)))
    lengths = {}

    def walk(node, depth):
        if isinstance(node, tuple):
            walk(node[0], depth + 1)
            walk(node[1], depth + 1)
        else:
            lengths[node] = max(1, depth)

    walk(heap[0][2], 0)
    return lengths


def canonical(lengths):
    codes = {}
    code = previous = 0
    for symbol, length in sorted(lengths.items(), key=lambda item: (item[1], item[0])):
        code <<= length - previous
        codes[symbol] = (code, length)
        code += 1
        previous = length
    return codes


def compress(data):
    items = list(matches(data))
    symbols = Counter(item if isinstance(item, int) else 256 + item[0] for item in items)
    symbols[END] = 1
    lengths = code_lengths(symbols)
    codes = canonical(lengths)
    out = BitWriter()
    for item in items:
        if isinstance(item, int):
            out.write(*codes[item])
        else:
            out.write(*codes[256 + item[0]])
            out.write(item[1] - 1, 12)
    out.write(*codes[END])
    return lengths, out.finish()


def decompress(lengths, data):
    table = {(length, code): symbol for symbol, (code, length) in canonical(lengths).items()}
    reader = BitReader(data)
    out = bytearray()
    while True:
        code = length = 0
        while (length, code) not in table:
            code = code << 1 | reader.read_bit()
            length += 1
        symbol = table[length, code]
        if symbol == END:
            return bytes(out)
        if symbol < 256:
            out.append(symbol)
        else:
            begin = len(out) - reader.read(12) - 1
            for place in range(begin, begin + symbol - 256):
                out.append(out[place])
