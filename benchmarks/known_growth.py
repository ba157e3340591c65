"""Functions whose growth is known, for `growth.py`. Each says what it is in its docstring: "n²"."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def first_item(items: list[int]) -> int:
    """1"""
    return items[0]


def dict_lookup(table: dict[str, int], key: str = "nothing") -> int | None:
    """1"""
    return table.get(key)


def bisection(items: list[int]) -> int:
    """log n"""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] < 1:
            low = middle + 1
        else:
            high = middle
    return low


def python_loop(items: list[int]) -> int:
    """n"""
    total = 0
    for item in items:
        total += item & 7
    return total


def c_sum(items: list[int]) -> int:
    """n"""
    return sum(items)


def upper_case(text: str) -> str:
    """n"""
    return text.upper()


def make_set(items: list[str]) -> int:
    """n"""
    return len(set(items))


def numpy_scale(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """n"""
    return values * 2.0 + 1.0


@functools.cache
def cached_steps(n: int) -> int:
    """n"""
    return 0 if n == 0 else 1 + cached_steps(n - 1)


def c_sort(items: list[int]) -> list[int]:
    """n log n"""
    return sorted(items)


def merge_sort(items: list[int]) -> list[int]:
    """n log n"""
    if len(items) < 2:
        return items
    middle = len(items) // 2
    left, right = merge_sort(items[:middle]), merge_sort(items[middle:])
    merged: list[int] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] < right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    merged += left[i:]
    merged += right[j:]
    return merged


def pandas_groupby(frame: pd.DataFrame) -> object:
    """n"""
    return frame.groupby(frame["b"] % 10)["a"].sum()


def root_steps(items: list[int]) -> int:
    """n^1.5"""
    count = 0
    for _ in items:
        for step in range(int(len(items) ** 0.5)):
            count += step
    return count


def pairs(items: list[int]) -> int:
    """n²"""
    count = 0
    for one in items:
        for other in items:
            count += one < other
    return count


def unique_in_list(items: list[int]) -> list[int]:
    """n²"""
    seen: list[int] = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def pop_from_front(items: list[int]) -> None:
    """n²"""
    while items:
        items.pop(0)


def numpy_outer(values: NDArray[np.float64]) -> float:
    """n²"""
    return float(np.subtract.outer(values, values).max())


def triples(items: list[int]) -> int:
    """n³"""
    count = 0
    for one in items:
        for other in items:
            for third in items:
                count += one < other < third
    return count


def fibonacci(n: int) -> int:
    """c^n"""
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def subsets(items: list[int]) -> int:
    """c^n"""
    found: list[list[int]] = [[]]
    for item in items:
        found += [[*subset, item] for subset in found]
    return len(found)
