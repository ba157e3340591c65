"""Builds, dissects and changes network packets with scapy, without sending any."""

import random

from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Packet, Raw

PROJECT = "scapy"
REQUIRES = ["scapy"]
SCOPE = ["scapy"]
ROUNDS = 329


def packets(rng: random.Random) -> list[Packet]:
    source, target = (f"10.0.{rng.randint(0, 9)}.{rng.randint(1, 254)}" for _ in range(2))
    link = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
    options = [("MSS", 1460), ("NOP", None), ("WScale", 7)]
    return [
        link
        / IP(src=source, dst=target, ttl=64)
        / TCP(sport=rng.randint(1024, 65535), dport=80, flags="S", options=options),
        link / IP(src=source, dst=target) / UDP(dport=53) / DNS(rd=1, qd=DNSQR(qname="www.example.org")),
        link / IP(src=target, dst=source) / UDP(sport=53) / DNS(qr=1, an=DNSRR(rrname="example.org", rdata=target)),
        link / IP(src=source, dst=target) / ICMP(id=rng.randint(1, 999)) / Raw(b"x" * 32),
        link / ARP(op=1, psrc=source, pdst=target, hwsrc="02:00:00:00:00:01"),
    ]


def main() -> None:
    rng = random.Random(48)
    size = characters = 0
    flows: dict[tuple, int] = {}
    for _ in range(ROUNDS):
        for packet in packets(rng):
            data = bytes(packet)
            size += len(data)
            read = Ether(data)
            if IP in read:
                read[IP].ttl -= 1
                del read[IP].chksum
                size += len(bytes(read))
                key = (read[IP].src, read[IP].dst)
                flows[key] = flows.get(key, 0) + 1
            characters += len(read.summary()) + len(read.sprintf("%IP.src% %TCP.flags%"))
    print(size, characters, len(flows))


if __name__ == "__main__":
    main()
