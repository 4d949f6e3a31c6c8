"""How long the whole set of rules takes over a county: `python tests/bench/validation_bench.py`.

Arguments are numbers of schools; 24 and 800 by default. A third of the schools are nine-year
schools, and every tenth school has a mistake.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.builders import BUREAU, returns_of
from tests.builders_checks import checked
from tests.builders_returns import a_county

LEVELS = (("primary",), ("junior",), ("primary", "junior"))
SIZES = (24, 800)
TENTH = 10


def a_large_county(schools: int):
    """Return the returns of a county of so many schools, every tenth with a mistake."""
    roster, values = a_county(
        {f"21{number:08d}": LEVELS[number % len(LEVELS)] for number in range(schools)}
    )
    for number, (owner, form) in enumerate(list(values)):
        if form == "school_return" and owner != BUREAU and number % TENTH == 0:
            values[owner, form]["conditions"][0]["books"] = 0
            values[owner, form]["classes"][0]["students"] = 66
    return returns_of(roster, values)


def main() -> None:
    """Print the seconds of importing, and of the check by number of schools."""
    start = time.perf_counter()
    import great_expectations
    import great_expectations.expectations  # noqa: F401

    print(f"import: {time.perf_counter() - start:.1f} s")
    for schools in [int(text) for text in sys.argv[1:]] or SIZES:
        returns = a_large_county(schools)
        rows = sum(len(frame) for frame in returns.tables.values())
        start, used = time.perf_counter(), time.process_time()
        found = checked(returns)
        issues = sum(len(mine) for mine in found.issues.values())
        print(
            f"{schools} schools, {rows} rows: {time.perf_counter() - start:.1f} s "
            f"(processor {time.process_time() - used:.1f} s), {issues} issues"
        )


if __name__ == "__main__":
    main()
