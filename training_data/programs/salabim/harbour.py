"""Simulates ships, tugs and berths of a harbour with salabim."""

import random

import salabim as sim

PROJECT = "salabim"
REQUIRES = ["salabim"]
SCOPE = ["salabim"]
ROUNDS = 27

sim.yieldless(False)


class Ship(sim.Component):
    def process(self):
        yield self.request(self.env.berths)
        yield self.request((self.env.tugs, self.env.rng.randint(1, 2)))
        yield self.hold(self.env.rng.uniform(0.5, 1.5))
        self.release(self.env.tugs)
        self.enter(self.env.cargo)
        yield self.hold(self.env.rng.expovariate(1 / 8))
        self.leave(self.env.cargo)
        yield self.request((self.env.tugs, 1))
        yield self.hold(0.5)


class Source(sim.Component):
    def process(self):
        while True:
            Ship()
            yield self.hold(self.env.rng.expovariate(1 / 2.2))


def main() -> None:
    for seed in range(ROUNDS):
        env = sim.Environment(random_seed=seed, trace=False)
        env.rng = random.Random(seed)
        env.berths = sim.Resource("berths", capacity=4)
        env.tugs = sim.Resource("tugs", capacity=3)
        env.cargo = sim.Queue("cargo")
        Source()
        env.run(400)
        waiting = env.berths.requesters().length_of_stay
        print(f"{waiting.number_of_entries()} {waiting.mean():.3f} {env.cargo.length.mean():.3f}")


if __name__ == "__main__":
    main()
