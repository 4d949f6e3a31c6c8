"""Step: does the catalogue agree with itself? Asked before anything is done with it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import ExpectedReturn, Fact, Findings, Returns
from tasks.steps.dossiers.evidence import evidence_facts
from tasks.steps.findings import rulebook
from tasks.steps.findings.disclosing import LEAST
from tasks.steps.findings.recipe import recipe
from tasks.steps.findings.rulebook import Rules
from tasks.store import open_store, to_json

if TYPE_CHECKING:
    import pandas as pd

TRIAL_COUNTY = "000000"
PATTERNS = "names"
"""The file of the dossiers that has patterns and no sentences."""


def verify_catalogue() -> None:
    """Raise `CatalogueError`, with file and line, where people's data contradict each other.

    The published worked example is computed by both engines. Layouts and code lists are held
    against the suites, suites against the standards, and the blanks of every dossier against
    the facts of a county that handed in nothing. What this program has found sound once is not
    looked at again.
    """
    store = open_store()
    mark = store.verified(recipe())
    if mark.exists():
        return
    _verify_published_example()
    for edition in catalogue.editions():
        rulebook.verified_suites(edition)
        _verify_blanks(edition)
    store.write_once(mark, to_json({"editions": catalogue.editions()}))


def _verify_published_example() -> None:
    """Compute the published worked example with both engines."""
    from tasks.indicators.balance import differential_coefficient
    from tasks.witness.self_test import self_test

    self_test(catalogue.notebook("witness")["published_example"], differential_coefficient)


def _verify_blanks(edition: str) -> None:
    """Hold the blanks of all dossiers against what any regime can find in a county of the year."""
    from tasks.dossiers.blanks import verify_blanks
    from tasks.dossiers.looks import verify_looks

    verify_looks(rulebook.dossier_wording())
    fields = {
        field.name
        for layout in catalogue.layouts(edition).values()
        for sheet in layout.sheets
        for field in sheet.fields
    }
    facts: dict[str, Fact] = {}
    for regime in catalogue.regimes():
        rules = Rules(regime)
        facts |= trial_findings(edition, rules).facts
        facts |= {fact.id: fact for fact in evidence_facts(_no_returns(edition), rules)}
    wording = {name: tree for name, tree in rulebook.dossier_wording().items() if name != PATTERNS}
    verify_blanks(wording, [*facts, LEAST], fields)


@cache
def trial_findings(edition: str, rules: Rules) -> Findings:
    """Return what is found of a county with one school of each type and no return at all."""
    from tasks.indicators.evaluate import evaluate
    from tasks.staging.returns import gather

    roster = _trial_roster(edition)
    return evaluate(
        gather((), roster),
        tuple(ExpectedReturn(school, "school_return") for school in roster["school_code"].tolist()),
        rulebook.regime(rules),
        rulebook.fitness_standard(),
        catalogue.code_lists(),
        catalogue.layouts(edition),
        edition=edition,
        county=TRIAL_COUNTY,
        county_name=TRIAL_COUNTY,
    )


def _no_returns(edition: str) -> Returns:
    from tasks.staging.returns import gather

    return gather((), _trial_roster(edition))


def _trial_roster(edition: str) -> pd.DataFrame:
    import pandas as pd

    codes = catalogue.code_lists()
    columns = catalogue.layouts(edition)["roster"].by_table["roster"].columns
    rows: list[dict[str, Any]] = [
        {
            "school_code": f"{number:010d}",
            "school_name": codes["school_types"].title(code),
            "school_type": code,
            "owner": codes["owners"].codes[0],
            "urban_rural": codes["urban_rural"].codes[0],
            "counted": "yes",
            "folder": code,
        }
        for number, code in enumerate(codes["school_types"].codes, 1)
    ]
    return pd.DataFrame(rows, columns=list(columns), dtype="string")
