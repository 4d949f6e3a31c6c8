"""The rules a season is checked and judged by, read from the catalogue once a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.overlays import laid_on
from tasks.steps.wording import problem

if TYPE_CHECKING:
    from tasks.history.rules import Rules as HistoryRules
    from tasks.indicators.fitness.tables import FitnessStandard
    from tasks.indicators.regime import Regime
    from tasks.layouts import Sheet
    from tasks.validation.book import References

FITNESS = "fitness_2014"
MOST_NAMED = 2
"""So many items a rule's title names; of more it names the first ones and tells their number."""


@dataclass(frozen=True)
class Rules:
    """What a county is judged by: a regime, whose overlay, and answers to its open questions.

    `answers` are pairs of a setting of the regime and its value.
    """

    regime: str
    province: str = ""
    answers: tuple[tuple[str, str], ...] = ()


@cache
def rules_of(edition: str) -> tuple[Rules, ...]:
    """Return the rules of a season: first those that decide, then those it is also seen by."""
    season = catalogue.season(edition)
    found = [Rules(each["regime"], each["province"]) for each in (season, *season.get("also", ()))]
    if len({rules.regime for rules in found}) < len(found):
        raise season.wrong("a season names a regime once: its findings lie under its name")
    return tuple(found)


def changed(
    rules: Rules, regime: str = "", province: str = "", answers: tuple[tuple[str, str], ...] = ()
) -> Rules:
    """Return rules with another regime, province or other answers to open questions.

    Another regime begins without a province. Raises `JunhengError`, in words for whoever
    typed them, where there is no such regime, province, setting or answer.
    """
    if regime and regime not in catalogue.regimes():
        raise problem("no_regime", regime=regime, known="、".join(catalogue.regimes()))
    if regime and regime != rules.regime:
        rules = Rules(regime)
    if province and province not in catalogue.provinces(rules.regime):
        known_provinces = "、".join(catalogue.provinces(rules.regime))
        raise problem("no_province", province=province, known=known_provinces)
    known = catalogue.standards(rules.regime)["regime"]["settings"]
    for name, answer in answers:
        if name not in known:
            raise problem("no_setting", name=name, known="、".join(known))
        if answer not in known[name]["options"]:
            options = "、".join(known[name]["options"])
            raise problem("no_answer", name=name, answer=answer, options=options)
    return replace(rules, province=province or rules.province, answers=(*rules.answers, *answers))


@cache
def regime(rules: Rules) -> Regime:
    """Return a regime with what its province and the answers change, as the engine reads it.

    Raises `CatalogueError` where there is no such regime or province, or an answer is none.
    """
    from tasks.indicators.regime import read_regime

    files = catalogue.standards(rules.regime)
    answered = {"regime": {"settings": {name: {"value": answer} for name, answer in rules.answers}}}
    overlay = catalogue.overlay(rules.regime, rules.province)
    return read_regime(files, laid_on(overlay, answered) if rules.answers else overlay)


def standards(rules: Rules) -> Mapping[str, Any]:
    """Return the files of a regime by name, with what its province and the answers change."""
    return regime(rules).files


@cache
def fitness_standard() -> FitnessStandard:
    """Return the national fitness standard with its scoring tables."""
    from tasks.indicators.fitness.tables import read_standard

    tables = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((catalogue.STANDARDS / FITNESS).glob("*.csv"))
    }
    return read_standard(tables, catalogue.standards(FITNESS)["standard"])


@cache
def history_rules() -> HistoryRules:
    """Return what is asked about earlier years, and in which words."""
    from tasks.history.rules import read_rules

    files = {**catalogue.notebook("history"), "wording": template("history")}
    return read_rules(files, catalogue.code_lists())


@cache
def template(name: str) -> Mapping[str, Any]:
    """Return the wording of one kind of document, such as `history` or `screening`."""
    found: Mapping[str, Any] = catalogue.read_yaml(catalogue.TEMPLATES / name / "wording.yml")
    return found


@cache
def verified_suites(edition: str) -> Mapping[str, Any]:
    """Return the suites of an edition; raises `CatalogueError` where they contradict it."""
    from tasks.validation.catalogue_check import verify_suites
    from tasks.validation.rules import CHECKS

    found = catalogue.suites(edition)
    layouts = catalogue.layouts(edition)
    verify_suites(found, layouts, catalogue.code_lists(), CHECKS, _look_up(edition))
    return found


def _look_up(edition: str) -> Callable[[str, str], Any]:
    """Return how a reference of a suite, by kind and path, is looked up."""
    found = references(edition)
    return lambda kind, path: found.resolved({kind: path})


@cache
def dossier_wording() -> Mapping[str, Any]:
    """Return the outlines, sentences and styles of all dossiers by file name."""
    folder = catalogue.TEMPLATES / "dossiers"
    return {path.stem: catalogue.read_yaml(path) for path in sorted(folder.glob("*.yml"))}


@cache
def references(edition: str) -> References:
    """Return how the suites of an edition reach standards, tables and code lists."""
    from tasks.validation.book import References

    deciding = rules_of(edition)[0]
    return References(
        standard=lambda path: catalogue.entry_at(standards(deciding), path, deciding.regime),
        rows=standard_rows,
        codes=catalogue.code_lists(),
    )


def standard_rows(table: str) -> Sequence[Mapping[str, str]]:
    """Return the lines of a table of a standard, such as `fitness_2014/weights`."""
    return catalogue.read_csv(catalogue.STANDARDS / f"{table}.csv")


@cache
def field_guidance(edition: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return for each form, table and field what a school is told about filling it in."""
    from tasks.validation.guidance import guidance

    return guidance(catalogue.suites(edition), catalogue.layouts(edition))


@cache
def rule_titles(edition: str) -> Mapping[str, str]:
    """Return for each rule of what it asks for what, with its sheet, as schools may read it."""
    from tasks.validation.book import WORDING, table_of

    sheets = {
        sheet.table: sheet
        for layout in catalogue.layouts(edition).values()
        for sheet in layout.sheets
    }
    suites = catalogue.suites(edition)
    words = suites[WORDING]["rule_title"]
    return {
        entry["rule"]: _title(entry, sheets[table_of(suite, entry)], words)
        for name, suite in suites.items()
        if name != WORDING
        for entry in suite["expectations"]
    }


def _title(entry: Mapping[str, Any], sheet: Sheet, words: Mapping[str, Any]) -> str:
    """Return what people call a rule: its sheet, what it speaks of, and what it asks for."""
    from tasks.validation.book import columns_of

    known = {field.name: field.title for field in sheet.fields}
    named = [known[column] for column in columns_of(entry) if column in known]
    quoted = words["between"].join(words["item"].format(title=each) for each in named[:MOST_NAMED])
    form = "several" if len(named) > MOST_NAMED else "of_items" if named else "of_sheet"
    parts = {"sheet": sheet.title, "items": quoted, "count": len(named)}
    return str(words[form].format(**parts, asked=_asked(entry, words)))


def _asked(entry: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """Return what a rule expects, or how its guidance begins where only data can say that."""
    given = {**entry, **entry.get("with", {})}
    numbers = {name: value for name, value in given.items() if isinstance(value, int | float)}
    asked = str(entry.get("expected", "")) or str(entry["guidance"])
    for sentence in (asked, str(entry["guidance"]).split(words["stop"])[0]):
        try:
            return sentence.format(**numbers)
        except KeyError:
            continue
    return str(words["of_standard"])
