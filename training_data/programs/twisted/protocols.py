"""Runs twisted protocols over in-memory transports: a line server, HTTP resources and chained deferreds."""

import random

from twisted.internet.defer import Deferred, DeferredList, inlineCallbacks, succeed
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import LineReceiver, NetstringReceiver
from twisted.web.resource import Resource
from twisted.web.server import Request, Site

PROJECT = "twisted"
REQUIRES = ["twisted"]
SCOPE = ["twisted"]
ROUNDS = 620


class Store(LineReceiver):
    def __init__(self) -> None:
        self.values: dict[bytes, bytes] = {}

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        command, _, rest = line.partition(b" ")
        key, _, value = rest.partition(b"=")
        if command == b"set":
            self.values[key] = value
        self.sendLine(self.values.get(key, b"none"))


class Echo(NetstringReceiver):
    def stringReceived(self, string: bytes) -> None:  # noqa: N802
        self.sendString(string.upper())


class Page(Resource):
    isLeaf = True  # noqa: N815

    def render_GET(self, request: Request) -> bytes:  # noqa: N802
        request.setHeader(b"content-type", b"text/plain")
        return b" ".join(value for values in request.args.values() for value in values)


def web(requests: int) -> int:
    root = Resource()
    root.putChild(b"page", Page())
    site = Site(root)
    total = 0
    for number in range(requests):
        channel, transport = site.buildProtocol(None), StringTransport()
        channel.makeConnection(transport)
        channel.dataReceived(
            b"GET /page?a=%d&b=two HTTP/1.1\r\nHost: x.org\r\nCookie: k=v\r\nConnection: close\r\n\r\n" % number
        )
        total += len(transport.value())
    return total


@inlineCallbacks
def steps(clock: Clock, count: int):
    total = 0
    for number in range(count):
        waiting: Deferred = Deferred()
        clock.callLater(number % 3, waiting.callback, number)
        clock.advance(3)
        total += yield waiting
        total += yield succeed(1).addCallback(lambda value: value + 1)
    return total


def main() -> None:
    rng = random.Random(89)
    total, clock = 0, Clock()
    for _ in range(ROUNDS):
        for protocol, message in ((Store(), b"set k%d=v\r\nget k%d\r\n"), (Echo(), b"5:ab%03d,3:%03d,")):
            transport = StringTransport()
            protocol.makeConnection(transport)
            data = b"".join(message % (rng.randint(0, 99), rng.randint(0, 99)) for _ in range(150))
            for start in range(0, len(data), 100):
                protocol.dataReceived(data[start : start + 100])
            total += len(transport.value())
        results: list[int] = []
        DeferredList([steps(clock, 30) for _ in range(4)]).addCallback(
            lambda found: results.extend(value for _, value in found)
        )  # noqa: B023
        total += sum(results) + web(20)
    print(total)


if __name__ == "__main__":
    main()
