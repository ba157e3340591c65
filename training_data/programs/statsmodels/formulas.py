"""Fits many small regressions from formulas with statsmodels and writes their summaries."""

import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf

PROJECT = "statsmodels"
REQUIRES = ["statsmodels"]
SCOPE = ["statsmodels", "patsy"]
ROUNDS = 14


def frame(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    data = pd.DataFrame(
        {"x": rng.normal(size=rows), "z": rng.random(rows) + 0.5, "group": rng.choice(list("abc"), rows)}
    )
    data["y"] = 2 * data["x"] - data["z"] + (data["group"] == "b") + rng.normal(scale=0.5, size=rows)
    data["hit"] = (data["y"] > 0).astype(int)
    data["count"] = rng.poisson(3, rows)
    return data


def main() -> None:
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(97)
    total, characters = 0.0, 0
    for _ in range(ROUNDS):
        data = frame(rng, 90)
        for formula in (
            "y ~ x + z",
            "y ~ x * C(group) + np.log(z)",
            "y ~ bs(x, df=4) + I(z ** 2) - 1",
            "y ~ center(x):z",
        ):
            fitted = smf.ols(formula, data).fit()
            total += fitted.rsquared + float(fitted.predict(data.head(5)).sum())
            characters += len(fitted.summary().as_text())
        total += smf.logit("hit ~ z + C(group)", data).fit(disp=0).llf
        total += smf.glm("count ~ x + z", data, family=sm.families.Poisson()).fit().deviance
        for _, part in data.groupby("group"):
            total += float(smf.ols("y ~ x", part).fit(cov_type="HC1").bse.sum())
        total += float(sm.stats.anova_lm(smf.ols("y ~ C(group)", data).fit())["F"].iloc[0])
    print(f"{total:.3f} {characters}")


if __name__ == "__main__":
    main()
