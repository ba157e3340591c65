"""Read a zone, look names up in it, and pack and unpack messages about them."""

import random

import dns.message
import dns.name
import dns.rdatatype
import dns.reversename
import dns.rrset
import dns.zone

PROJECT = "dnspython"
REQUIRES = ["dnspython"]
SCOPE = ["dns"]


def zone_text(rng, hosts):
    yield "$TTL 3600\n$ORIGIN example.org.\n@ IN SOA ns1 admin 1 7200 900 1209600 86400"
    yield "@ IN NS ns1\nns1 IN A 192.0.2.1"
    for number in range(hosts):
        yield f"host{number} {rng.randint(60, 9999)} IN A 192.0.2.{number % 250}"
        if number % 3 == 0:
            yield f"alias{number} IN CNAME host{number}"
        if number % 4 == 0:
            yield f'host{number} IN TXT "v=spf1 include:x{number} -all" "more text"'
        if number % 5 == 0:
            yield f"host{number} IN MX {number % 50} mail{number}\nhost{number} IN AAAA 2001:db8::{number % 9999:x}"


def main():
    rng = random.Random(11)
    text = "\n".join(zone_text(rng, 4500))
    zone = dns.zone.from_text(text, origin="example.org.")
    found = 0
    for number in range(6500):
        query = dns.message.make_query(f"host{number % 5000}.example.org.", "A")
        answer = dns.message.make_response(query)
        records = zone.get_rdataset(f"host{number % 5000}", "A")
        if records is not None:
            name = dns.name.from_text(f"host{number % 5000}.example.org.")
            answer.answer.append(dns.rrset.from_rdata_list(name, records.ttl, list(records)))
        parsed = dns.message.from_wire(answer.to_wire())
        found += len(parsed.answer)
    print(found, len(zone.to_text()), dns.reversename.from_address("2001:db8::1"))


if __name__ == "__main__":
    main()
