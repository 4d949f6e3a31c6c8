"""Whatever becomes of a workbook on its way, its school gets a receipt: `make fuzz` for more."""

from __future__ import annotations

import os
import traceback
from collections import Counter
from random import Random

import pytest

from tests.fuzz.journey import is_a_receipt, journey
from tests.fuzz.mutations import mutated
from tests.fuzz.samples import resaved, samples

SEED = int(os.environ.get("JUNHENG_FUZZ_SEED", "20251008"))
COUNT = int(os.environ.get("JUNHENG_FUZZ", "200"))
LARGE = 1000


def test_every_sample_is_sound():
    for name, content in samples().items():
        assert journey(content, name).reason == "", name


def test_every_mutation_of_a_workbook_ends_with_a_receipt(tmp_path):
    known = dict(samples()) | (dict(resaved(tmp_path)) if COUNT >= LARGE else {})
    names = sorted(known)
    failed, reasons = [], Counter()
    for number in range(COUNT):
        chance = Random(SEED * 1_000_000 + number)
        name = names[number % len(names)]
        content = mutated(known[name], chance)
        try:
            answer = journey(content, name)
            assert is_a_receipt(answer.receipt)
            reasons[answer.reason] += 1
        except Exception:
            failed.append(f"number {number} of {name}\n{traceback.format_exc()}")
    print(dict(reasons.most_common()))
    if failed:
        pytest.fail(f"{len(failed)} of {COUNT} failed\n" + "\n".join(failed[:5]))
    assert min(reasons[""], COUNT - reasons[""]) > COUNT // 10
