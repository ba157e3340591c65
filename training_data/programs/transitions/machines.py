"""Drives flat and nested state machines of the transitions package with random events."""

import random

from transitions import Machine, MachineError
from transitions.extensions import HierarchicalMachine

PROJECT = "transitions"
REQUIRES = ["transitions", "six"]
SCOPE = ["transitions"]
ROUNDS = 350


class Door:
    def __init__(self) -> None:
        self.opened = 0
        self.locked = False

    def may_open(self, *arguments) -> bool:
        return not self.locked

    def count(self, *arguments) -> None:
        self.opened += 1


class Player:
    pass


def doors(rng: random.Random, events: int) -> int:
    door = Door()
    machine = Machine(door, ["shut", "open", "ajar"], initial="shut", ignore_invalid_triggers=True, send_event=False)
    machine.add_transition("push", "shut", "ajar", conditions="may_open")
    machine.add_transition("push", "ajar", "open", after="count")
    machine.add_transition("pull", ["open", "ajar"], "shut")
    for _ in range(events):
        door.trigger(rng.choice(["push", "pull"]))
        door.locked = rng.random() < 0.1
    return door.opened + len(machine.get_triggers("shut"))


def players(rng: random.Random, events: int) -> int:
    player = Player()
    states = [
        "off",
        {"name": "on", "initial": "idle", "children": ["idle", "playing", {"name": "paused", "timeout": 5}]},
    ]
    states[1]["children"][2].pop("timeout")
    machine = HierarchicalMachine(player, states=states, initial="off", auto_transitions=False)
    machine.add_transition("power", "off", "on")
    machine.add_transition("power", "on", "off")
    machine.add_transition("play", ["on_idle", "on_paused"], "on_playing")
    machine.add_transition("pause", "on_playing", "on_paused")
    refused = 0
    for _ in range(events):
        try:
            player.trigger(rng.choice(["power", "play", "pause", "play"]))
        except MachineError:
            refused += 1
    return refused + len(str(player.state))


def main() -> None:
    rng = random.Random(70)
    print(sum(doors(rng, 400) + players(rng, 150) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
