"""The class that graduates, as earlier years know it, against what schools report of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from tasks.history.formula import Formula
from tasks.history.pupils import History
from tasks.history.queries import COUNTY
from tasks.history.rules import LEVELS, Rules
from tasks.history.successions import PERCENT, Lineage
from tasks.model import Fact, Findings, Source, Verdict
from tasks.rounding import DIGITS, printed

INTAKE, RETENTION = "intake", "retention_percent"
FIELD, GRADUATES = "cohort_intake", "cohort_graduates"


@dataclass(frozen=True)
class CohortCheck:
    """One figure of one cohort, reported and as earlier years make it.

    `school` is a school code or `COUNTY`; `figure` is `INTAKE` (pupils) or `RETENTION`
    (percent); `year` is when the cohort came in. MET means both agree, NOT_MET is a query;
    `difference` is reported less computed. `inputs` are the facts the computed figure needs
    beside `sources`, its cells in the history; `reported_inputs` those of the reported one.
    """

    school: str
    level: str
    figure: str
    year: int
    reported: Decimal | None
    from_years: Decimal | None
    difference: Decimal | None
    verdict: Verdict
    reason: str
    sources: tuple[Source, ...]
    inputs: tuple[str, ...] = ()
    reported_inputs: tuple[str, ...] = ()
    formula: str = ""

    @property
    def id(self) -> str:
        """Return the id of the fact that the computed figure becomes."""
        if self.school == COUNTY:
            return f"{COUNTY}.history.{self.level}.{self.figure}"
        return f"s.{self.school}.{self.level}.history.{self.figure}"


@dataclass(frozen=True)
class _Known:
    """What a computed figure is, or why there is none."""

    value: Decimal | None
    why: str = ""
    sources: tuple[Source, ...] = ()
    inputs: tuple[str, ...] = ()
    formula: str = ""


def check_cohorts(
    findings: Findings,
    history: History,
    lineage: Lineage,
    formula: Formula | None,
    rules: Rules,
) -> tuple[CohortCheck, ...]:
    """Return the checks of every school and level of the findings, then of the county.

    `formula` is the retention formula of the regime, None where it has none.
    """
    desk = _Desk(findings, history, lineage, formula, rules)
    checks: list[CohortCheck] = []
    for code, level in desk.units:
        intake = desk.intake(code, level)
        checks += [intake, desk.retention(intake)]
    for level in LEVELS:
        intakes = [each for each in checks if (each.level, each.figure) == (level, INTAKE)]
        if intakes:
            county = desk.county_intake(level, intakes)
            checks += [county, desk.retention(county)]
    return tuple(checks)


class _Desk:
    """Everything one check needs to look at."""

    def __init__(
        self,
        findings: Findings,
        history: History,
        lineage: Lineage,
        formula: Formula | None,
        rules: Rules,
    ) -> None:
        self.facts = findings.facts
        self.history = history
        self.lineage = lineage
        self.formula = formula
        self.rules = rules
        self.units = list(_units(findings.facts))
        self.unfinished: set[tuple[str, str]] = set()

    def name(self, code: str) -> str:
        """Return what people call a school, or the county."""
        if code == COUNTY:
            return self.rules.say("county")
        fact = self.facts.get(f"s.{code}.name")
        return fact.printed if fact else self.history.names.get(code, code)

    def cohort(self, level: str) -> tuple[int, str]:
        """Return when the class that graduates came in, and into which grade."""
        back = int(self.rules.number(f"cohorts.{level}.years_before"))
        return self.lineage.season - back, str(self.rules.at(f"cohorts.{level}.grade"))

    def intake(self, code: str, level: str) -> CohortCheck:
        """Return the check of the intake of one school."""
        year, _ = self.cohort(level)
        known = self._from_history(code, level)
        ids = (f"s.{code}.{level}.{FIELD}",)
        check = self._compare(code, level, INTAKE, year, known, self._sum(ids), ids)
        if known.value and self._has_no_last_class(code, level):
            self.unfinished.add((code, level))
            reason = self.rules.say("cohorts.no_last_class", school=self.name(code))
            return replace(check, difference=None, verdict=Verdict.NOT_CHECKED, reason=reason)
        return check

    def _has_no_last_class(self, code: str, level: str) -> bool:
        """Tell whether the pupils of a school finish elsewhere, as they do at teaching points.

        It reports nobody, and had nobody in the last grade the year before.
        """
        figures = [self._sum([f"s.{code}.{level}.{name}"]) for name in (FIELD, GRADUATES)]
        year, rows = self.lineage.season - 1, self.rules.codes["grades"].rows
        last = [grade for grade, row in rows.items() if row["level"] == level][-1]
        count = self.history.of(year, code, last)
        is_known = (year, code) in self.history.schools
        return not any(figures) and is_known and not (count and count.students)

    def _from_history(self, code: str, level: str) -> _Known:
        year, grade = self.cohort(level)
        doubt = self.lineage.doubt(code, year)
        if doubt:
            return _Known(None, doubt, self.lineage.sources([code], year))
        if year not in self.history.years:
            return _Known(None, self.rules.say("cohorts.no_year", year=year))
        shares = self.lineage.predecessors(code, year)
        missing = [old for old in shares if (year, old) not in self.history.schools]
        sources = self.lineage.sources([code, *shares], year)
        if missing:
            names = self.rules.listed(self.name(old) for old in missing)
            return _Known(None, self.rules.say("cohorts.no_school", year=year, schools=names))
        counts = {old: self.history.of(year, old, grade) for old in shares}
        total = sum(
            (count.students * shares[old] for old, count in counts.items() if count), Decimal(0)
        )
        cells = tuple(source for count in counts.values() if count for source in count.sources)
        return _Known(total, "", cells + sources, (), self._parts(year, grade, shares))

    def _parts(self, year: int, grade: str, shares: Mapping[str, Decimal]) -> str:
        parts = [self._part(old, share) for old, share in shares.items()]
        told = self.rules.say("plus").join(parts) or self.rules.say("facts.intake.none")
        title = self.rules.grade(grade)
        return self.rules.say("facts.intake.formula", year=year, grade=title, parts=told)

    def _part(self, old: str, share: Decimal) -> str:
        whole = self.rules.say("code_and_name", name=self.name(old), code=old)
        if share == 1:
            return whole
        percent = f"{(share * PERCENT).normalize():f}"
        return f"{whole} × {self.rules.say('share', percent=percent)}"

    def county_intake(self, level: str, intakes: Sequence[CohortCheck]) -> CohortCheck:
        """Return the check of the sum over all schools, closed ones included."""
        year, grade = self.cohort(level)
        ids = [f"s.{each.school}.{level}.{FIELD}" for each in intakes]
        known = self._whole_county(year, grade, intakes)
        check = self._compare(COUNTY, level, INTAKE, year, known, self._sum(ids), tuple(ids))
        return check if check.verdict is not Verdict.NOT_MET else self._with_orphans(check, grade)

    def _whole_county(self, year: int, grade: str, intakes: Sequence[CohortCheck]) -> _Known:
        unknown = [each for each in intakes if each.from_years is None]
        if unknown:
            names = self.rules.listed(self.name(each.school) for each in unknown)
            why = self.rules.say("cohorts.schools_open", count=len(unknown), schools=names)
            return _Known(None, why)
        counts = self.history.of_grade(year, grade)
        elsewhere = [each for each in intakes if (each.school, each.level) in self.unfinished]
        total = sum((each.students for each in counts), Decimal(0))
        less = sum((each.from_years or Decimal(0) for each in elsewhere), Decimal(0))
        sources = tuple(source for each in counts for source in each.sources)
        words = self.rules.say(
            f"facts.intake.county_formula{'_less' if elsewhere else ''}", year=year,
            grade=self.rules.grade(grade), students=less,
            schools=self.rules.listed(self.name(each.school) for each in elsewhere),
        )  # fmt: skip
        return _Known(total - less, "", sources, tuple(each.id for each in intakes), words)

    def _with_orphans(self, check: CohortCheck, grade: str) -> CohortCheck:
        """Return a county's check that names the closed schools nobody took over."""
        counts = [
            each
            for each in self.history.of_grade(check.year, grade)
            if each.students and not self.lineage.successors(each.school, check.year)
        ]
        if not counts:
            return check
        said = self.rules.say(
            "cohorts.without_successor",
            schools=self.rules.listed(self.name(each.school) for each in counts),
            students=sum((each.students for each in counts), Decimal(0)),
        )
        reason = self.rules.say("join").join([check.reason, said])
        return replace(check, reason=reason)

    def retention(self, intake: CohortCheck) -> CohortCheck:
        """Return the check of the retention that belongs to a checked intake."""
        code, level = intake.school, intake.level
        if self.formula is None:
            known = _Known(None, self.rules.say("cohorts.no_formula"))
            return self._compare(code, level, RETENTION, intake.year, known, None, ())
        ids = {field: self._ids(code, level, field) for field in self.formula.fields}
        figures = {field: self._sum(names) for field, names in ids.items()}
        every = tuple(name for names in ids.values() for name in names)
        known = self._recomputed(intake, figures, ids)
        return self._compare(
            code, level, RETENTION, intake.year, known, self._percent(figures), every
        )

    def _recomputed(
        self,
        intake: CohortCheck,
        figures: Mapping[str, Decimal | None],
        ids: Mapping[str, Sequence[str]],
    ) -> _Known:
        assert self.formula is not None
        others = tuple(name for field, names in ids.items() if field != FIELD for name in names)
        if intake.from_years is None or (intake.school, intake.level) in self.unfinished:
            return _Known(None, intake.reason, intake.sources)
        figures = {**figures, FIELD: intake.from_years}
        if None in figures.values():
            return _Known(None, self._why(others), intake.sources)
        found = self._percent(figures)
        words = self.rules.say(f"facts.{RETENTION}.formula", formula=self.formula.words)
        why = "" if found is not None else self.rules.say("cohorts.zero")
        return _Known(found, why, intake.sources, (intake.id, *others), words)

    def _percent(self, figures: Mapping[str, Decimal | None]) -> Decimal | None:
        known = {field: value for field, value in figures.items() if value is not None}
        if self.formula is None or len(known) < len(figures):
            return None
        return self.formula.percent(known)

    def _ids(self, code: str, level: str, field: str) -> tuple[str, ...]:
        if code != COUNTY:
            return (f"s.{code}.{level}.{field}",)
        return tuple(f"s.{each}.{level}.{field}" for each, other in self.units if other == level)

    def _sum(self, ids: Iterable[str]) -> Decimal | None:
        values = [self.facts[name].value if name in self.facts else None for name in ids]
        numbers = [value for value in values if isinstance(value, Decimal)]
        return sum(numbers, Decimal(0)) if len(numbers) == len(values) else None

    def _why(self, ids: Sequence[str]) -> str:
        """Return why some reported figures give nothing."""
        notes = [
            self.facts[name].note
            for name in ids
            if name in self.facts and not isinstance(self.facts[name].value, Decimal)
        ]
        is_there = not notes and all(name in self.facts for name in ids)
        otherwise = self.rules.say(f"cohorts.{'zero' if is_there else 'no_reported'}")
        return next(filter(None, notes), otherwise)

    def _compare(
        self,
        code: str,
        level: str,
        figure: str,
        year: int,
        known: _Known,
        reported: Decimal | None,
        reported_ids: tuple[str, ...],
    ) -> CohortCheck:
        difference, verdict, reason = None, Verdict.NOT_CHECKED, known.why
        if known.value is not None and reported is None:
            reason = self._why(reported_ids)
        elif known.value is not None and reported is not None:
            difference = _less(reported, known.value)
            agrees = abs(difference) <= self._tolerance(figure, known.value)
            verdict = Verdict.MET if agrees else Verdict.NOT_MET
            reason = "" if agrees else self._differs(code, level, figure, reported, known.value)
        return CohortCheck(
            code, level, figure, year, reported, known.value, difference, verdict, reason,
            known.sources, known.inputs, reported_ids, known.formula,
        )  # fmt: skip

    def _tolerance(self, figure: str, value: Decimal) -> Decimal:
        if figure == RETENTION:
            return self.rules.number("retention.tolerance_points")
        share = value * self.rules.number("intake.tolerance_percent") / PERCENT
        return max(self.rules.number("intake.tolerance_students"), share)

    def _differs(
        self, code: str, level: str, figure: str, reported: Decimal, from_years: Decimal
    ) -> str:
        words = self.rules.words(f"facts.{figure}")
        return self.rules.say(
            "cohorts.differs", school=self.name(code), level=self.rules.level(level),
            title=words["short"], unit=words["unit"], difference_unit=words["difference_unit"],
            reported=shown(reported, figure, self.rules),
            from_years=shown(from_years, figure, self.rules),
            difference=shown(abs(_less(reported, from_years)), figure, self.rules),
        )  # fmt: skip


def _less(value: Decimal, other: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = DIGITS
        return value - other


def _units(facts: Mapping[str, Fact]) -> Iterable[tuple[str, str]]:
    """Yield code and level of every school that is asked about a cohort."""
    for name in facts:
        parts = name.split(".")
        if parts[0] == "s" and parts[-1] == FIELD and parts[2:-1] in [[each] for each in LEVELS]:
            yield parts[1], parts[2]


def shown(value: Decimal, figure: str, rules: Rules) -> str:
    """Return a figure as it is printed."""
    return printed(value, places_of(value, figure, rules))


def places_of(value: Decimal, figure: str, rules: Rules) -> int:
    """Return how many decimals of a figure are printed; people are whole unless a share divides."""
    is_whole = figure == INTAKE and value == value.to_integral_value()
    return 0 if is_whole else int(rules.words(f"facts.{figure}")["places"])
