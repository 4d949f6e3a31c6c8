"""Where problems come from: what the data miss, and what reviewers write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from tasks.layouts import CodeList
from tasks.model import Findings, Judgement, Verdict
from tasks.problem_ids import problem_id
from tasks.rectification.problems import FINDINGS, OPINION, Problem

COUNTY, OVERALL, SCHOOL = "county", "overall", "school"
DECLARATION, CV = "declaration.", ".cv"
ADVICE = ("basis", "suggestion", "reviewer")


@dataclass(frozen=True)
class Opinion:
    """One row of the form of the reviewers; `school` is empty for the county."""

    problem: str
    item: str = ""
    school: str = ""
    basis: str = ""
    suggestion: str = ""
    deadline: date | None = None
    reviewer: str = ""


def latest_of_each(files: Iterable[Sequence[Opinion]]) -> Iterator[Opinion]:
    """Yield the opinions of each reviewer as the last file that names the reviewer has them.

    `files` are the oldest first.
    """
    latest: dict[str, list[Opinion]] = {}
    for opinions in files:
        named: dict[str, list[Opinion]] = {}
        for each in opinions:
            named.setdefault(each.reviewer, []).append(each)
        latest |= named
    for opinions in latest.values():
        yield from opinions


@dataclass(frozen=True)
class Ground:
    """What problems are read from: findings, the standards they were found under, and names.

    `schools` gives names by code in the order of the roster; `words` is the wording.
    """

    findings: Findings
    standards: Mapping[str, Any]
    codes: Mapping[str, CodeList]
    schools: Mapping[str, str]
    words: Mapping[str, Any]

    def responsible(self, item: str) -> Mapping[str, Any]:
        """Return who must act on an item: `party`, `lead`, `units` and `materials`."""
        known = self.standards["responsibility"]
        found: Mapping[str, Any] = known["items"].get(item, known["other"])
        return found

    def of_subject(self, item: str, school: str) -> list[Judgement]:
        """Return the judgements of all levels on one item of a school, or of the county."""
        return self._judged.get((school or COUNTY, item), [])

    @cached_property
    def _judged(self) -> Mapping[tuple[str, str], list[Judgement]]:
        found: dict[tuple[str, str], list[Judgement]] = {}
        for each in self.findings.judgements:
            found.setdefault((each.subject, each.item), []).append(each)
        return found


def missed(ground: Ground) -> Iterator[Problem]:
    """Yield a problem for each thing that is not met, by county, school and level.

    What sums others up is none, and what a school lacks of an item that the county is judged
    by stands with the county.
    """
    judged = [each for each in ground.findings.judgements if each.verdict is Verdict.NOT_MET]
    summaries = {*ground.standards["regime"]["parts"], OVERALL}
    of_county = {each.item for each in judged if each.subject == COUNTY}
    for each in judged:
        with_county = each.subject != COUNTY and _county_item(ground, each.item) in of_county
        if each.item not in summaries and not with_county:
            yield _from_judgement(ground, each)


def from_opinions(ground: Ground, opinions: Iterable[Opinion]) -> Iterator[Problem]:
    """Yield a problem for each thing that reviewers wrote, the same words once."""
    found: dict[str, Problem] = {}
    for each in opinions:
        number = problem_id(OPINION, each.item, "", each.school, each.problem)
        advice = [
            ground.words["advice"][name].format(text=text)
            for name in ADVICE
            if (text := getattr(each, name))
        ]
        problem = Problem(
            number, OPINION, each.item, school=each.school, description=each.problem,
            advice="\n".join(advice), deadline=each.deadline,
        )  # fmt: skip
        found[number] = _owned(ground, problem)
    yield from found.values()


def with_data(ground: Ground, problem: Problem) -> Problem:
    """Return a problem with what the data of now say of its item."""
    judged = ground.of_subject(problem.item, problem.school) if problem.item else []
    if problem.source == FINDINGS:
        judged = [each for each in judged if each.level == problem.level]
    party = str(ground.responsible(problem.item)["party"])
    verdict = _together(judged)
    problem = replace(problem, party=party, verdict=verdict, fact="", standard="", data_state="")
    if not judged:
        return replace(problem, data_state=ground.words["data"]["silent"] if problem.item else "")
    first = next((each for each in judged if each.verdict is verdict), judged[0])
    said = "\n".join(_data_state(ground, each, one_of=len(judged)) for each in judged)
    return replace(problem, fact=first.fact, standard=first.standard, data_state=said)


def _together(judged: Sequence[Judgement]) -> Verdict | None:
    """Return the verdict on several levels: what one misses is missed, what all meet is met."""
    verdicts = {each.verdict for each in judged}
    if Verdict.NOT_MET in verdicts:
        return Verdict.NOT_MET
    return next(iter(verdicts)) if len(verdicts) == 1 else Verdict.NOT_CHECKED if judged else None


def _from_judgement(ground: Ground, judgement: Judgement) -> Problem:
    school = "" if judgement.subject == COUNTY else judgement.subject
    item, level = judgement.item, judgement.level
    problem = Problem(
        problem_id(FINDINGS, item, level, school), FINDINGS, item, level, school,
        description=_description(ground, judgement),
    )  # fmt: skip
    return _owned(ground, problem)


def _owned(ground: Ground, problem: Problem) -> Problem:
    """Return the problem with who is proposed to act: the unit that leads, those that help."""
    entry, words = ground.responsible(problem.item), ground.words["units"]
    name = ground.schools.get(problem.school, "") or words["schools"]
    units = str(entry["units"]).split(words["between"])
    helping = [unit for unit in units if unit != entry["lead"]]
    named = [name if unit == words["school"] else unit for unit in (entry["lead"], *helping)]
    return replace(problem, owner=named[0], helping_units=words["between"].join(named[1:]))


def _county_item(ground: Ground, item: str) -> str:
    """Return the county's item that an item of a school speaks to; mostly it is the same."""
    if not item.startswith(DECLARATION):
        return item
    return str(ground.codes["declarations"].rows[item.removeprefix(DECLARATION)]["item"])


def _description(ground: Ground, judgement: Judgement) -> str:
    item, words = judgement.item, ground.words["problems"]
    level = ground.codes["levels"].title(judgement.level) if judgement.level else ""
    title, kind = _title(ground, judgement), "requirement"
    if item.startswith(DECLARATION):
        title, kind = ground.codes["declarations"].title(item.removeprefix(DECLARATION)), "declared"
    elif item.endswith(CV):
        kind = "coefficient"
    elif judgement.fact.endswith(f".{item}"):
        kind = "short"
    return str(words[kind].format(item=item, level=level, title=title))


def _title(ground: Ground, judgement: Judgement) -> str:
    """Return what an item is called: an indicator by its sheet, others by their answer."""
    head = judgement.item.partition(".")[0]
    parts = ground.standards["regime"]["parts"].values()
    for sheet in dict.fromkeys(part.get("sheet", "") for part in parts):
        entry = ground.standards.get(sheet, {}).get(head, {})
        if isinstance(entry, Mapping) and "short" in entry:
            return str(entry["title"])
    facts = ground.findings.facts
    for name in (f"{COUNTY}.{judgement.item}.result", judgement.fact):
        if name in facts:
            return facts[name].title
    return judgement.item


def _data_state(ground: Ground, judgement: Judgement, one_of: int) -> str:
    """Return where the data stand on one judgement, and the standard."""
    words, facts = ground.words["data"], ground.findings.facts
    fact = facts.get(judgement.fact)
    level = ground.codes["levels"].title(judgement.level) if one_of > 1 and judgement.level else ""
    value = f"{fact.printed}{fact.unit}" if fact else words["no_value"]
    is_told = judgement.fact.endswith(f".{judgement.item}") or not judgement.reason
    reason = "" if is_told else words["because"].format(reason=judgement.reason)
    said = words[str(judgement.verdict)].format(
        level=level, value=value, standard=judgement.standard, reason=reason
    )
    return str(said)
