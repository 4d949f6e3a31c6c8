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
        family = self._family()
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        _, alive = psutil.wait_procs(family, timeout=PATIENCE_SECONDS)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, timeout=PATIENCE_SECONDS)
        for child in self.running.values():
            child.wait()
        self.running.clear()

    def _family(self) -> list[psutil.Process]:
        family: list[psutil.Process] = []
        for process in self.running.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                parent = psutil.Process(process.pid)
                family += [parent, *parent.children(recursive=True)]
        return family

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
