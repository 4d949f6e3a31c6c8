"""Problems and proposals as texts: for documents, and for the notice to the bureau."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tasks.layouts import CodeList
from tasks.rectification.overdue import Proposal
from tasks.rectification.problems import Problem

PLAIN = (
    "id", "source", "item", "level", "school", "description", "advice", "party", "measure",
    "owner", "person", "helping_units", "progress", "evidence", "appeal", "appeal_outcome",
    "opened_in", "history", "fact", "standard", "data_state",
)  # fmt: skip


def problem_texts(
    problems: Iterable[Problem],
    proposed: Iterable[Proposal],
    codes: Mapping[str, CodeList],
    words: Mapping[str, Any],
) -> list[dict[str, str]]:
    """Return each problem as texts by name, ready to be printed; what is absent is empty.

    `fact` is the id of the fact it rests on. `state`, `handling` and `verdict` are codes,
    `state_title`, `handling_title`, `source_title` and `level_title` what people read.
    `proposal` and `days` are empty where nothing is proposed; `decision` is empty where no
    decision closes the problem.
    """
    by_id = {each.problem.id: each for each in proposed}
    return [
        _texts(number, each, by_id.get(each.id), codes, words)
        for number, each in enumerate(problems, 1)
    ]


def _texts(
    number: int,
    problem: Problem,
    proposal: Proposal | None,
    codes: Mapping[str, CodeList],
    words: Mapping[str, Any],
) -> dict[str, str]:
    def title(name: str, code: str | None) -> str:
        return codes[name].title(code) if code else ""

    found = {name: str(getattr(problem, name)) for name in PLAIN}
    return found | {
        "number": str(number),
        "deadline": problem.deadline.isoformat() if problem.deadline else "",
        "state": str(problem.state),
        "state_title": title("rectification_states", problem.state),
        "handling": str(problem.handling or ""),
        "handling_title": title("rectification_handling", problem.handling),
        "source_title": title("problem_sources", problem.source),
        "level_title": title("levels", problem.level),
        "verdict": str(problem.verdict or ""),
        "decision": _decision(problem, words["texts"]) if problem.is_decided else "",
        "proposal": words["proposals"][proposal.name] if proposal else "",
        "days": str(proposal.days) if proposal else "",
    }


def _decision(problem: Problem, words: Mapping[str, Any]) -> str:
    assert problem.decided_on is not None
    day = problem.decided_on.isoformat()
    return str(
        words["decision"].format(day=day, by=problem.decided_by, reason=problem.decision_reason)
    )


def overdue_notice(
    proposed: Sequence[Proposal],
    day: date,
    county_name: str,
    schools: Mapping[str, str],
    rules: Mapping[str, Any],
    words: Mapping[str, Any],
) -> str:
    """Return the notice that proposes to the bureau what might be done; it decides nothing.

    `rules` is the file `overdue` of the conventions, `words` the wording.
    """
    notice, titles = words["notice"], words["proposals"]
    steps = sorted(rules["proposals"], key=lambda each: each["from_days"])
    scale = notice["between"].join(
        notice["step"].format(days=each["from_days"], proposal=titles[each["name"]])
        for each in steps
    )
    lines = "\n".join(
        notice["line"].format(
            number=number,
            proposal=titles[each.name],
            school_name=schools.get(each.problem.school, each.problem.school) or county_name,
            description=each.problem.description,
            owner=each.problem.owner,
            deadline=each.problem.deadline,
            days=each.days,
            progress=each.problem.progress or notice["no_progress"],
        )
        for number, each in enumerate(proposed, 1)
    )
    return str(notice["text"].format(county_name=county_name, day=day, scale=scale, lines=lines))
