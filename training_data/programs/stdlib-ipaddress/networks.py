"""Sort, collapse, split and search networks and addresses."""

import ipaddress
import random

PROJECT = "stdlib-ipaddress"
REQUIRES = []
SCOPE = ["ipaddress"]


def random_network(rng):
    prefix = rng.randint(12, 28)
    return ipaddress.ip_network((rng.getrandbits(32) >> (32 - prefix) << (32 - prefix), prefix))


def lookup(networks, address):
    return [network for network in networks if address in network]


def main():
    rng = random.Random(7)
    networks = [random_network(rng) for _ in range(14_000)]
    networks += [subnet for network in networks[:60] for subnet in network.subnets(2)]
    merged = list(ipaddress.collapse_addresses(networks))
    print(len(networks), len(merged), sorted(networks)[0])
    found = 0
    for _ in range(260):
        address = ipaddress.ip_address(rng.getrandbits(32))
        found += len(lookup(merged, address)) + address.is_private + address.is_global
    texts = [str(ipaddress.IPv6Address(rng.getrandbits(128) & ~(0xFFFFFFFF << 40))) for _ in range(60_000)]
    parsed = [ipaddress.ip_address(text) for text in texts]
    wrong = 0
    for text in texts[:20_000]:
        try:
            ipaddress.ip_interface(text + "/200")
        except ValueError:
            wrong += 1
    print(found, max(parsed).exploded, wrong, sum(1 for _ in ipaddress.ip_network("10.0.0.0/16").hosts()))


if __name__ == "__main__":
    main()
