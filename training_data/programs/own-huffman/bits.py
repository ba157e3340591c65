"""Bits into bytes and back."""


class BitWriter:
    def __init__(self):
        self.data = bytearray()
        self.buffer = 0
        self.count = 0

    def write(self, value, width):
        self.buffer = self.buffer << width | value
        self.count += width
        while self.count >= 8:
            self.count -= 8
            self.data.append(self.buffer >> self.count & 0xFF)
        self.buffer &= (1 << self.count) - 1

    def finish(self):
        if self.count:
            self.write(0, 8 - self.count)
        return bytes(self.data)


class BitReader:
    def __init__(self, data):
        self.data = data
        self.at = 0
        self.bit = 0

    def read_bit(self):
        if self.at >= len(self.data):
            raise EOFError("no more bits")
        value = self.data[self.at] >> (7 - self.bit) & 1
        self.bit += 1
        if self.bit == 8:
            self.bit = 0
            self.at += 1
        return value

    def read(self, width):
        value = 0
        for _ in range(width):
            value = value << 1 | self.read_bit()
        return value
