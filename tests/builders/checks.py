"""The check of returns with the suites, standards and layouts that ship with the project."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.model import Issue, Returns
from tasks.validation.book import References
from tasks.validation.gates import Checked, check
from tests.builders import EDITION

REGIME = "quality_2017"


@cache
def suites() -> Mapping[str, Any]:
    """Return the parsed suites of the edition by name."""
    folder = catalogue.EXPECTATIONS / "suites" / EDITION
    return {path.stem: catalogue.read_yaml(path) for path in sorted(folder.glob("*.yml"))}


def look_up(kind: str, path: str) -> Any:
    """Return what a reference of a suite points at."""
    if kind == "standard":
        return catalogue.standard(REGIME, path)
    return catalogue.read_csv(catalogue.EXPECTATIONS / "standards" / f"{path}.csv")


def references() -> References:
    """Return how the suites reach standards and code lists."""
    return References(
        standard=lambda path: look_up("standard", path),
        rows=lambda path: look_up("standard_rows", path),
        codes=catalogue.code_lists(),
    )


def checked(
    returns: Returns,
    targets: Collection[str] | None = None,
    staging_issues: Sequence[Issue] = (),
    **more: Any,
) -> Checked:
    """Return the check of every submission of `returns`, or of `targets`.

    `more` is what else the check may be given: `previous`, `gates`, `owed`.
    """
    every = {submission for submission, _ in returns.origins}
    return check(
        returns,
        suites(),
        layouts=catalogue.layouts(EDITION),
        references=references(),
        targets=every if targets is None else targets,
        staging_issues=staging_issues,
        **more,
    )
