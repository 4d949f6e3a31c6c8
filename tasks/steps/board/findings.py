"""What an evaluation said of a county, as pages show it: read from the store, never computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Verdict
from tasks.rounding import printed
from tasks.steps import shelf
from tasks.steps.board.state import County, once
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import findings_key
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import earlier_seasons
from tasks.store import Store

if TYPE_CHECKING:
    import pyarrow

COUNTY = "county"
OVERALL = "overall"
COLUMNS = ["id", "title", "value", "printed", "unit"]
PART_ENDS = ".result"


@dataclass(frozen=True)
class Value:
    """A fact as it is printed, with its unit; `number` is None for a text."""

    title: str
    text: str
    unit: str
    number: Decimal | None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """One evaluation under the rules that decide: its judgements and the facts they name.

    `facts` has those facts alone, in columns; of a subject they become values when asked for.
    """

    key: str
    judgements: Mapping[str, tuple[Mapping[str, Any], ...]]
    facts: pyarrow.Table

    @property
    def overall(self) -> str:
        """Return the conclusion: met, not_met or not_checked."""
        found = (each["verdict"] for each in self.of(COUNTY) if each["item"] == OVERALL)
        return next(found, str(Verdict.NOT_CHECKED))

    def of(self, subject: str) -> tuple[Mapping[str, Any], ...]:
        """Return the judgements on the county, or on one of its schools."""
        return self.judgements.get(subject, ())

    def values(self, facts: Iterable[str]) -> dict[str, Value]:
        """Return by its id each of some facts that is known."""
        table = _rows_of(self.facts, facts).to_pydict()
        rows = zip(*(table[each] for each in COLUMNS), strict=True)
        return {
            name: Value(title, text, unit, _number(value))
            for name, title, value, text, unit in rows
        }


@dataclass(frozen=True)
class IndicatorLine:
    """One requirement: its value, what is asked, what is missing, and how it was before.

    `before` is the value of the evaluation before, `last_year` that of the year before, with
    what has changed since; each is empty where there is none. `is_part` tells that it only
    sums up others.
    """

    item: str
    title: str
    level: str
    value: str
    standard: str
    clause: str
    verdict: str
    distance: str
    reason: str
    is_part: bool
    before: str
    since_before: str
    last_year: str
    since_last_year: str


@dataclass(frozen=True)
class Verdicts:
    """What is known of a county's evaluation. `is_current` tells that it is of what stands.

    `overall` is empty while nothing was evaluated; `findings` is the key of what is shown.
    """

    findings: str
    is_current: bool
    overall: str
    evaluated: str
    lines: tuple[IndicatorLine, ...]


def verdicts_of(county: County, subject: str = COUNTY) -> Verdicts:
    """Return what the latest evaluation says of the county, or of one of its schools."""
    known = evaluations(county)
    if not known:
        return Verdicts("", False, "", "", ())
    key, moment = known[-1]
    shown = evaluation(county.store, key)
    before = evaluation(county.store, known[-2][0]) if len(known) > 1 else None
    return Verdicts(
        findings=key,
        is_current=key == county.current_key,
        overall=shown.overall,
        evaluated=moment,
        lines=tuple(_lines(shown, subject, before, _last_year(county))),
    )


@once
def evaluations(county: County) -> list[tuple[str, str]]:
    """Return key and moment of every evaluation of a county, the one that counts last.

    That is the one of what stands, else the latest; what the chain does not tell yet has no
    moment.
    """
    told = {
        event["subject"]: event["happened_at"]
        for event in county.store.chain(county.season.key)
        if event["kind"] == "evaluated"
    }
    current = county.current_key
    if current not in told and (county.store.findings(current) / shelf.FINDINGS).exists():
        told[current] = ""
    if current in told:
        told[current] = told.pop(current)
    return list(told.items())


@lru_cache(maxsize=24)
def evaluation(store: Store, key: str) -> Evaluation:
    """Return one evaluation, with no more of its facts than its judgements name."""
    import pyarrow.parquet

    folder = store.findings(key)
    by_subject: dict[str, list[Mapping[str, Any]]] = {}
    for each in store.read_json(folder / shelf.FINDINGS)["judgements"]:
        by_subject.setdefault(each["subject"], []).append(each)
    wanted = {each["fact"] for found in by_subject.values() for each in found}
    content = pyarrow.BufferReader(store.read(folder / shelf.FACTS_TABLE))
    table = pyarrow.parquet.ParquetFile(content).read(columns=COLUMNS, use_threads=False)
    judgements = {subject: tuple(found) for subject, found in by_subject.items()}
    return Evaluation(key, judgements, _rows_of(table, wanted))


def _rows_of(table: pyarrow.Table, names: Iterable[str]) -> pyarrow.Table:
    import pyarrow
    import pyarrow.compute

    ids = table.column("id")
    wanted = pyarrow.array(sorted(names), type=ids.type)
    return table.filter(pyarrow.compute.is_in(ids, value_set=wanted))


def _number(value: str | None) -> Decimal | None:
    try:
        return Decimal(value) if value else None
    except ArithmeticError:
        return None


@once
def _last_year(county: County) -> Evaluation | None:
    """Return the evaluation of what stood a year ago, None where there is none."""
    for earlier in reversed(earlier_seasons(county.store, county.season)):
        if int(earlier.edition) == int(county.season.edition) - 1:
            key = findings_key(county.store, earlier, standing(county.store, earlier))
            if (county.store.findings(key) / shelf.FINDINGS).exists():
                return evaluation(county.store, key)
    return None


def _lines(
    shown: Evaluation, subject: str, before: Evaluation | None, last_year: Evaluation | None
) -> Iterator[IndicatorLine]:
    levels = catalogue.code_lists()["levels"]
    facts = {each["fact"] for each in shown.of(subject)}
    now, then, a_year_ago = (
        found.values(facts) if found else {} for found in (shown, before, last_year)
    )
    for each in shown.of(subject):
        if each["item"] != OVERALL:
            value = now.get(each["fact"])
            yield IndicatorLine(
                item=each["item"],
                title=value.title if value else each["item"],
                level=levels.title(each["level"]) if each["level"] else "",
                value=_text(value),
                standard=each["standard"],
                clause=each["clause"],
                verdict=each["verdict"],
                distance=_distance(each["distance"], value),
                reason=each["reason"],
                is_part=each["fact"].endswith(PART_ENDS),
                before=_text(then.get(each["fact"])),
                since_before=_change(value, then.get(each["fact"])),
                last_year=_text(a_year_ago.get(each["fact"])),
                since_last_year=_change(value, a_year_ago.get(each["fact"])),
            )


def _text(value: Value | None) -> str:
    if value is None:
        return ""
    return f"{value.text} {value.unit}".strip() if value.number is not None else value.text


def _distance(distance: str | None, value: Value | None) -> str:
    """Return what is missing, printed like the value; empty where nothing is."""
    if distance is None or value is None:
        return ""
    return f"{_rounded(Decimal(distance), value)} {value.unit}".strip()


def _change(now: Value | None, before: Value | None) -> str:
    if now is None or before is None or now.number is None or before.number is None:
        return ""
    sign = "+" if now.number > before.number else ""
    return f"{sign}{_rounded(now.number - before.number, now)}"


def _rounded(number: Decimal, like: Value) -> str:
    return printed(number, len(like.text.partition(".")[2]))


def regime_title(edition: str) -> str:
    """Return what the rules are called that decide in a year."""
    rules = rulebook.rules_of(edition)[0]
    return str(rulebook.standards(rules)["regime"]["title"])


def forget() -> None:
    """Read every evaluation anew; for tests."""
    evaluation.cache_clear()


__all__ = ["Verdicts", "evaluations", "forget", "regime_title", "verdicts_of"]
