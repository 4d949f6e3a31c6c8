"""The sentences of receipts, notices and answers to commands, read from the templates."""

from __future__ import annotations

from functools import cache
from typing import Any

from tasks import catalogue
from tasks.errors import JunhengError, SubmissionError
from tasks.model import Issue


@cache
def receipt_wording() -> Any:
    """Return the sentences of receipts and of what is noticed while reading."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "wording.yml")


@cache
def workbook_wording() -> Any:
    """Return the sentences of cover and how-to sheet of a form."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "workbooks" / "wording.yml")


@cache
def arrival_wording() -> Any:
    """Return the sentences on files that became no new attempt."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "arrivals.yml")


@cache
def national_wording() -> Any:
    """Return the sentences on workbooks of the national statistics and what completes them."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "national.yml")


@cache
def notice_wording() -> Any:
    """Return the sentences of notices about what is missing."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "notices" / "wording.yml")


@cache
def delivery_wording() -> Any:
    """Return how packages and their files are named."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "delivery" / "wording.yml")


@cache
def _problems() -> Any:
    return catalogue.read_yaml(catalogue.TEMPLATES / "console" / "problems.yml")


def problem(name: str, /, **blanks: object) -> JunhengError:
    """Return the error that says, to whoever typed a command, why it cannot be done."""
    return JunhengError(str(_problems()[name]).format(**blanks))


def refusal_issue(error: SubmissionError, file_name: str, submission: str = "") -> Issue:
    """Return what is said of a file that was not taken in."""
    from tasks.receipts.receipt import refusal

    sentences = receipt_wording()["refusals"] | arrival_wording()["refusals"]
    return refusal(error, submission, file_name, {"refusals": sentences})
