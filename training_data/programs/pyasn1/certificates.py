"""Encodes and decodes certificate-like ASN.1 structures in DER with pyasn1."""

import random

from pyasn1.codec.der.decoder import decode
from pyasn1.codec.der.encoder import encode
from pyasn1.codec.native.encoder import encode as to_native
from pyasn1.type import char, namedtype, tag, univ, useful

PROJECT = "pyasn1"
REQUIRES = ["pyasn1"]
SCOPE = ["pyasn1"]
ROUNDS = 3348


class Attribute(univ.Sequence):
    componentType = namedtype.NamedTypes(  # noqa: N815
        namedtype.NamedType("type", univ.ObjectIdentifier()), namedtype.NamedType("value", char.UTF8String())
    )


class Name(univ.SequenceOf):
    componentType = Attribute()  # noqa: N815


class Certificate(univ.Sequence):
    componentType = namedtype.NamedTypes(  # noqa: N815
        namedtype.DefaultedNamedType(
            "version", univ.Integer(0).subtype(explicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatSimple, 0))
        ),
        namedtype.NamedType("serial", univ.Integer()),
        namedtype.NamedType("issuer", Name()),
        namedtype.NamedType("notAfter", useful.UTCTime()),
        namedtype.NamedType("key", univ.BitString()),
        namedtype.OptionalNamedType("comment", char.UTF8String()),
    )


def certificate(rng: random.Random) -> Certificate:
    result = Certificate()
    result["version"] = rng.randint(0, 2)
    result["serial"] = rng.getrandbits(64)
    for position in range(rng.randint(2, 5)):
        result["issuer"][position]["type"] = univ.ObjectIdentifier((2, 5, 4, rng.randint(3, 11)))
        result["issuer"][position]["value"] = f"name {rng.randint(1, 999)}"
    result["notAfter"] = f"{rng.randint(20, 49)}0101000000Z"
    result["key"] = univ.BitString(hexValue=f"{rng.getrandbits(256):064x}")
    if rng.random() < 0.4:
        result["comment"] = "generated"
    return result


def main() -> None:
    rng = random.Random(30)
    size = attributes = 0
    for _ in range(ROUNDS):
        data = encode(certificate(rng))
        decoded, rest = decode(data, asn1Spec=Certificate())
        loose, _ = decode(data)
        size += len(data) + len(rest) + len(loose)
        attributes += len(to_native(decoded)["issuer"]) + (decoded["serial"] > 0)
    print(size, attributes)


if __name__ == "__main__":
    main()
