"""The two things people do with the embedded Airflow: run a season, and keep it open."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.metadata
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tasks.embedded import environment
from tasks.embedded.follow import follow
from tasks.embedded.processes import ChildDiedError, Children, Deadline
from tasks.embedded.rest import Api, ApiError
from tasks.embedded.wording import say, text

HOME = environment.CHECKOUT / ".airflow"
RUN_COMMANDS = (("api-server",), ("scheduler", "--skip-serve-logs"), ("dag-processor",))
SERVE_COMMANDS = (*RUN_COMMANDS, ("triggerer", "--skip-serve-logs"))
DAGS = {file.stem for file in (environment.CHECKOUT / "dags").glob("*.py")}
ASKING = {"release"}
"""Their runs may wait for a person, and go on waiting when Airflow starts again."""

FIRST = "collect"
READY_SECONDS = 300
STALLED_SECONDS = 600
INSIST_SECONDS = 60
PAUSE_SECONDS = 0.3


class GivenUpError(Exception):
    """A wait was over before what was waited for had come; the text is for people."""


def run_season(*, moment: str | None = None, home: Path = HOME) -> int:
    """Run the DAG `collect` and all that its assets start; return the exit code.

    `moment` (ISO text) stands for now where the tasks ask when something happened. Starts
    Airflow if it does not run yet, prints what happens, and leaves no process behind. The
    code is 0, that of the exception that ended a task, or 130 after Ctrl-C.
    """
    began = time.monotonic()
    try:
        with _stopped_by_signals(), _airflow(home, RUN_COMMANDS) as (api, children):
            conf = {"moment": moment} if moment else {}
            first = (FIRST, _insist(lambda: api.trigger(FIRST, conf)))
            code = follow(api, first, _watch(children, home))
            seconds = round(time.monotonic() - began)
            say("season_failed" if code else "season_done", seconds=seconds)
            return code
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    except GivenUpError as reason:
        print(reason, file=sys.stderr, flush=True)
    except ChildDiedError as death:
        _tell_of(death)
    except ApiError as error:
        print(text("api_failed", detail=error), file=sys.stderr, flush=True)
    return 1


def serve(home: Path = HOME) -> None:
    """Keep Airflow and its pages open until Ctrl-C; print the address and how to sign in."""
    # Without a clock nothing watches the intake, and that is all that a triggerer does here.
    commands = RUN_COMMANDS if os.environ.get("JUNHENG_CLOCK") == "off" else SERVE_COMMANDS
    try:
        with _stopped_by_signals(), _airflow(home, commands) as (api, children):
            say(
                "serving",
                address=api.address,
                user=environment.USER,
                password=environment.password(home),
                password_file=home / environment.PASSWORDS,
            )
            while children:
                children.check()
                time.sleep(1)
    except KeyboardInterrupt:
        return
    except ChildDiedError as death:
        _tell_of(death)
        raise SystemExit(1) from death
    except GivenUpError as reason:
        raise SystemExit(str(reason)) from reason


@contextlib.contextmanager
def _airflow(
    home: Path, commands: tuple[tuple[str, ...], ...]
) -> Iterator[tuple[Api, Children | None]]:
    """Give a signed-in client; without children if the Airflow of another command is used."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield _join(home), None
            return
        children = _children(home, commands)
        try:
            yield _start(home, children, commands), children
        finally:
            (home / "address").unlink(missing_ok=True)
            say("stopping")
            with _deaf_to_signals():
                children.stop()


def _children(home: Path, commands: tuple[tuple[str, ...], ...]) -> Children:
    port = environment.free_port()
    variables = environment.child_environment(home, port, os.environ)
    if commands is RUN_COMMANDS:
        variables["JUNHENG_CLOCK"] = "off"
    return Children(variables, environment.CHECKOUT, home / "logs" / "processes")


def _join(home: Path) -> Api:
    """Sign in to the Airflow that another command has started."""
    try:
        api = Api((home / "address").read_text(encoding="ascii"))
        api.sign_in(environment.USER, environment.password(home))
    except (OSError, ApiError) as error:
        raise GivenUpError(text("busy", home=home)) from error
    say("joining", address=api.address)
    return api


def _start(home: Path, children: Children, commands: tuple[tuple[str, ...], ...]) -> Api:
    """Build the database if need be, start all commands, wait until they are ready."""
    say("starting" if (home / "migrated").exists() else "starting_first")
    began = time.monotonic()
    started_at = datetime.now(UTC)
    environment.password(home)
    children.sweep()
    _migrate(home, children)
    for command in commands:
        children.start(*command)
    api = Api(children.environment["AIRFLOW__API__BASE_URL"])
    _wait_until_ready(api, children, home, started_at)
    for dag_id, run_id in _insist(lambda: api.unfinished_runs(started_at.isoformat())):
        if dag_id not in ASKING:
            _insist(partial(api.fail_run, dag_id, run_id))
    (home / "address").write_text(api.address, encoding="ascii")
    say("ready", seconds=round(time.monotonic() - began))
    return api


def _insist(ask: Callable[[], Any]) -> Any:
    """Return the answer of `ask`, asked again for a while if SQLite was busy."""
    deadline = Deadline(INSIST_SECONDS)
    while True:
        try:
            return ask()
        except ApiError as error:
            if deadline.expired or not error.passing:
                raise
            time.sleep(PAUSE_SECONDS)


def _migrate(home: Path, children: Children) -> None:
    """Build or upgrade the metadata database, once for every version of Airflow."""
    version = importlib.metadata.version("apache-airflow-core")
    mark = home / "migrated"
    if mark.exists() and mark.read_text(encoding="ascii") == version:
        return
    children.finish("migrate", "db", "migrate")
    mark.write_text(version, encoding="ascii")


def _wait_until_ready(api: Api, children: Children, home: Path, started_at: datetime) -> None:
    """Return as soon as we are signed in and every DAG file was read since `started_at`."""
    deadline = Deadline(READY_SECONDS)
    while not _is_ready(api, home, started_at):
        children.check()
        if deadline.expired:
            raise GivenUpError(text("not_ready", seconds=READY_SECONDS, logs=children.logs))
        time.sleep(PAUSE_SECONDS)


def _is_ready(api: Api, home: Path, started_at: datetime) -> bool:
    try:
        if not api.signed_in:
            api.sign_in(environment.USER, environment.password(home))
            threading.Thread(target=api.warm_up, daemon=True).start()
        for file, reason in api.import_errors().items():
            raise GivenUpError(f"{text('dag_broken', file=file)}\n{reason}")
        parsed = api.parsed_dags()
    except ApiError:
        return False
    fresh = {dag for dag, moment in parsed.items() if moment > started_at.strftime("%Y-%m-%dT%X")}
    return fresh >= DAGS


def _watch(children: Children | None, home: Path) -> Callable[[bool], None]:
    """Return a check for `follow`: the children live, and something moves now and then."""
    deadline = Deadline(STALLED_SECONDS)

    def watch(moved: bool) -> None:
        if moved:
            deadline.renew()
        if children:
            children.check()
        if deadline.expired:
            raise GivenUpError(text("stalled", seconds=STALLED_SECONDS, logs=home / "logs"))

    return watch


def _tell_of(death: ChildDiedError) -> None:
    sentence = "migrate_failed" if death.name == "migrate" else "child_died"
    print(text(sentence, name=death.name, code=death.code), file=sys.stderr)
    print(death.tail, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Treat the wish of a terminal or of a service manager to end us like Ctrl-C."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    with _handling(interrupt, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        yield


def _deaf_to_signals() -> contextlib.AbstractContextManager[None]:
    """Let nobody interrupt the few seconds in which the children are stopped."""
    return _handling(signal.SIG_IGN, signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.contextmanager
def _handling(handler: Any, *signals: signal.Signals) -> Iterator[None]:
    before = {each: signal.signal(each, handler) for each in signals}
    try:
        yield
    finally:
        for each, old in before.items():
            signal.signal(each, old)
