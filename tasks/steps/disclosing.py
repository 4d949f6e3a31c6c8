"""Step: the counts of a county that may be published, without any small group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasks import catalogue
from tasks.steps import rulebook
from tasks.steps.cases import Case

if TYPE_CHECKING:
    import pandas as pd

    from tasks.disclosure.tables import Counts

STUDENTS = "students"
GROUPS = ("migrant", "left_behind", "disabled")


def public_files(case: Case) -> dict[str, bytes]:
    """Return the workbook that may be published, by its path.

    A school counts once its return gives all its pupils; the others are named in it. There
    is no workbook where no school does.
    """
    from tasks.disclosure.workbook import Names, disclosure_workbook

    students, left_out = _students(case)
    if students.empty:
        return {}
    codes, wording = catalogue.code_lists(), rulebook.template("disclosure")
    roster = case.season.roster
    schools = dict(zip(roster["school_code"], roster["school_name"], strict=True))
    names = Names(
        county=case.season.county_name,
        schools=schools,
        grades={name: codes[kind].title(name) for kind in ("grades", "levels")
                for name in codes[kind].codes},
        sexes={sex: codes["sexes"].title(sex) for sex in codes["sexes"].codes},
        ratings={level.code: level.title for level in rulebook.fitness_standard().levels},
    )  # fmt: skip
    limits = catalogue.notebook("disclosure")["small_groups"]
    left = [schools[code] for code in left_out]
    content = disclosure_workbook(_counts(case, students), names, left, limits, wording)
    return {wording["file"]: content}


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
    from tasks.indicators.fitness.pupils import scored_pupils
    from tasks.indicators.readings import Readings

    readings = Readings(case.returns, case.expected)
    scored = scored_pupils(readings, catalogue.code_lists(), rulebook.fitness_standard())
    if scored is None:
        return {}
    rated = scored[scored["level"].notna() & scored["school_code"].isin(schools)]
    found = rated.groupby(["grade", "sex", "level"], sort=False, observed=True).size()
    return {(str(grade), str(sex), str(level)): int(count)
            for (grade, sex, level), count in found.items()}  # fmt: skip
