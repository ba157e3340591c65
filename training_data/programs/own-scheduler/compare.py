"""Compare four schedulers on the same made-up load."""

import random
from statistics import mean

from machine import Fair, FirstCome, Machine, RoundRobin, ShortestFirst, Task

PROJECT = "own-scheduler"
REQUIRES = []
SCOPE = ["machine"]


def load(seed, count):
    rng = random.Random(seed)
    now = 0
    for pid in range(count):
        now += int(rng.expovariate(1 / 60))
        bursts = []
        for _ in range(rng.randint(1, 5)):
            bursts.append(rng.randint(1, 6) if rng.random() < 0.6 else rng.randint(20, 60))
            bursts.append(rng.randint(5, 80))
        yield Task(pid, now, bursts[:-1], rng.randint(0, 3))


def simulate(policy, tasks):
    machine = Machine(policy)
    pending = sorted(tasks, key=lambda task: task.arrival, reverse=True)
    total = len(pending)
    while len(machine.done) < total:
        while pending and pending[-1].arrival <= machine.clock:
            machine.ready(pending.pop())
        machine.tick()
    return machine


def gantt(machine, width=60):
    """A picture of who finished when."""
    end = max(task.finished for task in machine.done)
    return "\n".join(f"{task.pid:4} {'=' * (task.finished * width // end)}" for task in machine.done)


def main():
    for policy in (FirstCome(), RoundRobin(), ShortestFirst(), Fair()):
        machine = simulate(policy, load(13, 14_000))
        print(
            f"{type(policy).__name__:14} turnaround {mean(task.turnaround for task in machine.done):8.1f}"
            f" waited {mean(task.waited for task in machine.done):8.1f} switches {machine.switches}"
            f" load {machine.busy / machine.clock:.0%}"
        )


if __name__ == "__main__":
    main()
