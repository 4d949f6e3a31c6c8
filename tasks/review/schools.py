"""The pages of schools: how they were judged, what they handed in, and who was left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tasks.model import BUREAU, Issue, Source, Verdict
from tasks.review.addresses import COUNTY, SELF_CHECK, file_page
from tasks.review.side_view import SideView


def school_rows(view: SideView) -> list[dict[str, Any]]:
    """Return every school of the roster with how many of its requirements are met."""
    found = []
    for number, (code, name) in enumerate(view.names.items(), 1):
        judged = view.by_subject.get(code, ())
        found.append({
            "number": number, "code": code, "name": name, "href": view.at.school(code),
            "type": _text(view, f"s.{code}.type"), "area": _text(view, f"s.{code}.urban_rural"),
            "counts": {
                str(verdict): sum(each.verdict is verdict for each in judged)
                for verdict in Verdict
            },
        })  # fmt: skip
    return found


def _text(view: SideView, fact: str) -> str:
    return view.facts[fact].printed if fact in view.facts else ""


def school_page(view: SideView, school: str, has_facts: bool) -> dict[str, Any]:
    """Return what the page of one school says."""
    received = {each.submission: each for each in view.given.received}
    return {
        "code": school,
        "name": view.name(school),
        "type": _text(view, f"s.{school}.type"),
        "area": _text(view, f"s.{school}.urban_rural"),
        "rows": [
            view.row(each)
            for each in sorted(
                view.by_subject.get(school, ()), key=lambda each: each.item.startswith(SELF_CHECK)
            )
        ],
        "facts": f"{view.at.below if has_facts else ''}facts/{school}.html",
        "returns": [
            {
                "form": view.words["forms"].get(each.form, each.form),
                "standing": view.words["returns"][str(each.status or "missing")],
                "attempt": (each.submission or "").rpartition("/")[2],
                "received": received.get(each.submission or ""),
                "href": file_page(each.submission) if each.submission in received else "",
            }
            for each in view.findings.expected
            if each.school == school
        ],
        "exclusions": [each for each in view.findings.exclusions if each.school == school],
        "gaps": [each for each in view.findings.gaps if each.school == school],
        "issues": _issues(view, school),
        "explanations": [row for row in explained(view) if row["code"] == school],
        "evidence": view.given.evidence.get(school, ()),
    }


def _issues(view: SideView, school: str) -> list[dict[str, str]]:
    """Return what is still open with a school, without what an accepted explanation answers."""
    answered = {issue for issue, _ in view.given.explanations.get(school, ())}
    issues: Iterable[Issue] = view.given.issues.get(school, ())
    return [
        {
            "severity": view.words["severities"][str(issue.severity)],
            "message": issue.message,
            "sheet": issue.sheet,
            "cell": issue.cell,
            "href": _cell(view, issue),
        }
        for issue in sorted(issues)
        if issue not in answered
    ]


def _cell(view: SideView, issue: Issue) -> str:
    return view.at.cell(Source(issue.submission, "", issue.sheet, issue.cell)) if issue.cell else ""


def explained(view: SideView) -> list[dict[str, str]]:
    """Return every query that an accepted explanation has answered, school by school."""
    kinds = view.given.codes["explanation_kinds"].rows
    return [
        {
            "code": school,
            "school": view.name(school),
            "message": issue.message,
            "sheet": issue.sheet,
            "cell": issue.cell,
            "href": _cell(view, issue),
            "kind": kinds[said.kind]["title"] if said.kind in kinds else said.kind,
            "text": said.text,
            "evidence": said.evidence,
            "comment": said.comment,
        }
        for school in (BUREAU, *view.names)
        for issue, said in sorted(view.given.explanations.get(school, ()))
    ]


def left_out(view: SideView) -> dict[str, Any]:
    """Return who is left out of a calculation, and which returns are missing."""
    return {
        "exclusions": [
            {"school": view.name(each.school), "href": _page(view, each.school),
             "level": view.level(each.level), "items": each.items, "reason": each.reason,
             "clause": each.clause}
            for each in view.findings.exclusions
        ],
        "gaps": [
            {"school": view.name(each.school), "href": _page(view, each.school),
             "form": view.words["forms"].get(each.form, each.form), "reason": each.reason,
             "items": [(view.title(item), view.at.item(item)) for item in each.items
                       if item in view.items]}
            for each in view.findings.gaps
        ],
    }  # fmt: skip


def _page(view: SideView, school: str) -> str:
    return view.at.school(school) if school in view.names and school != COUNTY else ""
