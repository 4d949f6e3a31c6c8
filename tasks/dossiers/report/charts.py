"""The charts of the county report. Every value shown is a fact; one without values is None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from tasks.dossiers.report.answers import schools_with
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, School, View
from tasks.dossiers.word.charts import Chart, Known, Series, Threshold
from tasks.model import Verdict
from tasks.rounding import exact

TWO_PLACES, THREE_PLACES, ONE_PLACE = "0.00", "0.000", "0.0"


def shares_chart(report: Report) -> Chart | None:
    """Return the share of schools that meet each indicator, a bar a level."""
    view = report.view
    series = [
        Series(
            title,
            [
                value_of(view, f"{COUNTY}.{level}.{each.id}.schools_met_percent")
                for each in view.indicators
            ],
        )
        for level, title in view.levels.items()
    ]
    titles = [each.short for each in view.indicators]
    return outlined_chart(report, "shares", "columns", titles, series, ONE_PLACE, ceiling="hundred")


def balance_chart(report: Report, level: str) -> Chart | None:
    """Return the coefficients of variation of a level with their limit."""
    view = report.view
    limit = limit_of(view, f"{level}.cv")
    title = view.levels[level]
    values = [value_of(view, f"{COUNTY}.{level}.{each.id}.cv") for each in view.indicators]
    above = [
        at
        for at, each in enumerate(view.indicators)
        if (found := view.judgement(COUNTY, f"{each.id}.cv", level)) and found.distance is not None
    ]
    line = Threshold(
        limit,
        report.say("charts.limit", standard=view.standard(f"{view.indicators[0].id}.cv", level)),
    )
    titles = [each.short for each in view.indicators]
    return outlined_chart(
        report, "balance", "columns", titles, [Series(report.say("words.cv"), values)],
        THREE_PLACES, (line,), above, level=title,
    )  # fmt: skip


def spread_chart(report: Report, level: str) -> Chart | None:
    """Return one indicator over all schools of a level, from the least to the most.

    It is the indicator that most schools miss; where none is missed, the least even one.
    Up to as many schools as the outline says lie below one another by name.
    """
    view = report.view
    indicator = max(view.indicators, key=lambda each: _need(view, each.id, level))
    found = sorted(
        (value, school.number, school)
        for school in view.evaluated(level)
        if (value := value_of(view, f"{school.subject}.{level}.{indicator.id}")) is not None
    )
    if not found:
        return None
    schools = [school for _, _, school in found]
    missing = set(schools_with(view, indicator.id, level, Verdict.NOT_MET))
    below = [at for at, school in enumerate(schools) if school.code in missing]
    minimum = limit_of(view, f"{level}.{indicator.id}")
    line = Threshold(
        minimum, report.say("charts.limit", standard=view.standard(indicator.id, level))
    )
    few = len(schools) <= report.part("charts.spread")["names_up_to"]
    return outlined_chart(
        report, "spread" if few else "spread_of_many", "bars" if few else "histogram",
        _names(report, schools) if few else ranks(report, len(schools)),
        [Series(view.levels[level], [value for value, _, _ in found])], TWO_PLACES, (line,), below,
        level=view.levels[level], indicator=indicator.title, unit=indicator.unit,
    )  # fmt: skip


def grades_chart(report: Report) -> Chart | None:
    """Return the fitness rates by grade, a series a rate."""
    grades = report.view.codes["grades"]
    scopes = {grades.title(grade): f"{COUNTY}.fitness.{grade}" for grade in grades.codes}
    return rates_chart(report, "grades", scopes)


def sexes_chart(report: Report) -> Chart | None:
    """Return one fitness rate by grade, a series a sex."""
    view, rate = report.view, report.part("charts.grade_sexes")["rate"]
    grades = view.codes["grades"]
    series = [
        Series(row["title"], [
            value_of(view, f"{COUNTY}.fitness.{grade}.{sex}.{rate}") for grade in grades.codes
        ])
        for sex, row in view.codes["sexes"].rows.items()
    ]  # fmt: skip
    titles = [grades.title(grade) for grade in grades.codes]
    return outlined_chart(
        report, "grade_sexes", "columns", titles, series, ONE_PLACE, ceiling="hundred"
    )


def rates_chart(report: Report, key: str, scopes: Mapping[str, str]) -> Chart | None:
    """Return rates of groups by title, a series a rate; a group without a scope is left open."""
    rates = report.part(f"charts.{key}")["rates"]
    series = [
        Series(
            title,
            [
                value_of(report.view, f"{scope}.{rate}") if scope else None
                for scope in scopes.values()
            ],
        )
        for rate, title in rates.items()
    ]
    return outlined_chart(
        report, key, "columns", list(scopes), series, ONE_PLACE, ceiling="hundred"
    )


def questions_chart(report: Report) -> Chart | None:
    """Return the satisfaction with each question of the survey."""
    view, questions = report.view, report.part("recognition.questions")
    values = [value_of(view, f"{COUNTY}.R.{question}_percent") for question in questions]
    series = [Series(report.say("words.satisfied"), values)]
    titles = [str(title) for title in questions.values()]
    return outlined_chart(report, "questions", "bars", titles, series, ONE_PLACE, ceiling="hundred")


def _need(view: View, item: str, level: str) -> tuple[int, Decimal]:
    missing = schools_with(view, item, level, Verdict.NOT_MET)
    return len(missing), value_of(view, f"{COUNTY}.{level}.{item}.cv") or Decimal(0)


def _names(report: Report, schools: Iterable[School]) -> list[str]:
    return [report.view.text(f"{school.subject}.name") for school in schools]


def ranks(report: Report, count: int) -> list[str]:
    """Return the places of the schools; of many only some are printed, for want of room."""
    spread = report.part("charts.spread")
    step = 1 if count <= spread.get("rank_all_up_to", 0) else spread["rank_every"]
    return [
        report.say("charts.spread.rank", place=str(at)) if at % step == 0 else ""
        for at in range(1, count + 1)
    ]


def value_of(view: View, fact: str) -> Decimal | None:
    """Return the value of a fact as a chart shows it, None where there is none."""
    value = view.fact(fact).value
    return Known(value, fact) if isinstance(value, Decimal) else None


def limit_of(view: View, name: str) -> Known:
    """Return a number of the standard, which every indicator and coefficient has."""
    fact = view.fact(f"standard.{name}")
    return Known(exact(str(fact.value)), fact.id)


def outlined_chart(
    report: Report,
    key: str,
    kind: str,
    categories: Sequence[str],
    series: Sequence[Series],
    places: str,
    thresholds: Sequence[Threshold] = (),
    highlighted: Iterable[int] = (),
    ceiling: str = "",
    **words: str,
) -> Chart | None:
    """Return a chart with the titles of the outline, None where there is nothing to show."""
    if all(value is None for each in series for value in each.values):
        return None
    outline = report.part(f"charts.{key}")
    marked = frozenset(highlighted)
    named = report.view.enumerated(categories[at] for at in sorted(marked) if categories[at])
    spoken = "description_marked" if named else "description"
    titled = "title_marked" if marked and "title_marked" in outline else "title"
    return Chart(
        kind=kind,
        title=report.say(f"charts.{key}.{titled}", **words),
        categories=categories,
        series=series,
        description=report.say(f"charts.{key}.{spoken}", marked=named, **words),
        category_title=report.say(f"charts.{key}.across", **words),
        value_title=report.say(f"charts.{key}.up", **words),
        number_format=places,
        thresholds=thresholds,
        highlighted=marked,
        labels=bool(outline["labels"]),
        maximum=report.part("charts")[ceiling] if ceiling else None,
        height_mm=outline.get("height_mm", 0),
    )
