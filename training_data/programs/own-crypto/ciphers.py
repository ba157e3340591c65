"""Ciphers and digests written out: for learning, never for secrets."""

from __future__ import annotations

import struct


def _sbox():
    p = q = 1
    box = [0] * 256
    while True:
        p = p ^ (p << 1 & 0xFF) ^ (0x1B if p & 0x80 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        value = q ^ rotate8(q, 1) ^ rotate8(q, 2) ^ rotate8(q, 3) ^ rotate8(q, 4)
        box[p] = value ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


def rotate8(value, count):
    return (value << count | value >> (8 - count)) & 0xFF


SBOX = _sbox()


def double(value):
    value <<= 1
    return value ^ 0x11B if value & 0x100 else value


class Aes:
    ROUNDS = 10

    def __init__(self, key):
        if len(key) != 16:
            raise ValueError("the key has 16 bytes")
        self.keys = self.expand(key)

    def expand(self, key):
        words = [list(key[i : i + 4]) for i in range(0, 16, 4)]
        constant = 1
        while len(words) < 4 * (self.ROUNDS + 1):
            word = list(words[-1])
            if len(words) % 4 == 0:
                word = [SBOX[b] for b in word[1:] + word[:1]]
                word[0] ^= constant
                constant = double(constant)
            words.append([a ^ b for a, b in zip(word, words[-4])])
        return [sum(words[i : i + 4], []) for i in range(0, len(words), 4)]

    def add_key(self, state, number):
        return [a ^ b for a, b in zip(state, self.keys[number])]

    @staticmethod
    def shift_rows(state):
        return [state[(i + 4 * (i % 4)) % 16] for i in range(16)]

    @staticmethod
    def mix_columns(state):
        out = []
        for i in range(0, 16, 4):
            a, b, c, d = state[i : i + 4]
            total = a ^ b ^ c ^ d
            out.append(a ^ total ^ double(a ^ b))
            out.append(b ^ total ^ double(b ^ c))
            out.append(c ^ total ^ double(c ^ d))
            out.append(d ^ total ^ double(d ^ a))
        return out

    def encrypt_block(self, block):
        state = self.add_key(block, 0)
        for number in range(1, self.ROUNDS + 1):
            state = self.shift_rows([SBOX[b] for b in state])
            if number < self.ROUNDS:
                state = self.mix_columns(state)
            state = self.add_key(state, number)
        return bytes(state)

    def counter_mode(self, data, nonce):
        out = bytearray()
        for number in range(0, len(data), 16):
            stream = self.encrypt_block(nonce + struct.pack(">Q", number // 16))
            out += bytes(a ^ b for a, b in zip(data[number : number + 16], stream))
        return bytes(out)


def rotate32(value, count):
    return (value >> count | value << (32 - count)) & 0xFFFFFFFF


def primes():
    found = []
    candidate = 2
    while True:
        if all(candidate % p for p in found):
            found.append(candidate)
            yield candidate
        candidate += 1


def fractional(value, root):
    return int(value ** (1 / root) % 1 * 2**32)


_FIRST = [p for p, _ in zip(primes(), range(64))]
K = [fractional(p, 3) for p in _FIRST]
H = [fractional(p, 2) for p in _FIRST[:8]]


def sha256(data):
    state = list(H)
    padded = data + b"\x80" + b"\0" * ((55 - len(data)) % 64) + struct.pack(">Q", len(data) * 8)
    for at in range(0, len(padded), 64):
        w = list(struct.unpack(">16I", padded[at : at + 64]))
        for i in range(16, 64):
            s0 = rotate32(w[i - 15], 7) ^ rotate32(w[i - 15], 18) ^ w[i - 15] >> 3
            s1 = rotate32(w[i - 2], 17) ^ rotate32(w[i - 2], 19) ^ w[i - 2] >> 10
            w.append(w[i - 16] + s0 + w[i - 7] + s1 & 0xFFFFFFFF)
        a, b, c, d, e, f, g, h = state
        for i in range(64):
            s1 = rotate32(e, 6) ^ rotate32(e, 11) ^ rotate32(e, 25)
            t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i] & 0xFFFFFFFF
            s0 = rotate32(a, 2) ^ rotate32(a, 13) ^ rotate32(a, 22)
            t2 = s0 + (a & b ^ a & c ^ b & c) & 0xFFFFFFFF
            a, b, c, d, e, f, g, h = t1 + t2 & 0xFFFFFFFF, a, b, c, d + t1 & 0xFFFFFFFF, e, f, g
        state = [x + y & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack(">8I", *state)


def is_probable_prime(n, rng, rounds=12):
    if n < 4 or n % 2 == 0:
        return n in (2, 3)
    d, r = n - 1, 0
    while d % 2 == 0:
        d //= 2
        r += 1
    for _ in range(rounds):
        x = pow(rng.randrange(2, n - 1), d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def random_prime(bits, rng):
    while True:
        n = rng.getrandbits(bits) | 1 | 1 << bits - 1
        if all(n % p for p in _FIRST[1:]) and is_probable_prime(n, rng):
            return n


def rsa_keys(bits, rng):
    p, q = random_prime(bits // 2, rng), random_prime(bits // 2, rng)
    e = 65537
    return (p * q, e), (p * q, pow(e, -1, (p - 1) * (q - 1)))
