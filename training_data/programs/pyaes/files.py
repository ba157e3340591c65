"""Encrypts and decrypts messages and streams with pyaes in several modes."""

import random

import pyaes

PROJECT = "pyaes"
REQUIRES = ["pyaes"]
SCOPE = ["pyaes"]
ROUNDS = 120


def stream(mode, data: bytes) -> bytes:
    feeder = pyaes.Encrypter(mode)
    parts = [feeder.feed(data[start : start + 100]) for start in range(0, len(data), 100)]
    return b"".join([*parts, feeder.feed()])


def main() -> None:
    rng = random.Random(107)
    check = 0
    for _ in range(ROUNDS):
        key, vector = rng.randbytes(rng.choice([16, 24, 32])), rng.randbytes(16)
        data = rng.randbytes(3000)
        sealed = stream(pyaes.AESModeOfOperationCBC(key, iv=vector), data)
        opener = pyaes.Decrypter(pyaes.AESModeOfOperationCBC(key, iv=vector))
        assert opener.feed(sealed) + opener.feed() == data
        counter = pyaes.AESModeOfOperationCTR(key, counter=pyaes.Counter(5))
        check += sum(counter.encrypt(data))
        check += sum(pyaes.AESModeOfOperationOFB(key, iv=vector).encrypt(data[:1600]))
        check += sum(pyaes.AESModeOfOperationCFB(key, iv=vector, segment_size=8).encrypt(data[:1600]))
        block = pyaes.AESModeOfOperationECB(key)
        check += sum(block.decrypt(block.encrypt(data[:16])))
    print(check)


if __name__ == "__main__":
    main()
