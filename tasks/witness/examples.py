"""Every county number worked out in words, with the figures of this county put in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from tasks.model import Fact, Findings
from tasks.rounding import DIGITS
from tasks.witness.retention_example import retention_line, retention_rule
from tasks.witness.spread_example import SPREAD, spread_lines
from tasks.witness.wording_of import Words, shown, title_of

COUNTY = "county."
SHOWN_OF_FITNESS = re.compile(r"county[.]((primary|junior)[.])?fitness[.]\w+")
"""Of the pupils' fitness all and each level are worked out; sexes and grades go the same way."""

RELIEF = ".relief."
FIRST = 3
"""Schools whose figures are written out; the others are put together."""

PERCENT, SCHOOLS = "%", "schools"


class Example(NamedTuple):
    """A number of the county, what it is called, and the lines that compute it."""

    fact: str
    title: str
    lines: tuple[str, ...]


def worked_examples(
    findings: Findings, words: Mapping[str, Any], standards: Mapping[str, Any]
) -> list[Example]:
    """Return an example for every computed number of the county, in the order of the facts.

    `words` is `examples` of `templates/delivery/wording.yml`, `standards` the regime's files.
    """
    return [
        Example(name, fact.title, example_of(findings.facts, name, words, standards))
        for name, fact in findings.facts.items()
        if _is_worked(name, fact)
    ]


def _is_worked(name: str, fact: Fact) -> bool:
    parts = name.split(".")
    is_number = fact.value is None or isinstance(fact.value, Decimal)
    is_computed = bool(fact.inputs) or parts[1] == "R"
    is_shown = "fitness" not in parts or SHOWN_OF_FITNESS.fullmatch(name) is not None
    return name.startswith(COUNTY) and is_number and is_computed and is_shown


def example_of(
    facts: Mapping[str, Fact], name: str, words: Mapping[str, Any], standards: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the lines that compute one number: how, what is put in, what comes out."""
    fact, say = facts[name], Words(words)
    if isinstance(fact.value, str):
        return (say("answer", answer=fact.printed),)
    if fact.value is None:
        return (*_opening(fact, say), say("no_value", note=fact.note))
    with localcontext() as context:
        context.prec = DIGITS
        if name.rsplit(".", 1)[-1] in SPREAD and name.startswith(COUNTY):
            return spread_lines(facts, name, say)
        rule = retention_rule(standards, name)
        steps = [retention_line(facts, fact, rule, say)] if rule else _steps(facts, fact, say)
        return (*_opening(fact, say), *steps, *_closing(fact, say))


def _opening(fact: Fact, say: Words) -> list[str]:
    """Return how the number is computed; nothing where it was handed in or counted as it is."""
    formula = fact.formula or say.method(fact.id.removeprefix(COUNTY))
    if not formula and not fact.inputs:
        return []
    return [say("formula", title=fact.title, formula=formula or say("no_formula"))]


def _closing(fact: Fact, say: Words) -> list[str]:
    value = fact.value
    assert isinstance(value, Decimal)
    lines = [say("result", value=shown(value), printed=fact.printed, unit=fact.unit)]
    return lines + ([say("note", note=fact.note)] if fact.note else [])


def _steps(facts: Mapping[str, Fact], fact: Fact, say: Words) -> list[str]:
    """Return what is put in; an equation is written only where it holds."""
    inputs = [facts[name] for name in fact.inputs]
    values = [each.value for each in inputs if isinstance(each.value, Decimal)]
    value, total = fact.value, sum(values, Decimal(0))
    assert isinstance(value, Decimal)
    if not inputs:
        return [say("given", value=fact.printed, unit=fact.unit)]
    if _is_count(fact):
        of_schools = all(each.id.startswith("s.") for each in inputs)
        return _count(facts, fact, inputs, say) if of_schools else [_listed(inputs, say)]
    if len(values) == len(inputs) == 2 and _is_share(fact, values):
        return [_share(fact, inputs, say)]
    if fact.unit == PERCENT:
        return [_listed(inputs, say)]
    if values and _close(total, value):
        return [_sum(facts, inputs, value, say)]
    if values and max(values) == value:
        return [_most(facts, inputs, value, say)]
    if values and _close(total / len(values), value):
        return [_mean(values, value, say)]
    return [_listed(inputs, say)]


def _is_count(fact: Fact) -> bool:
    """Tell whether a fact counts its inputs; the classes over the limit are added up."""
    counts = any(part.startswith(SCHOOLS) for part in fact.id.split("."))
    return (counts and not fact.id.endswith("percent")) or ".G4." in fact.id


def _close(first: Decimal, second: Decimal) -> bool:
    return abs(first - second) <= abs(second) * Decimal("1e-20")


def _times(fact: Fact) -> int:
    return 100 if fact.unit == PERCENT else 1


def _is_share(fact: Fact, values: Sequence[Decimal]) -> bool:
    part, whole = values
    value = fact.value
    if not whole or not isinstance(value, Decimal):
        return False
    return _close(part / whole * _times(fact), value)


def _share(fact: Fact, inputs: Sequence[Fact], say: Words) -> str:
    part, whole = inputs
    assert isinstance(fact.value, Decimal)
    key = "percent" if _times(fact) > 1 else "quotient"
    return say(
        key, part_title=title_of(part), part=_number(part), part_unit=part.unit,
        whole_title=title_of(whole), whole=_number(whole), whole_unit=whole.unit,
        value=shown(fact.value),
    )  # fmt: skip


def _number(fact: Fact) -> str:
    return shown(fact.value) if isinstance(fact.value, Decimal) else fact.printed


def _owner(facts: Mapping[str, Fact], fact: Fact, say: Words) -> str:
    """Return whose number it is: a school, with its level, or what the county calls it."""
    parts = fact.id.split(".")
    if parts[0] != "s":
        return title_of(fact)
    name = facts[f"s.{parts[1]}.name"].printed
    level = say.level(parts[2])
    return f"{name}{level}"


def _sum(facts: Mapping[str, Fact], inputs: Sequence[Fact], value: Decimal, say: Words) -> str:
    known = [each for each in inputs if isinstance(each.value, Decimal)]
    terms = [
        say("term", owner=_owner(facts, each, say), value=_number(each)) for each in known[:FIRST]
    ]
    rest = known[FIRST:]
    if rest:
        others = sum((each.value for each in rest if isinstance(each.value, Decimal)), Decimal(0))
        terms.append(say("rest", count=len(rest), value=shown(others)))
    return say("sum", terms=say("plus").join(terms), value=shown(value))


def _most(facts: Mapping[str, Fact], inputs: Sequence[Fact], value: Decimal, say: Words) -> str:
    owner = next(each for each in inputs if each.value == value)
    return say(
        "most", count=len(inputs), owner=_owner(facts, owner, say), value=shown(value)
    )  # fmt: skip


def _mean(values: Sequence[Decimal], value: Decimal, say: Words) -> str:
    terms = say("plus").join(map(shown, values))
    total = shown(sum(values, Decimal(0)))
    return say("mean_of", terms=terms, total=total, count=len(values), value=shown(value))


def _listed(inputs: Sequence[Fact], say: Words) -> str:
    parts = [say("put_in", title=title_of(each), value=_number(each), unit=each.unit)
             for each in inputs]  # fmt: skip
    return say("listed", parts=say("join").join(parts))


def _count(facts: Mapping[str, Fact], fact: Fact, inputs: Sequence[Fact], say: Words) -> list[str]:
    """Return how many numbers were looked at, and the first of them; relaxed limits are none."""
    inputs = [each for each in inputs if RELIEF not in each.id]
    assert isinstance(fact.value, Decimal)
    first = say("join").join(
        say("put_in", title=_owner(facts, each, say), value=_number(each), unit=each.unit)
        for each in inputs[:FIRST]
    )
    if len(inputs) > FIRST:
        first = say("and_others", first=first)
    known = sum(each.value is not None for each in inputs)
    key = "count_all" if fact.value == len(inputs) else "count"
    return [
        say(key, known=known, count=len(inputs), first=first, value=fact.printed,
            standard=_standard(facts, fact, say), unit=fact.unit)
    ]  # fmt: skip


def _standard(facts: Mapping[str, Fact], fact: Fact, say: Words) -> str:
    """Return the number that an indicator of the schools is held against; nothing else has one."""
    parts = fact.id.split(".")
    found = facts.get(f"standard.{'.'.join(parts[1:3])}")
    return say("against", value=found.printed, unit=found.unit) if found else ""
