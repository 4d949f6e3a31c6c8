"""The child processes of the embedded Airflow: started together, and none left behind."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

import psutil

from tasks.embedded.environment import MARK

PATIENCE_SECONDS = 6
TAIL_LINES = 25
FORKING = {"scheduler"}
PRELOADED = "tasks.embedded.preloaded"


class ChildDiedError(Exception):
    """A process that should run for as long as we do has ended by itself."""

    def __init__(self, name: str, code: int, tail: str) -> None:
        super().__init__(f"{name} ended with {code}")
        self.name = name
        self.code = code
        self.tail = tail


class Children:
    """The running `airflow …` commands, each writing to its own log file under `logs`."""

    def __init__(self, environment: Mapping[str, str], folder: Path, logs: Path) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.logs = logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)

    def start(self, *command: str) -> None:
        """Start `airflow <command>` in a session of its own, out of reach of our Ctrl-C."""
        self.running[command[0]] = self._open(command[0], command)

    def finish(self, name: str, *command: str) -> None:
        """Run `airflow <command>` to its end; raise `ChildDiedError` when it fails."""
        process = self._open(name, command)
        self.running[name] = process
        code = process.wait()
        del self.running[name]
        if code != 0:
            raise ChildDiedError(name, code, self.tail(name))

    def check(self) -> None:
        """Raise `ChildDiedError` if one of the children is no longer there."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                raise ChildDiedError(name, code, self.tail(name))

    def tail(self, name: str) -> str:
        """Return the last lines that one child wrote."""
        with contextlib.suppress(OSError), self._log(name).open(errors="replace") as lines:
            return "".join(deque(lines, maxlen=TAIL_LINES))
        return ""

    def stop(self) -> None:
        """End all children and whatever they started: politely, and then for certain."""
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        psutil.wait_procs(self.family(), timeout=PATIENCE_SECONDS)
        self.sweep()
        for process in self.running.values():
            process.kill()
            process.wait()
        self.running.clear()

    def sweep(self) -> None:
        """Kill what is left of us, also what an earlier run left that was itself killed."""
        left = self.family()
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=PATIENCE_SECONDS)

    def family(self) -> list[psutil.Process]:
        """Return every living process that carries the mark of this Airflow's home."""
        mark = self.environment[MARK]
        return [process for process in psutil.process_iter() if _mark_of(process) == mark]

    def _open(self, name: str, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        module = PRELOADED if name in FORKING else "airflow"
        with self._log(name).open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None


class Deadline:
    """A bounded wait: `expired` after `seconds` without a call of `renew`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.renew()

    def renew(self) -> None:
        """Start to count anew."""
        self.end = time.monotonic() + self.seconds

    @property
    def expired(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() > self.end
