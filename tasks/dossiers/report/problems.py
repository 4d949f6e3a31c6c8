"""What people write: what was done, what is wrong and whose it is, what comes next.

The verdicts say what to write about; who must act stands with the standards, by item. What the
register of problems says of measures, progress and deadlines is printed with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tasks.dossiers.problem_list import (
    PARTIES,
    RESPONSIBILITY,
    carried_over,
    of_item,
    responsible,
    subject_of,
    to_fill,
    together,
)
from tasks.dossiers.problem_list import Problem as Entry
from tasks.dossiers.report.answers import answer_to
from tasks.dossiers.report.items import disagreeing, item_state, view_items
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement, Verdict

DECLARATION = "declaration"
FORM_TABLES = {"guarantee": "table_4", "quality": "table_5"}


@dataclass(frozen=True)
class Problem:
    """One thing that is not met: by the county, or by some schools at one level."""

    item: str
    level: str
    judgements: tuple[Judgement, ...]

    @property
    def is_of_county(self) -> bool:
        """Tell whether the county itself is judged."""
        return self.judgements[0].subject == COUNTY


def write_practices(report: Report) -> None:
    """Append the chapter that people write, with what the numbers suggest to write about."""
    view = report.view
    report.heading("practices")
    report.body("practices.how")
    rows: list[list[CellContent]] = []
    room = report.part("practices")["empty_lines"]
    for part, entry in report.part("practices.parts").items():
        answer = answer_to(view.judgement(COUNTY, part))
        hint = report.sentence(f"practices.parts.{part}.{answer}")
        rows.append([entry["title"], hint, Cell("\n" * room, shade="noted")])
    report.table("practices", rows)


def write_problems(report: Report) -> None:
    """Append what is not met, by who must act, what reviewers found, and last year's."""
    report.heading("problems")
    found = problems(report)
    report.body("problems.how" if found else "problems.none")
    for party in PARTIES:
        mine = [each for each in found if _party(report, each) == party]
        if mine:
            rows = [[str(at), *_problem_row(report, each)] for at, each in enumerate(mine, 1)]
            report.table("problems", rows, party=_party_title(report, party))
    _write_opinions(report)
    _write_carried(report)


def _write_opinions(report: Report) -> None:
    view = report.view
    found = [each for each in view.enclosures.problems if each["source"] == "opinion"]
    rows: list[list[CellContent]] = [
        [str(at), subject_of(view, each), each["description"], each["owner"], each["state_title"]]
        for at, each in enumerate(found, 1)
    ]
    if rows:
        report.body("problems.opinions")
        report.table("opinions", rows)


def _write_carried(report: Report) -> None:
    """Append what became of the problems of earlier years, each by name."""
    view = report.view
    rows: list[list[CellContent]] = [
        [str(at), report.say("problems.year", year=each["opened_in"]), subject_of(view, each),
         each["description"], each["state_title"]]
        for at, each in enumerate(carried_over(view), 1)
    ]  # fmt: skip
    if rows:
        report.body("problems.carried")
        report.table("carried", rows)


def write_measures(report: Report) -> None:
    """Append the chapter that people write, with how far each standard is away."""
    report.heading("measures")
    found = problems(report)
    if not found:
        report.body("measures.none")
        return
    report.body("measures.how")
    for party in PARTIES:
        mine = [each for each in found if _party(report, each) == party]
        rows = [*_county_distances(report, mine), *_school_distances(report, mine)]
        if rows:
            numbered = [[str(at), *row] for at, row in enumerate(rows, 1)]
            report.table("measures", numbered, party=_party_title(report, party))


def _party(report: Report, problem: Problem) -> str:
    return str(responsible(report.view, problem.item)["party"])


def _party_title(report: Report, party: str) -> str:
    return str(report.part("problems.parties")[party]["title"])


def _from_register(report: Report, entries: Sequence[Entry]) -> list[CellContent]:
    """Return measures with progress, and the deadline, as the register has them."""
    between = report.say("measures.between")
    measures = together(entries, "measure", between)
    progress = together(entries, "progress", between)
    told = report.say("measures.progress", progress=progress) if progress else ""
    text = between.join(filter(None, (measures, told)))
    return [to_fill(text), to_fill(together(entries, "deadline", between))]


def problems(report: Report) -> list[Problem]:
    """Return what is not met, resources first, each item and level once.

    What a school lacks of an item that the county is judged by stands with the county.
    """
    view = report.view
    together: dict[tuple[str, str], list[Judgement]] = {}
    judged = view.judgements(verdict=Verdict.NOT_MET)
    of_county = {each.item for each in judged if each.subject == COUNTY}
    for each in judged:
        item = each.item
        if item in report.view.summaries or (
            each.subject != COUNTY and _county_item(report, item) in of_county
        ):
            continue
        together.setdefault((item, each.level), []).append(each)
    found = [Problem(item, level, tuple(each)) for (item, level), each in together.items()]
    places = _places(report)
    return sorted(found, key=lambda each: places.get((each.item, each.level), len(places)))


def _county_item(report: Report, item: str) -> str:
    """Return the county's item that an item of a school speaks to; mostly it is the same."""
    head, _, code = item.partition(".")
    return report.view.codes["declarations"].rows[code]["item"] if head == DECLARATION else item


def _places(report: Report) -> dict[tuple[str, str], int]:
    """Return the place of each item and level in the list of problems."""
    levels = ("", *report.view.levels)
    pairs = [
        (item, level) for item in report.view.standards[RESPONSIBILITY]["items"] for level in levels
    ]
    return {pair: at for at, pair in enumerate(pairs)}


def _problem_row(report: Report, problem: Problem) -> list[CellContent]:
    view = report.view
    if problem.is_of_county:
        concerned: list[Piece] = [view.number("county.name")]
        schools = list(_schools_behind(report, problem))
        if schools:
            concerned = report.names(schools)
    else:
        concerned = report.names(each.subject for each in problem.judgements)
    return [_title(report, problem), concerned, str(responsible(view, problem.item)["units"])]


def _schools_behind(report: Report, problem: Problem) -> Iterator[str]:
    """Yield the schools for which the county misses an item."""
    view = report.view
    codes = [
        f"{DECLARATION}.{code}"
        for code, row in view.codes["declarations"].rows.items()
        if row["item"] == problem.item
    ]
    found = [
        each.subject
        for item in (problem.item, *codes)
        for each in view.judgements(item=item, verdict=Verdict.NOT_MET)
        if each.subject != COUNTY
    ]
    yield from dict.fromkeys(found)


def _title(report: Report, problem: Problem) -> str:
    view, item = report.view, problem.item
    words = {"level": view.level_title(problem.level), "item": view.item_title(item)}
    if item in view.requirements:
        return report.say("problems.requirement", title=view.requirements[item].title, **words)
    kind = "coefficient" if problem.is_of_county else "schools"
    if item.startswith(DECLARATION):
        kind = "declaration"
    return report.say(f"problems.{kind}", **words)


def _county_distances(report: Report, found: Sequence[Problem]) -> Iterator[list[CellContent]]:
    view = report.view
    for problem in found:
        if not problem.is_of_county:
            continue
        judgement = problem.judgements[0]
        title = view.item_title(problem.item)
        if problem.level:
            title = _title(report, problem)
        told = _from_register(report, of_item(view, problem.item, level=problem.level))
        yield [view.number("county.name"), title, _state(report, judgement), *told]


def _state(report: Report, judgement: Judgement) -> list[Piece]:
    """Return where the county stands on an item, and the standard."""
    words = {"standard": judgement.standard}
    for part, table in FORM_TABLES.items():
        if judgement.item in view_items(report, part):
            state = item_state(report, table, judgement.item)
            standard = report.say("measures.standard", **words)
            return [*state, standard, *disagreeing(report, judgement.item)]
    unit = report.view.fact(judgement.fact).unit
    return report.sentence("measures.fact", judgement.fact, unit=unit, **words)


def _school_distances(report: Report, found: Sequence[Problem]) -> Iterator[list[CellContent]]:
    """Yield a row for each school and level with all it lacks."""
    view = report.view
    units = {each.id: each.amount_unit for each in view.indicators}
    lacking: dict[tuple[str, str], list[Judgement]] = {}
    for problem in found:
        if not problem.is_of_county:
            for each in problem.judgements:
                lacking.setdefault((each.subject, each.level), []).append(each)
    order = {school.code: school.number for school in view.schools}
    for (school, level), judged in sorted(lacking.items(), key=lambda each: order[each[0][0]]):
        pieces: list[Piece] = []
        for each in judged:
            pieces += [report.say("measures.between"), *_lack(report, each, units)]
        title = view.level_title(level) or view.no_value
        entries = [one for each in judged for one in of_item(view, each.item, school, level)]
        yield [view.name_of(school), title, pieces[1:], *_from_register(report, entries)]


def _lack(report: Report, judgement: Judgement, units: Mapping[str, str]) -> list[Piece]:
    view, item = report.view, judgement.item
    title = view.item_title(item)
    if item in units:
        own = f"s.{judgement.subject}.{judgement.level}.{item}"
        return report.sentence("measures.shortfall", own, title=title, unit=units[item])
    return report.sentence("measures.fact_of_school", judgement.fact, title=title)
