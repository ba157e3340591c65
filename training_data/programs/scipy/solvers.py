"""Minimises, integrates, solves and interpolates many small problems with scipy's Python-level drivers."""

import numpy as np
from scipy import integrate, interpolate, optimize, stats

PROJECT = "scipy"
REQUIRES = ["scipy"]
SCOPE = ["scipy"]
ROUNDS = 16


def rosenbrock(point: np.ndarray) -> float:
    return float(np.sum(100.0 * (point[1:] - point[:-1] ** 2) ** 2 + (1 - point[:-1]) ** 2))


def hunters(time: float, state: np.ndarray) -> list[float]:
    prey, hunter = state
    return [1.1 * prey - 0.4 * prey * hunter, 0.1 * prey * hunter - 0.4 * hunter]


def main() -> None:
    rng = np.random.default_rng(98)
    total = 0.0
    for _ in range(ROUNDS):
        for method in ("Nelder-Mead", "Powell", "BFGS", "CG"):
            total += optimize.minimize(rosenbrock, rng.random(4), method=method, options={"maxiter": 200}).fun
        total += optimize.differential_evolution(rosenbrock, [(-2, 2)] * 2, seed=1, maxiter=20).fun
        for method in ("RK45", "RK23", "Radau"):
            total += integrate.solve_ivp(hunters, (0, 20), [10.0, 5.0], method=method, rtol=1e-5).y[0, -1]
        total += sum(optimize.brentq(lambda x, shift=shift: x**3 - shift, 0, 10) for shift in range(1, 60))
        total += sum(optimize.newton(lambda x, shift=shift: x * x - shift, 1.0) for shift in range(1, 60))
        total += integrate.quad(lambda x: np.exp(-x * x), 0, np.inf)[0]
        curve = interpolate.PchipInterpolator(np.arange(20), np.sort(rng.random(20)))
        total += sum(float(curve(x)) for x in np.linspace(0, 19, 60))
        for law in (stats.norm, stats.gamma(2.0), stats.beta(2, 3), stats.poisson(4)):
            total += sum(float(law.cdf(x)) for x in np.linspace(0.1, 0.9, 30))
        total += stats.ttest_ind(rng.normal(size=30), rng.normal(size=30)).statistic
        total += stats.bootstrap((rng.normal(size=20),), np.mean, n_resamples=200, rng=1).standard_error
    print(f"{total:.4f}")


if __name__ == "__main__":
    main()
