"""The short code: the same for the same version, and patient with who types it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.custody.code import LENGTH, SIGNS, read_code, short_code

CODES = st.builds(short_code, st.text("0123456789abcdef", min_size=12, max_size=12), st.just("x"))


def test_a_code_hangs_on_findings_and_version_alone():
    code = short_code("0b2a7c7d0ece", "final")

    assert code == short_code("0b2a7c7d0ece", "final")
    assert code != short_code("0b2a7c7d0ece", "draft")
    assert code != short_code("0b2a7c7d0ecf", "final")
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)


@given(CODES)
def test_a_code_is_read_however_it_is_typed(code):
    easy = code.lower().replace("0", "o").replace("1", "l").replace("-", " ")

    assert read_code(code) == read_code(easy) == read_code(f" {code.replace('1', 'I')} ") == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_every_wrong_sign_is_noticed(code, at, sign):
    plain = code.replace("-", "")
    wrong = plain[:at] + sign + plain[at + 1 :]
    if wrong == plain:
        return
    with pytest.raises(ValueError):
        read_code(wrong)


@given(CODES, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_signs_that_changed_places_are_noticed(code, one, other):
    signs = list(code.replace("-", ""))
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(ValueError):
        read_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "A", "UUUU-UUUU-UUUU", "7K3M-9Q2X", "7K3M-9Q2X-ABCD-0000"])
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(ValueError):
        read_code(typed)
