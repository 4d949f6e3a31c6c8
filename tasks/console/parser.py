"""What may be typed after `junheng`."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn

from tasks.console.wording import text
from tasks.errors import JunhengError
from tasks.steps.season.seasons import TIME_ZONE

COUNTY = re.compile(r"\d{4}/\d{6}")
PROVINCE = re.compile(r"\d{4}/(\d{2}|\d{4}|\d{6})", re.ASCII)
SUBMISSION = re.compile(r"\d{4}/\d{6}/\w+/\w+/\d+", re.ASCII)


class Parser(argparse.ArgumentParser):
    """Leaves with the exit code of our errors: 2 is for what a school must correct."""

    def error(self, message: str) -> NoReturn:
        """Say what was typed wrong, and leave."""
        self.print_usage(sys.stderr)
        sentence = text("errors", "usage", reason=message, command=self.prog)
        self.exit(JunhengError.exit_code, f"{sentence}\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `command` names the one that was typed."""
    root = Parser(prog="junheng", description=_help("junheng"))
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, fill in COMMANDS.items():
        command = commands.add_parser(name, help=_help(name), description=_help(name))
        fill(command)
    return root


def _help(name: str) -> str:
    return text("help", name).replace("%", "%%")


def _county_key(typed: str) -> str:
    if not COUNTY.fullmatch(typed):
        raise argparse.ArgumentTypeError(text("errors", "county", text=typed))
    return typed


def _province_key(typed: str) -> str:
    if not PROVINCE.fullmatch(typed):
        raise argparse.ArgumentTypeError(text("errors", "province", text=typed))
    return typed


def _submission(typed: str) -> str:
    if not SUBMISSION.fullmatch(typed):
        raise argparse.ArgumentTypeError(text("errors", "submission", text=typed))
    return typed


def _iso_moment(typed: str) -> str:
    """Return a moment as ISO text; one without a time zone is meant in China."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("errors", "moment", text=typed)) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)).isoformat()


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(text("errors", "date", text=typed)) from error


def _positive(typed: str) -> int:
    if not typed.isdecimal() or not int(typed):
        raise argparse.ArgumentTypeError(text("errors", "number", text=typed))
    return int(typed)


def _name(typed: str) -> str:
    if not typed.strip():
        raise argparse.ArgumentTypeError(text("errors", "name"))
    return typed.strip()


def _answer(typed: str) -> tuple[str, str]:
    name, found, value = typed.partition("=")
    if not (name and found and value):
        raise argparse.ArgumentTypeError(text("errors", "answer", text=typed))
    return name, value


def _json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=_help("json"))


def _county(command: argparse.ArgumentParser) -> None:
    command.add_argument("--county", type=_county_key, metavar="2025/139901", help=_help("county"))


def _moment(command: argparse.ArgumentParser) -> None:
    command.add_argument("--moment", type=_iso_moment, metavar="ISO", help=_help("moment"))


def _demo(command: argparse.ArgumentParser) -> None:
    command.add_argument("--folder", type=Path, help=_help("folder"))
    command.add_argument("--schools", type=_positive, help=_help("schools"))
    command.add_argument("--pupils", type=_positive, help=_help("pupils"))
    command.add_argument("--seed", type=int, help=_help("seed"))
    command.add_argument("--clean", action="store_true", help=_help("clean"))
    command.add_argument("--late", action="store_true", help=_help("late"))
    _json(command)


def _blank(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--folder", type=Path, required=True, help=_help("folder"))
    command.add_argument("--roster-for", metavar="COUNTY_NAME", help=_help("roster_for"))
    command.add_argument("--list-for", metavar="PROVINCE_NAME", help=_help("list_for"))
    _json(command)


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, help=_help("file"))
    _json(command)


def _collect(command: argparse.ArgumentParser) -> None:
    _moment(command)
    _json(command)


def _evaluate(command: argparse.ArgumentParser) -> None:
    _json(command)


def _publish(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--final", action="store_true", help=_help("final"))
    command.add_argument("--approved-by", metavar="NAME", help=_help("approved_by"))
    command.add_argument("--reason", default="", help=_help("reopen_reason"))
    _moment(command)
    _json(command)


def _seal(command: argparse.ArgumentParser) -> None:
    command.add_argument("county", type=_county_key, metavar="COUNTY", help=_help("season"))
    command.add_argument("--by", required=True, type=_name, metavar="NAME", help=_help("sealed_by"))
    _moment(command)
    _json(command)


def _board(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help=_help("host"))
    command.add_argument("--port", type=_positive, default=8090, help=_help("port"))
    command.add_argument("--users", type=Path, metavar="FILE", help=_help("users"))
    command.add_argument("--add-user", type=_name, metavar="NAME", help=_help("add_user"))
    command.add_argument("--role", default="county", help=_help("role"))
    command.add_argument("--scope", action="append", default=[], help=_help("scope"))
    command.add_argument("--of-airflow", action="store_true", help=_help("of_airflow"))


def _verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("target", type=Path, metavar="DOSSIER_OR_PACKAGE", help=_help("target"))
    command.add_argument("--evidence", type=Path, metavar="FOLDER", help=_help("evidence"))
    command.add_argument("--key", default="", metavar="PUBLIC_KEY", help=_help("key"))
    command.add_argument("--allow-unchecked", action="store_true", help=_help("allow_unchecked"))
    _json(command)


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("fact", metavar="FACT_ID", help=_help("fact"))
    _county(command)
    _json(command)


def _history(command: argparse.ArgumentParser) -> None:
    command.add_argument("school", metavar="SCHOOL", help=_help("school"))
    _county(command)
    command.add_argument("--form", default="", help=_help("form"))
    command.add_argument("--changes", action="store_true", help=_help("changes"))
    _json(command)


def _restore(command: argparse.ArgumentParser) -> None:
    command.add_argument("submission", type=_submission, help=_help("submission"))
    command.add_argument("--reason", required=True, help=_help("reason"))
    command.add_argument("--by", required=True, metavar="NAME", help=_help("by"))
    _moment(command)


def _purge(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--before", type=_date, metavar="2028-12-31", help=_help("before"))
    command.add_argument("--reason", default="", help=_help("purge_reason"))
    command.add_argument("--by", required=True, metavar="NAME", help=_help("by"))
    command.add_argument("--yes", action="store_true", help=_help("confirmed"))
    _moment(command)
    _json(command)


def _plan(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--regime", default="", help=_help("regime"))
    command.add_argument("--province", default="", help=_help("province"))
    command.add_argument("--folder", type=Path, help=_help("plan_folder"))
    _json(command)


def _replay(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--regime", default="", help=_help("regime"))
    command.add_argument("--province", default="", help=_help("province"))
    command.add_argument("--edition", default="", help=_help("edition"))
    command.add_argument(
        "--answer", type=_answer, action="append", default=[], help=_help("answer"),
        metavar="SETTING=VALUE",
    )  # fmt: skip
    command.add_argument("--folder", type=Path, help=_help("dossiers"))
    _json(command)


def _rollup(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "province", type=_province_key, metavar="2025/13", help=_help("of_province")
    )
    _moment(command)
    _json(command)


def _phase(command: argparse.ArgumentParser) -> None:
    _county(command)
    command.add_argument("--enter", action="store_true", help=_help("enter"))
    _moment(command)
    _json(command)


def _nothing(command: argparse.ArgumentParser) -> None:
    """Leave a command without options."""


COMMANDS = {
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
    "status": _evaluate,
    "remind": _collect,
    "notify": _collect,
    "rollup": _rollup,
    "phase": _phase,
    "board": _board,
    "run": _nothing,
    "up": _nothing,
}
