"""Speak HTTP/1.1 between a client and a server in memory."""

import random

import h11

PROJECT = "h11"
REQUIRES = ["h11"]
SCOPE = ["h11"]


def exchange(rng, client, server, number):
    headers = [("Host", "example.org"), ("Accept", "*/*")]
    headers += [(f"X-Header-{n}", "v" * n) for n in range(rng.randint(0, 9))]
    body = rng.randbytes(rng.randint(0, 3000))
    headers.append(("Transfer-Encoding", "chunked") if number % 2 else ("Content-Length", str(len(body))))
    wire = client.send(h11.Request(method="POST", target=f"/things/{number}", headers=headers))
    for at in range(0, len(body), 700):
        wire += client.send(h11.Data(data=body[at : at + 700]))
    wire += client.send(h11.EndOfMessage())
    got = 0
    for at in range(0, len(wire), 512):
        server.receive_data(wire[at : at + 512])
        while True:
            event = server.next_event()
            if event is h11.NEED_DATA or isinstance(event, h11.EndOfMessage):
                break
            if isinstance(event, h11.Data):
                got += len(event.data)
    reply = server.send(h11.Response(status_code=200, headers=[("Content-Length", "5"), ("Server", "x")]))
    reply += server.send(h11.Data(data=b"hello")) + server.send(h11.EndOfMessage())
    client.receive_data(reply)
    while not isinstance(client.next_event(), h11.EndOfMessage):
        pass
    return got


def main():
    rng = random.Random(18)
    total = 0
    for _ in range(520):
        client, server = h11.Connection(our_role=h11.CLIENT), h11.Connection(our_role=h11.SERVER)
        for number in range(22):
            total += exchange(rng, client, server, number)
            client.start_next_cycle()
            server.start_next_cycle()
    print(total)


if __name__ == "__main__":
    main()
