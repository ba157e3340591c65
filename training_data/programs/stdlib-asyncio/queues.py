"""Producers, consumers, locks and timeouts on the event loop, with no waiting for anything outside."""

import asyncio
import random

PROJECT = "stdlib-asyncio"
REQUIRES = []
SCOPE = ["asyncio", "selectors"]


async def produce(queue, rng, count):
    for number in range(count):
        await queue.put((rng.randrange(100), number))
        if number % 7 == 0:
            await asyncio.sleep(0)
    await queue.put((1000, -1))


async def consume(queue, out, lock, gate):
    while True:
        priority, number = await queue.get()
        queue.task_done()
        if number < 0:
            return
        async with lock:
            out.append(priority)
        if number % 50 == 0:
            async with gate:
                await asyncio.sleep(0)


async def square(n):
    await asyncio.sleep(0)
    return n * n


async def work(rng):
    queue, lock, gate, out = asyncio.PriorityQueue(50), asyncio.Lock(), asyncio.Semaphore(3), []
    await asyncio.gather(
        *(produce(queue, rng, 600) for _ in range(8)), *(consume(queue, out, lock, gate) for _ in range(8))
    )
    futures = [asyncio.create_task(square(n)) for n in range(600)]
    total = 0
    for future in asyncio.as_completed(futures):
        total += await future
    try:
        await asyncio.wait_for(asyncio.Event().wait(), 0.001)
    except asyncio.TimeoutError:
        total += 1
    reader = asyncio.StreamReader()
    reader.feed_data(b"line of text\n" * 800)
    reader.feed_eof()
    async for line in reader:
        total += len(line)
    return total + len(out)


def main():
    rng = random.Random(70)
    print(sum(asyncio.run(work(rng)) for _ in range(150)))


if __name__ == "__main__":
    main()
