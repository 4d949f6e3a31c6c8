"""How long the whole set of rules takes over a county."""

from __future__ import annotations

from tasks.model import BUREAU, Returns
from tests.bench.measurement import Measurement, measured
from tests.builders import returns_of
from tests.builders.checks import checked
from tests.builders.returns import a_county

LEVELS = (("primary",), ("junior",), ("primary", "junior"))
SIZES = (24, 200)
TENTH = 10


def a_large_county(schools: int) -> Returns:
    """Return the returns of a county of so many schools, every tenth with a mistake."""
    roster, values = a_county(
        {f"21{number:08d}": LEVELS[number % len(LEVELS)] for number in range(schools)}
    )
    for number, (owner, form) in enumerate(list(values)):
        if form == "school_return" and owner != BUREAU and number % TENTH == 0:
            values[owner, form]["conditions"][0]["books"] = 0
            values[owner, form]["classes"][0]["students"] = 66
    return returns_of(roster, values)


def _import() -> None:
    import great_expectations
    import great_expectations.expectations  # noqa: F401


def measurements() -> list[Measurement]:
    """Return the time of importing the engine, and of the check by number of schools."""
    found = [measured("import of Great Expectations", "once a process", _import)]
    checked(a_large_county(len(LEVELS)))
    for schools in SIZES:
        returns = a_large_county(schools)
        rows = sum(len(frame) for frame in returns.tables.values())
        size = f"{schools} schools, {rows:,} rows"
        found.append(measured("validation", size, lambda returns=returns: checked(returns)))
    return found
