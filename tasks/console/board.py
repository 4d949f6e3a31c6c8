"""The command `board`: the pages alone, and those who may see them."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from pathlib import Path

from tasks.console.wording import say, text
from tasks.errors import JunhengError
from tasks.settings import load_settings


def run_board(options: Namespace) -> int:
    """Open the board until Ctrl-C, or add somebody to the file of its users."""
    named = options.users or load_settings().board_users
    if not named:
        raise JunhengError(text("messages", "no_board_users"))
    users = Path(named)
    if options.add_user:
        return _add_user(users, options)
    return _serve(users, options)


def _add_user(users: Path, options: Namespace) -> int:
    from tasks.board.users_file import UsersFile

    password = "" if options.of_airflow else _typed_password()
    UsersFile(users).add(options.add_user, options.role, options.scope, password)
    say("messages", "user_added", name=options.add_user, file=users)
    return 0


def _typed_password() -> str:
    """Return what is typed twice without being seen, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass(text("messages", "type_password"))
    if password != getpass.getpass(text("messages", "type_again")):
        raise JunhengError(text("messages", "not_the_same"))
    return password


def _serve(users: Path, options: Namespace) -> int:
    import uvicorn

    from tasks.board.app import create_own_app

    app = create_own_app(users)
    say("messages", "board_open", address=f"http://{options.host}:{options.port}/", file=users)
    uvicorn.run(
        app, host=options.host, port=options.port, log_level="warning", server_header=False,
        access_log=False,
    )  # fmt: skip
    return 0
