"""Sends generated events through order machines of python-statemachine with guards, actions and listeners."""

import random

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

PROJECT = "python-statemachine"
REQUIRES = ["python-statemachine"]
SCOPE = ["statemachine"]
ROUNDS = 1364


class OrderMachine(StateMachine):
    draft = State(initial=True)
    paid = State()
    packed = State()
    sent = State()
    returned = State()
    closed = State(final=True)

    pay = draft.to(paid, cond="enough") | draft.to.itself(unless="enough", internal=True)
    pack = paid.to(packed)
    send_out = packed.to(sent)
    give_back = sent.to(returned) | packed.to(returned)
    refund = returned.to(draft)
    close = sent.to(closed) | returned.to(closed)

    def __init__(self) -> None:
        self.amount = 0
        self.entered: list[str] = []
        super().__init__()

    def enough(self, amount: int = 0) -> bool:
        return self.amount + amount >= 50

    def on_pay(self, amount: int = 0) -> int:
        self.amount += amount
        return self.amount

    def on_refund(self) -> None:
        self.amount = 0

    def on_enter_state(self, target: State, event: str) -> None:
        self.entered.append(f"{event}->{target.id}")


def main() -> None:
    rng = random.Random(52)
    refused = entered = 0
    for _ in range(ROUNDS):
        machine = OrderMachine()
        while not machine.current_state.final and len(machine.entered) < 40:
            names = [event.id for event in machine.allowed_events]
            name = rng.choice([*names, "send_out"])
            try:
                machine.send(name, **({"amount": rng.randint(10, 40)} if name == "pay" else {}))
            except TransitionNotAllowed:
                refused += 1
        entered += len(machine.entered)
    print(refused, entered)


if __name__ == "__main__":
    main()
