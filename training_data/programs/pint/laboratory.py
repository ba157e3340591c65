"""Converts and combines physical quantities with pint: parsing, arithmetic, formatting."""

import random

from pint import UnitRegistry

PROJECT = "pint"
REQUIRES = ["pint"]
SCOPE = ["pint", "flexparser", "flexcache"]
ROUNDS = 384


def measurements(rng: random.Random, units: UnitRegistry) -> list:
    texts = ["meter", "km/hour", "newton * meter", "kilogram * m ** 2 / s ** 2", "psi", "degree / ms", "mile", "kWh"]
    return [units.Quantity(rng.uniform(1, 100), rng.choice(texts)) for _ in range(20)]


def energy(units: UnitRegistry, mass: float, speed: float):
    return (0.5 * (mass * units.gram) * (speed * units.km / units.hour) ** 2).to("joule")


def main() -> None:
    rng = random.Random(22)
    units = UnitRegistry()
    total = characters = 0
    for _ in range(ROUNDS):
        for quantity in measurements(rng, units):
            base = quantity.to_base_units()
            characters += len(f"{base:.3f~P}") + len(str(quantity.dimensionality))
            total += (quantity * 2 + quantity).magnitude % 7
            if quantity.check("[length]"):
                total += (quantity / units("3 s")).to("foot/minute").m
        total += energy(units, rng.random(), rng.uniform(1, 90)).magnitude
        total += units.parse_expression("4.5 inch + 2 cm").to("mm").magnitude
        total += units.Quantity(rng.uniform(0, 40), "degC").to("degF").magnitude
        characters += len(f"{sum((units.Quantity(n, 'W') for n in range(5)), units.Quantity(0, 'kW')).to_compact()}")
    print(f"{total:.3f} {characters}")


if __name__ == "__main__":
    main()
