"""Makes small RSA keys with the rsa package, then encrypts, signs and verifies messages."""

import random

import rsa
from rsa import common, prime, transform

PROJECT = "rsa"
REQUIRES = ["rsa"]
SCOPE = ["rsa"]
ROUNDS = 52


def primes(rng: random.Random, bits: int) -> tuple[int, int]:
    found: list[int] = []
    while len(found) < 2:
        candidate = rng.getrandbits(bits) | (1 << (bits - 1)) | (1 << (bits - 2)) | 1
        if prime.is_prime(candidate):
            found.append(candidate)
    return found[0], found[1]


def main() -> None:
    rng = random.Random(45)
    sent = 0
    for number in range(ROUNDS):
        p, q = primes(rng, 256)
        exponent = 65537
        if (p - 1) % exponent == 0 or (q - 1) % exponent == 0 or p == q:
            continue
        private = rsa.PrivateKey(p * q, exponent, common.inverse(exponent, (p - 1) * (q - 1)), p, q)
        public = rsa.PublicKey(p * q, exponent)
        for part in range(10):
            message = f"message {number}.{part}".encode()
            assert rsa.decrypt(rsa.encrypt(message, public), private) == message
            sent += rsa.verify(message, rsa.sign(message, private, "SHA-256"), public) == "SHA-256"
        loaded = rsa.PrivateKey.load_pkcs1(private.save_pkcs1())
        sent += loaded == private
        sent += len(transform.int2bytes(transform.bytes2int(b"some bytes" * 20)))
    print(sent)


if __name__ == "__main__":
    main()
