"""What each command does: call the steps, print what came of it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks import steps
from tasks.console import printing
from tasks.console.board import run_board
from tasks.console.wording import say, text
from tasks.errors import JunhengError
from tasks.settings import load_settings
from tasks.steps.season.seasons import TIME_ZONE


def run_command(options: Namespace) -> int:
    """Run the command that was typed; return its exit code."""
    return COMMANDS[options.command](options)


def now() -> str:
    """Return the present moment in China, to the second, as ISO text."""
    return datetime.now(TIME_ZONE).isoformat(timespec="seconds")


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _demo(options: Namespace) -> int:
    folder = options.folder or Path(load_settings().intake)
    written = steps.write_demo(
        folder,
        schools=options.schools,
        pupils=options.pupils,
        seed=options.seed,
        clean=options.clean,
        late=options.late,
    )
    if options.json:
        _print_json([str(file) for file in written.files])
    else:
        print("\n".join(written.sentences))
    return 0


def _blank(options: Namespace) -> int:
    if (options.roster_for or options.list_for) and not options.county:
        raise JunhengError(text("messages", "roster_needs_county"))
    if options.list_for:
        files = [steps.write_blank_county_list(options.county, options.list_for, options.folder)]
    elif options.roster_for:
        files = [steps.write_blank_roster(options.county, options.roster_for, options.folder)]
    else:
        files = steps.write_blanks(_county(options), options.folder)
    if options.json:
        _print_json([str(file) for file in files])
    else:
        say("messages", "blanks_written", files=len(files), folder=options.folder)
    return 0


def _check(options: Namespace) -> int:
    if not options.file.is_file():
        raise JunhengError(text("errors", "unreadable_file", file=options.file))
    result = steps.check_file(options.file.read_bytes(), options.file.name)
    if options.json:
        _print_json(asdict(result))
    else:
        printing.print_check(result, steps.rule_titles(result.submission))
    return 2 if result.status == "returned" else 0


def _collect(options: Namespace) -> int:
    answered = _take_in_and_check(options.moment or now())
    if options.json:
        _print_json(answered)
    else:
        say("messages", "collected", count=len(answered))
        printing.print_unopened(steps.unopened())
    return 0


def _take_in_and_check(moment: str) -> list[str]:
    """Take in, check and answer whatever is due; return what was answered."""
    answered: list[str] = []
    staged = [steps.stage(batch) for batch in steps.receive(moment)]
    for batch in steps.compare(staged):
        answered += steps.reply(steps.check(batch), moment)
    steps.record(moment)
    return answered


def _evaluate(options: Namespace) -> int:
    keys = [steps.evaluate(county) for county in steps.counties_due()]
    steps.record(now())
    if options.json:
        _print_json(keys)
    else:
        say("messages", "evaluated", count=len(keys))
        printing.print_summary(steps.summary())
    return 0


def _publish(options: Namespace) -> int:
    if options.final:
        approved_by = (options.approved_by or "").strip()
        if not approved_by:
            raise JunhengError(text("messages", "no_final"))
        moment, county = options.moment or now(), _county(options)
        packages = [steps.publish_final(county, approved_by, moment, options.reason)]
        steps.record(moment)
        steps.notices(moment, county)
    else:
        packages = [steps.deliver(steps.assemble(key)) for key in steps.drafts_due()]
        steps.record(options.moment or now())
    if options.json:
        _print_json(packages)
    else:
        say("messages", "published", count=len(packages))
        for package in packages:
            print(f"  {package}")
    return 0


def _seal(options: Namespace) -> int:
    package = steps.seal(options.county, options.by, options.moment or now())
    if options.json:
        _print_json(package)
    else:
        say("messages", "sealed", package=package)
    return 0


def _verify(options: Namespace) -> int:
    """Hold every number of Word files against the received files; 1 where one does not agree."""
    for place in filter(None, (options.target, options.evidence)):
        if not place.exists():
            raise JunhengError(text("errors", "unreadable_file", file=place))
    found = steps.verify(options.target, options.evidence, options.key)
    if options.json:
        _print_json(steps.verification_note(found))
    else:
        print("\n".join(steps.verification_lines(found)))
    bad = found.disagrees if options.allow_unchecked else not found.agrees
    return 1 if bad or not found.files else 0


def _explain(options: Namespace) -> int:
    explained = steps.explain(options.fact, options.county)
    if options.json:
        _print_json(asdict(explained))
    else:
        printing.print_explained(explained)
    return 0


def _history(options: Namespace) -> int:
    found = steps.attempts(_county(options), options.school, options.form)
    if options.json:
        _print_json([asdict(attempt) for attempt in found])
    else:
        printing.print_attempts(found, with_changes=options.changes)
    return 0


def _restore(options: Namespace) -> int:
    moment = options.moment or now()
    steps.restore(options.submission, options.reason, options.by, moment)
    # What stood beside the attempt that counted until now was held against that one.
    count = len(_take_in_and_check(moment))
    say("messages", "restored", submission=options.submission, count=count)
    return 0


def _purge(options: Namespace) -> int:
    """Remove originals whose time is over; without `--yes` only say which these are."""
    county, moment = _county(options), options.moment or now()
    terms = (options.before, options.reason)
    if options.yes:
        found = steps.purge(county, options.by, moment, *terms)
    else:
        found = steps.purgeable(county, moment, *terms)
    if options.json:
        _print_json(asdict(found))
    else:
        say("messages", "purged" if options.yes else "purgeable", **asdict(found))
    return 1 if options.yes and found.left else 0


def _plan(options: Namespace) -> int:
    found, files = steps.plan(
        _county(options), regime=options.regime, province=options.province, folder=options.folder
    )
    if options.json:
        _print_json({**asdict(found), "files": files})
    else:
        printing.print_plan(found, files)
    return 0


def _replay(options: Namespace) -> int:
    found = steps.replay(
        _county(options),
        regime=options.regime,
        province=options.province,
        edition=options.edition,
        answers=tuple(options.answer),
        folder=options.folder,
    )
    if options.json:
        _print_json(asdict(found))
    else:
        printing.print_replay(found)
    return 0


def _status(options: Namespace) -> int:
    if options.json:
        _print_json([county.as_note() for county in steps.summary()])
    else:
        _print_state()
    return 0


def _print_state() -> None:
    """Print where every county stands, and what lies where no county was opened for it."""
    printing.print_summary(steps.summary())
    printing.print_unopened(steps.unopened())


def _remind(options: Namespace) -> int:
    notices = steps.remind(options.moment or now())
    if options.json:
        _print_json(notices)
    else:
        say("messages", "reminded", count=len(notices))
    return 0


def _rollup(options: Namespace) -> int:
    """Roll a province up, or say which counties it waits for; 1 while it waits."""
    edition, province = options.province.split("/")
    moment = options.moment or now()
    path = steps.roll_up(edition, province, moment)
    state = steps.province_state(edition, province, moment)
    if options.json:
        _print_json({**asdict(state), "path": path})
    else:
        printing.print_province(state, path)
    return 0 if path else 1


def _phase(options: Namespace) -> int:
    moment = options.moment or now()
    done = steps.enter_phases(moment) if options.enter else []
    found = steps.phases_now(moment, options.county or "")
    if options.json:
        _print_json({"done": done, "counties": [asdict(each) for each in found]})
    else:
        printing.print_phases(found, done)
    return 0


def _notify(options: Namespace) -> int:
    """Bring the notices in the folders up to date, and show the mails that would be sent."""
    moment = options.moment or now()
    notices, mails = steps.notices(moment), steps.mails_due(moment)
    if options.json:
        _print_json({"notices": notices, "mails": mails})
        return 0
    say("messages", "notified", count=len(notices), mails=len(mails))
    for each in mails:
        print(f"  {each['subject']}")
    return 0


def _run(options: Namespace) -> int:
    """Do the main job through Airflow, on the demo county if there is nothing else to do."""
    from tasks.embedded import run_season

    steps.verify_catalogue()
    moment = None
    if steps.intake_is_empty():
        say("messages", "intake_empty", intake=load_settings().intake)
        print("\n".join(steps.write_demo(Path(load_settings().intake)).sentences))
        moment = steps.demo_moment()
    pending = steps.pending()
    if not any(pending.values()):
        say("messages", "nothing_new")
        _print_state()
        return 0
    say("messages", "something_new", **{name: len(keys) for name, keys in pending.items()})
    code = run_season(moment=moment)
    _print_state()
    return code


def _up(options: Namespace) -> int:
    from tasks.embedded import serve

    serve()
    return 0


def _county(options: Namespace) -> str:
    """Return the county that is meant: the one named, or the only one there is."""
    if options.county:
        return str(options.county)
    counties = steps.seasons()
    if not counties:
        raise JunhengError(text("messages", "no_season"))
    if len(counties) > 1:
        raise JunhengError(text("messages", "county_needed", counties=", ".join(counties)))
    return counties[0]


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "demo": _demo,
    "blank": _blank,
    "check": _check,
    "collect": _collect,
    "evaluate": _evaluate,
    "publish": _publish,
    "seal": _seal,
    "verify": _verify,
    "explain": _explain,
    "history": _history,
    "restore": _restore,
    "purge": _purge,
    "plan": _plan,
    "replay": _replay,
    "status": _status,
    "remind": _remind,
    "notify": _notify,
    "rollup": _rollup,
    "phase": _phase,
    "board": run_board,
    "run": _run,
    "up": _up,
}
