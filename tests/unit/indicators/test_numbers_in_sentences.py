"""How numbers are told in a row, and what stands behind a number that is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tasks.dossiers.sentences import Sentences
from tasks.dossiers.wording import Wording
from tasks.model import Fact
from tasks.review.tree import code_of

SHARED = {"package": {"between": "、", "range": "{=first}—{=last}"}}


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], ""),
        ([4], "4"),
        ([1, 2], "1、2"),
        ([1, 3, 5], "1、3、5"),
        ([3, 4, 5, 6, 7, 9, 11, 12], "3—7、9、11、12"),
        ([5, 4, 3], "5、4、3"),
    ],
)
def test_three_numbers_that_follow_each_other_are_told_by_first_and_last(numbers, told):
    assert Sentences(SHARED, {}).ranged(numbers) == told


@pytest.mark.parametrize(
    ("value", "printed", "text"), [(Decimal("5.5"), "5.5", "占 5.5%。"), (None, "—", "占 —。")]
)
def test_a_missing_number_has_no_percent_sign(value, printed, text):
    share = Fact("county.share", "比例", value, printed, unit="%")
    wording = Wording({"said": "占 {county.share}%。"}, "said.yml")

    pieces = wording.sentence("said", {"county.share": share})

    assert "".join(p if isinstance(p, str) else p.text for p in pieces) == text


@pytest.mark.parametrize(
    ("item", "code"),
    [("L1", "L1"), ("L2.cv", "L2"), ("R", "R"), ("W17", "W17"), ("resources", ""),
     ("declaration.charter", ""), ("composite", "")],
)  # fmt: skip
def test_readers_see_only_the_codes_that_documents_use(item, code):
    assert code_of(item) == code
