"""Selects, groups, combines and computes on small labelled arrays with xarray."""

import numpy as np
import pandas as pd
import xarray as xr

PROJECT = "xarray"
REQUIRES = ["xarray"]
SCOPE = ["xarray"]
ROUNDS = 18


def dataset(rng: np.random.Generator) -> xr.Dataset:
    times = pd.date_range("2020-01-01", periods=48, freq="MS")
    shape = (48, 6, 8)
    return xr.Dataset(
        {name: (("time", "lat", "lon"), rng.normal(size=shape), {"units": "K"}) for name in ("heat", "rain")},
        coords={"time": times, "lat": np.linspace(-50, 50, 6), "lon": np.arange(8) * 45.0},
    )


def stations(data: xr.Dataset) -> float:
    total = 0.0
    for lat in (-40, 0, 35):
        for lon in range(0, 300, 40):
            point = data.sel(lat=lat, lon=lon, method="nearest")
            total += float(point["heat"].isel(time=slice(0, 12)).mean()) + float(point["rain"].max())
    return total


def main() -> None:
    rng = np.random.default_rng(94)
    total = 0.0
    for _ in range(ROUNDS):
        data = dataset(rng)
        total += stations(data)
        monthly = data.groupby("time.month").mean()
        anomaly = data.groupby("time.month") - monthly
        weights = np.cos(np.deg2rad(data["lat"]))
        total += float(anomaly["heat"].weighted(weights).mean().item())
        total += float(data["heat"].rolling(time=5, center=True).mean().sum())
        parts = [data.isel(lon=column) for column in range(8)]
        joined = xr.concat(parts, dim="lon")
        total += float((joined["heat"] * 2 + data["rain"].shift(time=1)).where(data["heat"] > 0).sum())
        merged = xr.merge([data["heat"].rename("a"), data["rain"].rename("b")]).assign_coords(
            name=("lat", list("abcdef"))
        )
        stacked = merged.stack(cell=("lat", "lon")).transpose("cell", "time").dropna("cell")
        total += float(stacked["a"].sum()) + len(repr(merged)) + len(data.to_dict()["coords"])
        total += float(data.resample(time="YS").sum()["rain"].sum())
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
