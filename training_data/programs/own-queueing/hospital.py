"""Simulate an emergency room: arrivals, triage, treatment, x-ray, with too few doctors."""

import random

from kernel import Kernel, Monitor, Resource

PROJECT = "own-queueing"
REQUIRES = []
SCOPE = ["kernel"]


class EmergencyRoom:
    def __init__(self, seed, doctors=4, nurses=3):
        self.rng = random.Random(seed)
        self.kernel = Kernel()
        self.doctors = Resource(self.kernel, doctors)
        self.nurses = Resource(self.kernel, nurses)
        self.xray = Resource(self.kernel, 1)
        self.waits = {"urgent": Monitor(), "normal": Monitor()}
        self.stays = Monitor()

    def arrivals(self):
        while True:
            yield self.kernel.timeout(self.rng.expovariate(1 / 4.3))
            kind = "urgent" if self.rng.random() < 0.2 else "normal"
            self.kernel.process(self.patient(kind))

    def patient(self, kind):
        arrived = self.kernel.now
        yield self.nurses.request()
        yield self.kernel.timeout(self.rng.triangular(2, 9, 4))
        self.nurses.release()
        yield self.doctors.request()
        self.waits[kind].observe(self.kernel.now - arrived)
        yield self.kernel.timeout(self.rng.lognormvariate(2.2, 0.5))
        if self.rng.random() < 0.3:
            yield self.xray.request()
            yield self.kernel.timeout(self.rng.uniform(5, 12))
            self.xray.release()
            yield self.kernel.timeout(self.rng.uniform(1, 5))
        self.doctors.release()
        self.stays.observe(self.kernel.now - arrived)

    def run(self, minutes):
        self.kernel.process(self.arrivals())
        self.kernel.run(minutes)
        return {kind: (monitor.mean(), monitor.percentile(0.9)) for kind, monitor in self.waits.items()}


def compare(staffings, minutes):
    for doctors, nurses in staffings:
        room = EmergencyRoom(doctors * 10 + nurses, doctors, nurses)
        yield (doctors, nurses), room.run(minutes), room.doctors.longest


def main():
    for staffing, waits, longest in compare([(4, 2), (4, 3), (5, 2), (5, 3), (6, 3)], 140_000):
        print(staffing, {kind: f"{mean:.1f} / {worst:.1f}" for kind, (mean, worst) in waits.items()}, longest)


if __name__ == "__main__":
    main()
