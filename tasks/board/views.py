"""The pages that show and change nothing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tasks import steps
from tasks.board.markdown import blocks
from tasks.board.pages import Pages
from tasks.board.people import Person, Role
from tasks.board.sight import InSight, SchoolInSight, Signed, opened
from tasks.errors import JunhengError
from tasks.steps import board

router = APIRouter()
SCHOOLS_OF_RULE = 12
"""So many schools are named beside a rule; more are counted."""

PARTS = ("county", "issues", "queries", "indicators", "downloads", "stuck", "release")
"""The pages about a county, in the order in which they are offered; each is a template."""

PLACE = "/counties/{edition}/{county}"


def pages_of(request: Request) -> Pages:
    """Return what makes the pages of this board."""
    found: Pages = request.app.state.pages
    return found


@router.get("/")
def counties(request: Request, person: Signed) -> Response:
    """Show every county that the caller may see, or lead to the only page there is."""
    if person.role is Role.SCHOOL:
        return _own_schools(request, person)
    found = [
        county
        for key in board.county_keys()
        if person.sees_county(key) and (county := board.county_of(key)) is not None
    ]
    lines = [board.county_line(county) for county in found]
    total = board.Counts.of(line.counts for line in lines)
    outside = steps.unopened() if person.role is Role.DEPLOYMENT else []
    return pages_of(request).page(
        request, "counties.html", lines=lines, total=total, outside=outside
    )


def _own_schools(request: Request, person: Person) -> Response:
    found = []
    for key in reversed(board.county_keys()):
        for code in {scope.rpartition("/")[2] for scope in person.scopes}:
            if person.sees_school(key, code) and (line := board.school_of(opened(key), code)):
                found.append((key, line))
    if len(found) == 1:
        key, line = found[0]
        root = request.scope.get("root_path", "")
        return RedirectResponse(f"{root}/counties/{key}/schools/{line.code}", 303)
    return pages_of(request).page(request, "schools.html", schools=found)


@router.get(PLACE)
def county_page(request: Request, county: InSight) -> Response:
    """Show how far every school of a county is."""
    return county_answer(request, county, "county.html", schools=board.school_lines(county))


@router.get(f"{PLACE}/issues")
def issues_page(request: Request, county: InSight) -> Response:
    """Show what was found, rule by rule."""
    return county_answer(
        request, county, "issues.html", rules=board.rule_lines(county), most=SCHOOLS_OF_RULE
    )


@router.get(f"{PLACE}/queries")
def queries_page(request: Request, county: InSight, person: Signed) -> Response:
    """Show every query with what the school says to it, and let the county decide."""
    decides = person.decides(county.season.key)
    return county_answer(
        request, county, "queries.html", queries=board.query_lines(county), decides=decides
    )


@router.get(f"{PLACE}/indicators")
def indicators_page(request: Request, county: InSight) -> Response:
    """Show every requirement with its value, its distance and how it was before."""
    regime = board.regime_title(county.season.edition)
    verdicts = board.county_verdicts(county)
    return county_answer(request, county, "indicators.html", verdicts=verdicts, regime=regime)


@router.get(f"{PLACE}/stuck")
def stuck_page(request: Request, county: InSight) -> Response:
    """Show what waits."""
    return county_answer(request, county, "stuck.html", waiting=board.stuck_lines(county))


@router.get(f"{PLACE}/release")
def release_page(request: Request, county: InSight, person: Signed) -> Response:
    """Show the draft that waits for a release, and let it be approved or refused."""
    asked, problem = None, ""
    try:
        asked = steps.approval_request(county.season.key)
    except JunhengError as error:
        problem = str(error)
    releases = person.releases(county.season.key)
    return county_answer(
        request, county, "release.html", asked=asked, problem=problem, releases=releases,
        approval=board.approval_now(county),
        summary=blocks(asked["summary"]) if asked else [],
    )  # fmt: skip


@router.get(f"{PLACE}/schools/{{school}}")
def school_page(request: Request, found: SchoolInSight, person: Signed) -> Response:
    """Show one school what became of what it handed in."""
    county, school = found
    issues = {
        line.form: board.issues_of(county, line.submission)
        for line in school.returns
        if line.submission
    }
    queries = [each for each in board.query_lines(county) if each.school == school.code]
    return pages_of(request).page(
        request, "school.html", county=county.season, school=school, issues=issues,
        queries=queries, attempts=board.attempt_lines(county, school.code),
        receipts=board.receipts(county, school.code), notices=board.notices_of(county, school.code),
        verdicts=board.verdicts_of(county, school.code),
        sees_county=person.sees_county(county.season.key),
        titled=frozenset(steps.rule_titles(county.season.key)),
    )  # fmt: skip


@router.get("/rules/{edition}/{rule}")
def rule_page(request: Request, edition: str, rule: str, person: Signed) -> Response:
    """Show what a rule of a year says."""
    if not person.sees_rules(edition):
        raise HTTPException(403)
    text = board.rule_text(edition, rule)
    if text is None:
        raise HTTPException(404)
    return pages_of(request).page(request, "rule.html", rule=text, edition=edition)


@router.get("/style.css")
def style(request: Request, person: Signed) -> Response:
    """Return how the pages look; this too is for those who have signed in."""
    found = Response(pages_of(request).style, media_type="text/css")
    found.headers["Cache-Control"] = "private, max-age=600"
    return found


def county_answer(request: Request, county: board.County, template: str, **values: Any) -> Response:
    """Return a page about a county, with the line that stands above all of them."""
    line = board.county_line(county)
    part = template.removesuffix(".html")
    return pages_of(request).page(
        request, template, county=county.season, line=line, parts=PARTS, part=part,
        done="done" in request.query_params, **values,
    )  # fmt: skip


__all__ = ["county_answer", "pages_of", "router"]
