"""Check properties of small functions with generated data, and shrink what fails."""

import hypothesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PROJECT = "hypothesis"
REQUIRES = ["hypothesis"]
SCOPE = ["hypothesis"]

quiet = settings(
    max_examples=120, database=None, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@quiet
@given(st.lists(st.integers()))
def sorting_twice_changes_nothing(values):
    assert sorted(sorted(values)) == sorted(values)


@quiet
@given(documents)
def text_of_documents_is_stable(value):
    assert repr(value) == repr(value)


@quiet
@given(st.lists(st.integers(0, 1000), min_size=1))
def sums_are_small(values):
    assert sum(values) < 2500


@quiet
@given(st.tuples(st.floats(allow_nan=False), st.datetimes(), st.from_regex(r"[a-z]{2,5}\d+", fullmatch=True)))
def tuples_have_three(value):
    assert len(value) == 3


def main():
    failed = 0
    checks = (sorting_twice_changes_nothing, text_of_documents_is_stable, sums_are_small, tuples_have_three)
    for _ in range(2):
        for check in checks:
            try:
                check()
            except AssertionError:
                failed += 1
    print(failed, hypothesis.__version__)


if __name__ == "__main__":
    main()
