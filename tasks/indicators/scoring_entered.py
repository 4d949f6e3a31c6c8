"""What people entered for the items of a scheme: the scores of three bodies, evidence, remark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tasks.indicators.evaluation import COUNTY, Evaluation
from tasks.indicators.raw_facts import number_of
from tasks.indicators.readings import Readings
from tasks.indicators.regime import FactSpec
from tasks.indicators.scoring_tree import Item
from tasks.model import BUREAU, Source

TABLE = "scores"
BODIES = ("self_score", "re_score", "provincial_score")
"""Who gives scores, the county first; what a higher one gives stands for what is below."""
TEXTS = ("evidence", "remark")


@dataclass(frozen=True)
class EnteredScore:
    """One line of the score sheet. `scores` are by body, None where it gave none."""

    scores: Mapping[str, Decimal | None] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)


def entered_scores(readings: Readings) -> Mapping[str, EnteredScore]:
    """Return what the score sheet says by item; of an item that stands twice, the first line."""
    found: dict[str, EnteredScore] = {}
    for row in readings.rows(BUREAU, TABLE):
        item = str(row["item"] or "").strip()
        if item:
            given = {name: row[name] for name in BODIES}
            texts = {name: str(row[name]) for name in TEXTS if row[name] is not None}
            sources = {name: readings.source(row, name) for name in (*BODIES, *TEXTS)}
            scores = {
                name: None if value is None else number_of(value) for name, value in given.items()
            }
            found.setdefault(item, EnteredScore(scores, texts, sources))
    return found


def enter_entered(
    evaluation: Evaluation, item: Item, entered: EnteredScore | None, places: int
) -> None:
    """Enter the scores of the three bodies, the evidence and the remark on one item."""
    entered = entered or EnteredScore()
    note = evaluation.regime.say("scoring.not_entered")
    for name in BODIES:
        value = entered.scores.get(name)
        known = [] if value is None else [value]
        evaluation.enter(
            COUNTY, f"{item.id}.{name}", value, sources=_source(entered, name),
            spec=_spec(evaluation, item, name, _places(known, places)),
            note="" if value is not None else note,
        )  # fmt: skip
    for name in TEXTS:
        if name in entered.texts:
            evaluation.book.text(
                f"{COUNTY}.{item.id}.{name}", _title(evaluation, item, name), entered.texts[name],
                sources=_source(entered, name),
            )  # fmt: skip


def sum_entered(evaluation: Evaluation, group: Item, places: int) -> None:
    """Enter what the bodies gave to a group, by adding what they gave to what is in it."""
    for name in BODIES:
        inputs = [f"{COUNTY}.{item.id}.{name}" for item in group.items]
        spec = _spec(evaluation, group, name, _places(evaluation.known(inputs), places))
        evaluation.total(COUNTY, f"{group.id}.{name}", inputs, spec=spec)


def _places(given: Iterable[Decimal], least: int) -> int:
    """Return how many decimals what was given needs to be printed as it was given."""
    return max([least, *(len(f"{value:f}".partition(".")[2]) for value in given)])


def _source(entered: EnteredScore, name: str) -> tuple[Source, ...]:
    return (entered.sources[name],) if name in entered.sources else ()


def _spec(evaluation: Evaluation, item: Item, name: str, places: int) -> FactSpec:
    say = evaluation.regime.say
    formula = say("scoring.formulas.sum_entered") if item.items else ""
    return FactSpec(_title(evaluation, item, name), say("scoring.unit"), places, formula)


def _title(evaluation: Evaluation, item: Item, name: str) -> str:
    return evaluation.regime.say(f"scoring.titles.{name}", title=item.title)
