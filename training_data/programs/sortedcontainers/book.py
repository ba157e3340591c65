"""Runs an order book on sortedcontainers: price levels in sorted dictionaries, orders in sorted lists."""

import random

from sortedcontainers import SortedDict, SortedKeyList

PROJECT = "sortedcontainers"
REQUIRES = ["sortedcontainers"]
SCOPE = ["sortedcontainers"]
ROUNDS = 74


class Book:
    def __init__(self) -> None:
        self.buy: SortedDict = SortedDict(lambda price: -price)
        self.sell: SortedDict = SortedDict()
        self.trades: SortedKeyList = SortedKeyList(key=lambda trade: trade[1])

    def add(self, side: str, price: int, count: int) -> None:
        own, other = (self.buy, self.sell) if side == "buy" else (self.sell, self.buy)
        while count and other:
            best, waiting = other.peekitem(0)
            if (side == "buy" and best > price) or (side == "sell" and best < price):
                break
            traded = min(count, waiting)
            self.trades.add((best, traded))
            count -= traded
            if traded == waiting:
                del other[best]
            else:
                other[best] = waiting - traded
        if count:
            own[price] = own.get(price, 0) + count

    def depth(self, levels: int) -> int:
        return sum(self.buy.values()[:levels]) + sum(self.sell.values()[:levels])


def main() -> None:
    rng = random.Random(50)
    total = 0
    for _ in range(ROUNDS):
        book = Book()
        for step in range(12_000):
            side = rng.choice(["buy", "sell"])
            price = 5000 + (-1 if side == "buy" else 1) * rng.randint(-20, 800)
            book.add(side, price, rng.randint(1, 100))
            if step % 10 == 0:
                total += book.depth(5) + book.trades.bisect_key_left(50)
                total += sum(1 for _ in book.sell.irange(4900, 5100)) + sum(1 for _ in book.trades.irange_key(40, 41))
        total += len(book.trades)
    print(total)


if __name__ == "__main__":
    main()
