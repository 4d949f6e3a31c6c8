"""Sums by group are exact: all at once where numbers are whole, one by one where they are not."""

from __future__ import annotations

import pandas as pd

from tasks.validation.batch import whole_sums

KEYS = [pd.Series(["a", "a", "b"], dtype="string", name="key")]


def sums(*values, dtype="Float64"):
    found = whole_sums(pd.Series(values, dtype=dtype), KEYS)
    return [None if pd.isna(each) else each for each in found]


def test_a_group_that_lacks_a_value_has_no_sum():
    assert sums(1, None, 3) == [None, 3]
    assert sums(1, None, 3, dtype="Int64") == [None, 3]
    assert sums(1.5, None, 3) == [None, 3]


def test_fractions_add_up_as_the_values_of_one_group_alone_do():
    alone = pd.Series([0.1, 0.2], dtype="Float64").sum()

    assert sums(0.1, 0.2, 3) == [alone, 3]


def test_numbers_too_large_to_be_exact_are_added_up_alone():
    largest = float(2**53)

    assert sums(largest, 1, 3)[0] == pd.Series([largest, 1], dtype="Float64").sum()
