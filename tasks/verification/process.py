"""What a package counts of its own making, counted once more from what it lists line by line.

`数据/facts_process.json` has the facts of these counts, and the lines: problems of the register,
outcomes of checks, attempts of returns, explanations and the points that documents are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from tasks.model import Verdict

PROBLEMS, CHECKS, ATTEMPTS = "county.rectification", "county.checks", "county.attempts"
WHOLE = "all"
PARTIES = ("school", "both", "county", WHOLE)
STATES: Mapping[str, tuple[str, ...]] = {
    "open": ("open", "reopened"),
    "in_progress": ("in_progress",),
    "closed_by_data": ("closed_by_data",),
    "closed_by_decision": ("closed_by_decision",),
}
PASSED, FAILED, NOT_RUN = (str(each) for each in (
    Verdict.MET, Verdict.NOT_MET, Verdict.NOT_CHECKED,
))  # fmt: skip
Lines = Mapping[str, Any]


class Process:
    """The book of the counts, the counts of its lines, and the texts that were quoted."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the parsed file."""
        self.facts: Mapping[str, Mapping[str, Any]] = {each["id"]: each for each in data["facts"]}
        self.lines: Lines = data["lines"]
        self.texts = frozenset(self.lines["texts"])
        self.counts = recounted(self.lines)

    def points(self, regime: str) -> Sequence[Lines]:
        """Return the points that a regime asks documents for."""
        found: Sequence[Lines] = self.lines["points"].get(regime, ())
        return found


def recounted(lines: Lines) -> dict[str, int]:
    """Return every count that the lines give, by the id of its fact."""
    return {**_problems(lines), **_checks(lines), **_attempts(lines)}


def _problems(lines: Lines) -> dict[str, int]:
    found: dict[str, int] = {}
    for party in PARTIES:
        mine = [each for each in lines["problems"] if party in (each["party"], WHOLE)]
        found[f"{PROBLEMS}.{party}.found"] = len(mine)
        for name, states in STATES.items():
            found[f"{PROBLEMS}.{party}.{name}"] = _number(mine, lambda x, s=states: x["state"] in s)
        found[f"{PROBLEMS}.{party}.carried_over"] = _number(
            mine, lambda x: x["opened_in"] < lines["edition"]
        )
    if lines["day"]:
        day = date.fromisoformat(lines["day"])
        for each in lines["problems"]:
            if each["deadline"]:
                late = (day - date.fromisoformat(each["deadline"])).days
                found[f"{PROBLEMS}.{each['id']}.days_overdue"] = late
    return found


def _number(lines: list[Lines], fits: Callable[..., bool]) -> int:
    return sum(1 for each in lines if fits(each))


def _checks(lines: Lines) -> dict[str, int]:
    """Return the counts of all rules together, and of each rule that any line names."""
    explained: Counter[str] = Counter(lines["explained"])
    outcomes = lines["checks"]
    rules = dict.fromkeys(rule for _, rule, _, _ in outcomes)
    verdicts = Counter(verdict for _, _, verdict, _ in outcomes)
    found = {
        "returns": len({submission for submission, _, _, _ in outcomes}),
        "rules": len(rules),
        "run": verdicts[PASSED] + verdicts[FAILED],
        "passed": verdicts[PASSED],
        "failed": verdicts[FAILED],
        "not_run": verdicts[NOT_RUN],
        "explained": sum(explained[rule] for rule in rules),
    }
    failed: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    not_run: Counter[str] = Counter()
    for _, rule, verdict, cells in outcomes:
        failed[rule] += verdict == FAILED
        failures[rule] += cells if verdict == FAILED else 0
        not_run[rule] += verdict == NOT_RUN
    kinds = {"failed": failed, "failures": failures, "not_run": not_run, "explained": explained}
    found.update((f"{rule}.{name}", counts[rule]) for rule in rules
                 for name, counts in kinds.items())  # fmt: skip
    return {f"{CHECKS}.{name}": count for name, count in found.items()}


def _attempts(lines: Lines) -> dict[str, int]:
    found: dict[str, int] = Counter()
    for _, form, attempts in lines["returns"]:
        found[f"{ATTEMPTS}.{form}.owed"] += 1
        found[f"{ATTEMPTS}.{form}.came"] += attempts > 0
        found[f"{ATTEMPTS}.{form}.attempts"] += attempts
    return dict(found)
