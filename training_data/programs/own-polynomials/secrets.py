"""Share a secret among many, put it together again, and take polynomials apart."""

import random

from rings import Mod, Polynomial, gcd, interpolate, power_modulo

PROJECT = "own-polynomials"
REQUIRES = []
SCOPE = ["rings"]


def share(secret, needed, count, rng):
    polynomial = Polynomial([Mod(secret)] + [Mod(rng.randrange(Mod.P)) for _ in range(needed - 1)])
    return [(Mod(x), polynomial(Mod(x))) for x in range(1, count + 1)]


def recover(shares):
    return interpolate(shares).coefficients[0]


def roots(polynomial, rng):
    """Split what has roots in the field by random shifts."""
    x = Polynomial([Mod(0), Mod(1)])
    product = gcd(power_modulo(x, Mod.P, polynomial) - x, polynomial)
    found, queue = [], [product]
    while queue:
        part = queue.pop()
        if part.degree == 1:
            found.append(-part.coefficients[0] / part.coefficients[1])
        elif part.degree > 1:
            shifted = Polynomial([Mod(rng.randrange(Mod.P)), Mod(1)])
            half = power_modulo(shifted, (Mod.P - 1) // 2, part) - Polynomial([Mod(1)])
            factor = gcd(half, part)
            queue += [factor, part // factor] if 0 < factor.degree < part.degree else [part]
    return sorted(found)


def main():
    rng = random.Random(52)
    for _ in range(190):
        secret = rng.randrange(10**8)
        shares = share(secret, 20, 40, rng)
        assert recover(rng.sample(shares, 20)) == secret
    product = Polynomial([Mod(1)])
    for root in rng.sample(range(1000), 70):
        product = product * Polynomial([Mod(-root), Mod(1)])
    print(roots(product * Polynomial([Mod(3), Mod(0), Mod(1)]), rng))
    print(str(product.derivative())[:40])


if __name__ == "__main__":
    main()
