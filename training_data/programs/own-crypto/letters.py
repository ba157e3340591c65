"""Seal letters: a digest, a stream from AES, and a key wrapped by RSA."""

import hashlib
import random

from ciphers import Aes, rsa_keys, sha256

PROJECT = "own-crypto"
REQUIRES = []
SCOPE = ["ciphers"]


class Envelope:
    def __init__(self, wrapped, nonce, body, digest):
        self.wrapped, self.nonce, self.body, self.digest = wrapped, nonce, body, digest


def seal(text, public, rng):
    key, nonce = rng.randbytes(16), rng.randbytes(8)
    modulus, exponent = public
    wrapped = pow(int.from_bytes(key, "big"), exponent, modulus)
    return Envelope(wrapped, nonce, Aes(key).counter_mode(text, nonce), sha256(text))


def unseal(envelope, private):
    modulus, exponent = private
    key = pow(envelope.wrapped, exponent, modulus).to_bytes(16, "big")
    text = Aes(key).counter_mode(envelope.body, envelope.nonce)
    if sha256(text) != envelope.digest:
        raise ValueError("the letter was changed")
    return text


def main():
    rng = random.Random(77)
    assert sha256(b"abc") == hashlib.sha256(b"abc").digest()
    public, private = rsa_keys(1024, rng)
    for number in range(85):
        text = f"Letter {number}. ".encode() + rng.randbytes(1200).hex().encode()
        envelope = seal(text, public, rng)
        assert unseal(envelope, private) == text
    envelope.body = envelope.body[::-1]
    try:
        unseal(envelope, private)
    except ValueError as error:
        print(error)


if __name__ == "__main__":
    main()
