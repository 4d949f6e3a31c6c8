"""The retention of the county with its cohort put into the formula in force."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasks.model import Fact
from tasks.witness.wording_of import Words, shown

PREFIX = "cohort_"
RETENTION, PERCENT = "retention", "percent"


def retention_rule(standards: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """Return the formula of a fact such as `county.Q1.percent`; None where it is no retention."""
    scope, item, *rest = name.split(".")
    entry = standards.get("quality", {}).get(item, {})
    if scope != "county" or rest != [PERCENT] or entry.get("kind") != RETENTION:
        return None
    setting = standards["regime"]["settings"]["retention_formula"]["value"]
    found: Any = standards
    for step in str(standards["regime"]["retention"]["formulas"]).split("."):
        found = found[step]
    rule: Mapping[str, Any] = found[setting]
    return rule


def retention_line(
    facts: Mapping[str, Fact], fact: Fact, rule: Mapping[str, Any], say: Words
) -> str:
    """Return the formula with the figures of the cohort, and what it gives."""
    above, below = (_signed(facts, fact, rule[name]) for name in ("numerator", "denominator"))
    assert isinstance(fact.value, Decimal)
    return say(RETENTION, above=above, below=below, value=shown(fact.value))


def _signed(facts: Mapping[str, Fact], fact: Fact, terms: Mapping[str, Any]) -> str:
    scope = fact.id.rsplit(".", 1)[0]

    def figure(field: str) -> str:
        value = facts[f"{scope}.{field.removeprefix(PREFIX)}"].value
        assert isinstance(value, Decimal)
        return shown(value)

    added = " + ".join(map(figure, terms["add"]))
    return added + "".join(f" − {figure(field)}" for field in terms.get("subtract", ()))
