"""Sign and verify messages on elliptic curves in pure Python."""

import hashlib
import random

from ecdsa import BadSignatureError, Ed25519, NIST192p, NIST256p, SECP256k1, SigningKey
from ecdsa.ecdh import ECDH

PROJECT = "ecdsa"
REQUIRES = ["ecdsa"]
SCOPE = ["ecdsa"]


def main():
    rng = random.Random(12)
    wrong = 0
    for curve in (NIST192p, NIST256p, SECP256k1):
        key = SigningKey.generate(curve, entropy=rng.randbytes, hashfunc=hashlib.sha256)
        public = key.get_verifying_key()
        for number in range(140):
            message = f"message {number}".encode()
            signature = key.sign_deterministic(message)
            assert public.verify(signature, message)
            try:
                public.verify(signature, message + b"!")
            except BadSignatureError:
                wrong += 1
        other = SigningKey.generate(curve, entropy=rng.randbytes)
        shared = ECDH(curve, key, other.get_verifying_key()).generate_sharedsecret_bytes()
        print(len(public.to_pem()), len(key.to_der()), len(shared))
    key = SigningKey.generate(Ed25519, entropy=rng.randbytes)
    for number in range(70):
        signature = key.sign(b"text %d" % number)
        assert key.get_verifying_key().verify(signature, b"text %d" % number)
    print(wrong)


if __name__ == "__main__":
    main()
