"""Step: the counts of a county that may be published, without any small group."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Fact
from tasks.steps.findings import rulebook
from tasks.steps.findings.cases import Case

if TYPE_CHECKING:
    import pandas as pd

    from tasks.disclosure.tables import Counts
    from tasks.disclosure.workbook import Names

STUDENTS = "students"
GROUPS = ("migrant", "left_behind", "disabled")
PUBLIC = "public"
LEAST = f"{PUBLIC}.least"
"""The fact that says how few pupils are not published."""

HIDDEN, COUNTED, LEFT_OUT = "hidden", "schools", "left_out"


def public_files(case: Case) -> dict[str, bytes]:
    """Return the workbook that may be published, by its path.

    A school counts once its return gives all its pupils; the others are named in it. There
    is no workbook where no school does.
    """
    from tasks.disclosure.workbook import disclosure_workbook

    students, left_out = _students(case)
    if students.empty:
        return {}
    names, wording = _names(case), rulebook.template("disclosure")
    left = [names.schools[code] for code in left_out]
    content = disclosure_workbook(_counts(case, students), names, left, _limits(), wording)
    return {wording["file"]: content}


def public_counts(case: Case) -> tuple[dict[str, Fact], dict[str, Any]]:
    """Return as facts the counts that may be published, and what else is said of them.

    That is which cells are `hidden`, whose `schools` are counted and whose are `left_out`, by
    code. A fact has neither sources nor inputs: they would tell what is hidden.
    """
    from tasks.disclosure.shown import shown_counts

    students, left_out = _students(case)
    if students.empty:
        return {}, {HIDDEN: [], COUNTED: [], LEFT_OUT: left_out}
    cells = shown_counts(_counts(case, students), _limits())
    titles = _titles(case)
    facts = [_public(LEAST, titles("least"), _limits()["least"]["value"])]
    facts += [_public(_id(cell), titles(cell), count)
              for cell, count in cells.items() if count is not None]  # fmt: skip
    about = {
        HIDDEN: [_id(cell) for cell, count in cells.items() if count is None],
        COUNTED: list(dict.fromkeys(students["school_code"])),
        LEFT_OUT: left_out,
    }
    return {fact.id: fact for fact in facts}, about


def _public(name: str, title: str, count: int) -> Fact:
    words = rulebook.template("disclosure")["facts"]
    return Fact(name, title, Decimal(count), str(count), unit=words["unit"],
                formula=words["formula"], places=0)  # fmt: skip


def _id(cell: str) -> str:
    return f"{PUBLIC}.{cell.replace('/', '.')}"


def _titles(case: Case) -> Callable[[str], str]:
    """Return what says in words what a cell counts."""
    words, names = rulebook.template("disclosure"), _names(case)
    facts = words["facts"]
    known = {**names.schools, **names.grades, **names.sexes, **names.ratings, **words["columns"]}

    def title(cell: str) -> str:
        table, *parts = cell.split("/")
        named = [known[part] for part in parts if part in known]
        return str(facts[table].format(of="".join(named)))

    return title


def _limits() -> Mapping[str, Any]:
    limits: Mapping[str, Any] = catalogue.notebook("disclosure")["small_groups"]
    return limits


def _names(case: Case) -> Names:
    from tasks.disclosure.workbook import Names

    codes, roster = catalogue.code_lists(), case.season.roster
    return Names(
        county=case.season.county_name,
        schools=dict(zip(roster["school_code"], roster["school_name"], strict=True)),
        grades={name: codes[kind].title(name) for kind in ("grades", "levels")
                for name in codes[kind].codes},
        sexes={sex: codes["sexes"].title(sex) for sex in codes["sexes"].codes},
        ratings={level.code: level.title for level in rulebook.fitness_standard().levels},
    )  # fmt: skip


def _students(case: Case) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of the schools that count all their pupils, and the other schools."""
    import pandas as pd

    from tasks.indicators.readings import Readings

    order = case.season.roster["school_code"].tolist()
    frame = Readings(case.returns, case.expected).frame(STUDENTS)
    if frame is None:
        return pd.DataFrame(), order
    counts = [*catalogue.code_lists()["sexes"].codes, *GROUPS]
    filled = frame[frame[counts].notna().any(axis=1)]
    students = filled[list(catalogue.code_lists()["sexes"].codes)].sum(axis=1)
    unsound = filled[counts].isna().any(axis=1) | (filled[list(GROUPS)].max(axis=1) > students)
    incomplete = set(filled.loc[unsound.fillna(True), "school_code"])
    complete = filled[~filled["school_code"].isin(incomplete)]
    ranked = complete.assign(_rank=complete["school_code"].map(order.index))
    counted = set(complete["school_code"])
    owing = {each.school for each in case.expected if each.form == "school_return"}
    left_out = [code for code in order if code not in counted and code in owing]
    return ranked.sort_values(["_rank", "_row"]), left_out


def _counts(case: Case, students: pd.DataFrame) -> Counts:
    from tasks.disclosure.tables import Counts

    codes = catalogue.code_lists()
    sexes, grades = list(codes["sexes"].codes), codes["grades"]
    rows = students.to_dict("records")
    groups = students.groupby("school_code", sort=False)[list(GROUPS)].sum()
    return Counts(
        students={(row["school_code"], row["grade"], sex): int(row[sex])
                  for row in rows for sex in sexes},
        groups={(str(school), name): int(row[name])
                for school, row in groups.iterrows() for name in GROUPS},
        fitness=_fitness(case, set(students["school_code"])),
        levels={level: [grade for grade in grades.codes if grades.rows[grade]["level"] == level]
                for level in codes["levels"].codes},
        sexes=sexes,
        ratings=[level.code for level in rulebook.fitness_standard().levels],
    )  # fmt: skip


def _fitness(case: Case, schools: set[str]) -> dict[tuple[str, str, str], int]:
    """Return how many pupils of some schools have a level of fitness, by grade and sex."""
    scored = case.scored
    if scored is None:
        return {}
    rated = scored[scored["level"].notna() & scored["school_code"].isin(schools)]
    found = rated.groupby(["grade", "sex", "level"], sort=False, observed=True).size()
    return {(str(grade), str(sex), str(level)): int(count)
            for (grade, sex, level), count in found.items()}  # fmt: skip
