"""Build structures of a certificate, encode them, read them back and look into them."""

import datetime as dt
import random

from asn1crypto import algos, core, keys, x509

PROJECT = "asn1crypto"
REQUIRES = ["asn1crypto"]
SCOPE = ["asn1crypto"]


class Reading(core.Sequence):
    _fields = [
        ("sensor", core.UTF8String),
        ("values", core.SequenceOf, {"spec": core.Integer}),
        ("raw", core.OctetString, {"optional": True}),
    ]


def certificate(rng, number):
    name = x509.Name.build({"country_name": "CH", "common_name": f"host{number}.example.org", "organization_name": "X"})
    public = keys.RSAPublicKey({"modulus": rng.getrandbits(1024), "public_exponent": 65537})
    zone = dt.timezone.utc
    names = [f"a{n}.org" for n in range(5)]
    body = x509.TbsCertificate(
        {
            "version": "v3",
            "serial_number": number,
            "signature": {"algorithm": "sha256_rsa"},
            "issuer": name,
            "validity": {
                "not_before": x509.Time({"utc_time": dt.datetime(2024, 1, 1, tzinfo=zone)}),
                "not_after": x509.Time({"utc_time": dt.datetime(2030, 1, 1, tzinfo=zone)}),
            },
            "subject": name,
            "subject_public_key_info": {"algorithm": {"algorithm": "rsa"}, "public_key": public},
            "extensions": [
                {"extn_id": "basic_constraints", "critical": True, "extn_value": {"ca": False}},
                {
                    "extn_id": "subject_alt_name",
                    "extn_value": [x509.GeneralName("dns_name", name) for name in names],
                },
            ],
        }
    )
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
    return x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": rng.randbytes(128)}
    )


def main():
    rng = random.Random(45)
    total = 0
    for number in range(700):
        data = certificate(rng, number).dump()
        loaded = x509.Certificate.load(data)
        total += len(data) + len(loaded.subject.human_friendly) + len(loaded.valid_domains) + len(str(loaded.native))
        values = [rng.randint(-999, 999) for _ in range(60)]
        reading = Reading({"sensor": f"s{number}", "values": values, "raw": b"\0" * 20})
        total += sum(Reading.load(reading.dump())["values"].native)
    print(total)


if __name__ == "__main__":
    main()
