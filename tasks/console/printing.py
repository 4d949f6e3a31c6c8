"""How results look in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from tasks.console.wording import say, sentences, text
from tasks.model import Severity, Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from tasks.steps.findings.explaining import Explained
    from tasks.steps.findings.planning import PlanTexts
    from tasks.steps.findings.replaying import Line, Replay
    from tasks.steps.intake.unopened import Unopened
    from tasks.steps.province.rolling_up import RollUp
    from tasks.steps.returns.attempts import Attempt
    from tasks.steps.season.phases import PhaseNow
    from tasks.steps.season.summary import CountySummary
    from tasks.steps.shelf import CheckResult

SHOWN_OF_HASH = 16
LONGEST = 120


def print_summary(counties: Sequence[CountySummary]) -> None:
    """Print of each county what came in, the verdict with its reasons, and the dossiers."""
    if not counties:
        say("messages", "no_season")
    for county in counties:
        print()
        say("summary", "head", county_name=county.county_name, season=county.season)
        say(
            "summary",
            "counts",
            expected=county.expected,
            received=county.received,
            accepted=len(county.accepted),
            queried=len(county.queried),
            returned=len(county.returned),
            unchecked=len(county.unchecked),
            missing=len(county.missing),
        )
        for status in ("queried", "returned", "unchecked", "missing"):
            _print_list(text("summary", status), getattr(county, status))
        states = sentences("summary")["states"]
        unasked = [
            text("summary", "unasked_one", name=name, state=states[state])
            for name, state in county.unasked
        ]
        _print_list(text("summary", "unasked"), unasked)
        if county.explained:
            say("summary", "explained", tally=county.explained)
        verdict = county.verdict_text or text("summary", "not_evaluated")
        say("summary", "verdict", verdict=verdict)
        reasons = [text("summary", "not_met", **item) for item in county.not_met]
        _print_list(text("summary", "reasons"), reasons)
        _print_list(text("summary", "not_checked"), county.not_checked)
        _print_list(text("summary", "packages"), county.packages)
        _print_list(text("summary", "inside"), county.inside)
        folders = county.dossiers.items()
        counted = [text("summary", "folder", folder=name, count=count) for name, count in folders]
        _print_list(text("summary", "dossiers"), counted)


def print_unopened(folders: Sequence[Unopened]) -> None:
    """Print which files are not read because no county was opened for them, and what to do."""
    if folders:
        print()
    lines = [text("waiting", each.reason, **each.blanks()) for each in folders]
    _print_list(text("messages", "waiting"), lines)


def print_check(result: CheckResult, titles: Mapping[str, str]) -> None:
    """Print what the check of one file found, what must be corrected first.

    `titles` gives what each rule asks for, by its name.
    """
    severities = [issue.severity for issue in result.issues]
    say(
        "check",
        "summary",
        status=text("check", result.status),
        **{str(severity): severities.count(severity) for severity in Severity},
        rows_read=result.rows_read,
        rows_accepted=result.rows_read - result.rows_refused,
        rows_refused=result.rows_refused,
    )
    names = sentences("check")["severities"]
    for severity in Severity:
        for issue in result.issues:
            if issue.severity is severity:
                say(
                    "check",
                    "issue",
                    severity=names[severity],
                    sheet=issue.sheet,
                    cell=issue.cell,
                    message=issue.message,
                    guidance=f"  {issue.guidance}" if issue.guidance else "",
                )
    if result.repairs:
        say("check", "repaired", count=len(result.repairs))
    for outcome in result.outcomes:
        if outcome.verdict is Verdict.NOT_CHECKED:
            say("check", "not_checked", rule=titles[outcome.rule], reason=outcome.reason)


def print_explained(explained: Explained) -> None:
    """Print a fact, its formula, what it was computed from, and the cells at the bottom."""
    fact = explained.fact
    say("explain", "value", title=fact.title, printed=fact.printed, unit=fact.unit)
    for sentence in ("formula", "note"):
        if getattr(fact, sentence):
            say("explain", sentence, **{sentence: getattr(fact, sentence)})
    if fact.value is not None:
        say("explain", "exact", value=fact.value)
    if explained.example:
        say("explain", "example")
        for line in explained.example:
            say("explain", "line", line=line)
    if explained.inputs:
        say("explain", "inputs")
        for each in explained.inputs:
            say(
                "explain",
                "input",
                id=each.id,
                title=each.title,
                printed=each.printed,
                unit=each.unit,
            )
    if explained.sources:
        say("explain", "sources")
    cells: dict[tuple[str, str, str], list[str]] = {}
    for source in explained.sources:
        place = source.submission, source.sheet, source.sha256
        cells.setdefault(place, []).append(source.cell)
    for (submission, sheet, sha256), found in cells.items():
        say(
            "explain",
            "source",
            file=explained.files[submission],
            sheet=sheet,
            cells="、".join(found),
            submission=submission,
            sha256=sha256[:SHOWN_OF_HASH],
        )


def print_attempts(attempts: Sequence[Attempt], *, with_changes: bool) -> None:
    """Print what a school handed in, form by form, and what each attempt said differently."""
    form = ""
    for each in attempts:
        if each.form_title != form:
            form = each.form_title
            say("history", "form", form=form)
        status = text("check", each.status) if each.status else text("history", "unchecked")
        say(
            "history",
            "attempt",
            number=each.number,
            received=each.received,
            status=status,
            critical=each.critical,
            warning=each.warning,
            info=each.info,
            file=each.file_name,
            stands=text("history", "stands") if each.stands else "",
            changes=text("history", "count", count=len(each.changes)) if each.changes else "",
        )
        for restored in each.restored:
            say("history", "restored", restored=restored)
        for change in each.changes if with_changes else ():
            say("history", str(change.kind), **asdict(change))


def print_plan(plan: PlanTexts, files: Sequence[Path]) -> None:
    """Print what a plan comes to and every measure with its cost and reason."""
    print("\n".join(plan.summary))
    _print_list(
        text("plan", "measures"), [text("plan", "measure", **each) for each in plan.measures]
    )
    _print_list(text("plan", "files"), [str(path) for path in files])


def print_replay(replay: Replay) -> None:
    """Print the two conclusions and every verdict that flips, with standards and reason."""
    numbers = ("same", "only_before", "only_after")
    ends = ("county_name", "title_before", "title_after", "overall_before", "overall_after")
    say("replay", "head", **{name: getattr(replay, name) for name in ends})
    say(
        "replay", "counts", flips=len(replay.flips),
        **{name: getattr(replay, name) for name in numbers},
    )  # fmt: skip
    _print_list(text("replay", "flips"), [_flip(line) for line in replay.flips])
    _print_list(text("replay", "files"), [str(path) for path in replay.files])


def _flip(line: Line) -> str:
    verdicts = sentences("replay")["verdicts"]
    title = line.title
    if line.title_after != line.title:
        title = text("replay", "title", title=line.title, title_after=line.title_after)
    standards = text("replay", "standard", standard=line.standard_after)
    if line.standard_after != line.standard_before:
        before, after = line.standard_before, line.standard_after
        standards = text("replay", "standards", before=before, after=after)
    reason = ""
    if line.reason:
        said = "was" if line.after is Verdict.MET else "reason"
        reason = text("replay", said, reason=shortened(line.reason))
    return text(
        "replay", "flip", subject=line.subject, title=title, standards=standards, reason=reason,
        level=text("replay", "level", level=line.level) if line.level else "",
        before=verdicts[line.before], after=verdicts[line.after],
    )  # fmt: skip


def print_province(state: RollUp, path: str | None) -> None:
    """Print how many counties of a province are done, who is missing, and the roll-up."""
    say("rollup", "counts", **asdict(state))
    _print_list(
        text("rollup", "missing"), [text("rollup", "one", **each) for each in state.missing]
    )
    say("rollup", "made" if path else "waits", path=path, needed=state.needed)


def print_phases(counties: Sequence[PhaseNow], done: Sequence[str]) -> None:
    """Print of each county which phase it is in, what to do, and what the program did."""
    if not counties:
        say("phase", "none")
    for each in counties:
        say("phase", "head", county_name=each.county_name, season=each.season)
        print("\n".join(f"  {line}" for line in each.lines))
        _print_list(text("phase", "due"), each.due)
    _print_list(text("phase", "done"), done)


def shortened(sentence: str) -> str:
    """Return a sentence as far as a line of a terminal should go on."""
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"


def _print_list(title: str, lines: Sequence[str]) -> None:
    if lines:
        print(title)
        print("\n".join(f"  · {line}" for line in lines))
