"""Hashes and verifies passwords with passlib's pure-Python schemes."""

from passlib.context import CryptContext
from passlib.hash import des_crypt, ldap_salted_sha1, lmhash, md5_crypt, sha256_crypt

PROJECT = "passlib"
REQUIRES = ["passlib"]
SCOPE = ["passlib"]
ROUNDS = 600


def main() -> None:
    for scheme in (des_crypt, md5_crypt, sha256_crypt):
        scheme.set_backend("builtin")
    context = CryptContext(schemes=["sha256_crypt", "md5_crypt"], deprecated=["md5_crypt"], sha256_crypt__rounds=1000)
    accepted = 0
    for number in range(ROUNDS):
        password = f"secret-{number}"
        old = md5_crypt.using(salt=f"s{number % 9}alt").hash(password)
        accepted += md5_crypt.verify(password, old)
        ok, new = context.verify_and_update(password, old)
        accepted += ok and sha256_crypt.verify(password, new)
        accepted += des_crypt.verify(password[:8], des_crypt.using(salt="ab").hash(password[:8]))
        accepted += lmhash.verify(password[:14], lmhash.hash(password[:14]))
        accepted += ldap_salted_sha1.verify(password, ldap_salted_sha1.using(salt=b"12345678").hash(password))
        accepted += not context.verify("wrong", new)
    print(accepted)


if __name__ == "__main__":
    main()
