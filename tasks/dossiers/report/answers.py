"""Which of the variants of a sentence fits: met, just met, not met, or not checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from tasks.dossiers.last_year import change
from tasks.dossiers.report.writer import FILE, REPORTS
from tasks.dossiers.view import COUNTY, View
from tasks.model import Judgement, Verdict
from tasks.rounding import exact

JUST_MET = "just_met"


def answer_to(judgement: Judgement | None, *, is_close: bool = False) -> str:
    """Return the key of the variant; what is met by little is `just_met`."""
    verdict = judgement.verdict if judgement else Verdict.NOT_CHECKED
    return JUST_MET if verdict is Verdict.MET and is_close else str(verdict)


def close_coefficients(view: View, level: str) -> list[str]:
    """Return the items whose coefficient of variation keeps its limit by little."""
    limit = exact(view.standards["regime"]["balance"]["maximum"][level])
    return [
        f"{each.id}.cv"
        for each in view.indicators
        if _is_close(view, view.fact(f"{COUNTY}.{level}.{each.id}.cv").value, limit)
        and _is_met(view.judgement(COUNTY, f"{each.id}.cv", level))
    ]


def change_of(view: View, fact: str) -> str:
    """Return improved, fell, same or not_compared: a number beside last year's."""
    return change(view.facts, fact, view.part(REPORTS, "compared"))


def is_indicator_close(view: View, school: str, item: str, level: str) -> bool:
    """Tell whether a school's indicator is above its minimum by little."""
    minimum = exact(view.standards["resources"][item]["minimum"][level])
    return _is_close(view, view.fact(f"s.{school}.{level}.{item}").value, minimum)


def is_recognition_close(view: View) -> bool:
    """Tell whether the satisfaction is above its minimum by little."""
    minimum = exact(view.standards["recognition"]["R"]["minimum_percent"])
    return _is_close(view, view.fact(f"{COUNTY}.R.percent").value, minimum)


def _is_close(view: View, value: Decimal | str | None, limit: Decimal) -> bool:
    share = exact(view.part(FILE, "just_met")["within_share_of_standard"])
    return isinstance(value, Decimal) and abs(value - limit) <= share * limit


def _is_met(judgement: Judgement | None) -> bool:
    return judgement is not None and judgement.verdict is Verdict.MET


def with_verdict(
    view: View, items: Iterable[str], verdict: Verdict, level: str = ""
) -> list[Judgement]:
    """Return the county's judgements on `items` that have this verdict, in their order."""
    judged = (view.judgement(COUNTY, item, level) for item in items)
    return [each for each in judged if each is not None and each.verdict is verdict]


def missed(view: View, items: Iterable[str], level: str = "") -> list[Judgement]:
    """Return the county's judgements on `items` that miss by what is known, final or not."""
    judged = (view.judgement(COUNTY, item, level) for item in items)
    return [each for each in judged if each is not None and each.distance is not None]


def schools_with(view: View, item: str, level: str, verdict: Verdict) -> list[str]:
    """Return the codes of the schools with this verdict on an item, in the roster's order."""
    found = view.judgements(item=item, level=level, verdict=verdict)
    return [each.subject for each in found if each.subject != COUNTY]


def met_everywhere(view: View, level: str) -> list[str]:
    """Return the indicators that every evaluated school of a level meets."""
    return [each.id for each in view.indicators if _all_met(_of_schools(view, each.id, level))]


def _of_schools(view: View, item: str, level: str) -> Sequence[Judgement]:
    return [each for each in view.judgements(item=item, level=level) if each.subject != COUNTY]


def _all_met(judged: Sequence[Judgement]) -> bool:
    return bool(judged) and all(each.verdict is Verdict.MET for each in judged)
