"""Compress and read header blocks of made-up requests."""

import random

from hpack import Decoder, Encoder

PROJECT = "hpack"
REQUIRES = ["hpack"]
SCOPE = ["hpack"]


def headers(rng):
    yield ":method", rng.choice(["GET", "POST"])
    yield ":path", f"/items/{rng.randint(1, 500)}?q={rng.getrandbits(40):x}"
    yield ":scheme", "https"
    yield "user-agent", rng.choice(["Mozilla/5.0 (X11)", "curl/8.1", "python"])
    yield "cookie", "session=" + "".join(rng.choices("abcdef0123456789-_", k=50))
    for n in range(rng.randint(1, 6)):
        yield f"x-custom-{n}", "value " * n


def main():
    rng = random.Random(19)
    encoder, decoder = Encoder(), Decoder()
    size = before = 0
    for number in range(15_900):
        block = list(headers(rng))
        data = encoder.encode(block, huffman=number % 4 != 0)
        assert [(str(k), str(v)) for k, v in decoder.decode(data)] == block
        size += len(data)
        before += sum(len(name) + len(value) for name, value in block)
        if number % 1000 == 0:
            encoder.header_table_size = 4096 - number // 4
    print(size, before)


if __name__ == "__main__":
    main()
