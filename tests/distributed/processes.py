"""Processes that a test starts: each in a session of its own, and all of them ended."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

MARK = "JUNHENG_DISTRIBUTED_RUN"
"""The variable by which a process, and whatever it starts, is known as ours: who runs the test,
and its folder."""

PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.5
TAIL = 3000


class Processes:
    """Named processes, each writing to a file under `logs`.

    What was started with `again` is started again when it ends by itself, as compose does
    with `restart: unless-stopped`; `restarts` names each time.
    """

    def __init__(self, folder: Path) -> None:
        self.logs = folder / "logs"
        self.mark = f"{os.getpid()}:{folder}"
        self.restarts: list[str] = []
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._again: dict[str, Callable[[], None]] = {}
        self._lock = threading.RLock()
        self._ended = threading.Event()
        self.logs.mkdir()
        _kill(each for each in psutil.process_iter() if _is_left_over(each))
        atexit.register(self.end)
        threading.Thread(target=self._watch, daemon=True).start()

    def start(
        self, name: str, command: Sequence[str], variables: Mapping[str, str], again: bool = False
    ) -> None:
        """Start a process that runs until `kill` or `end`."""
        with self._lock:
            if again:
                self._again[name] = lambda: self.start(name, command, variables, again)
            self._running[name] = self._open(name, command, variables)

    def finish(self, name: str, command: Sequence[str], variables: Mapping[str, str]) -> None:
        """Run a process to its end, which must be a good one."""
        code = self._open(name, command, variables).wait()
        assert code == 0, f"{name} ended with {code}:\n{self.tail(name)}"

    def kill(self, name: str) -> None:
        """End a process and its descendants at once, and let it not be started again."""
        with self._lock:
            self._again.pop(name, None)
            process = self._running.pop(name)
            _kill([*_descendants(process.pid), psutil.Process(process.pid)])
        process.wait(PATIENCE_SECONDS)

    def tell(self, name: str, number: signal.Signals, patience: float = PATIENCE_SECONDS) -> None:
        """Send a signal that ends a process, and wait for its end."""
        with self._lock:
            self._again.pop(name, None)
            process = self._running.pop(name)
        process.send_signal(number)
        process.wait(patience)

    def descendants(self, name: str) -> list[psutil.Process]:
        """Return the processes that a process has started, and those that these have."""
        with self._lock:
            return _descendants(self._running[name].pid)

    def tail(self, name: str) -> str:
        """Return the end of what a process wrote."""
        with contextlib.suppress(OSError):
            return self._log(name).read_text(errors="replace")[-TAIL:]
        return ""

    def end(self) -> None:
        """End whatever carries our mark: politely, and then for certain."""
        self._ended.set()
        with self._lock:
            self._again.clear()
            for process in self._running.values():
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
            psutil.wait_procs(self._family(), timeout=PATIENCE_SECONDS)
            _kill(self._family())
            for process in self._running.values():
                process.wait()
            self._running.clear()
        atexit.unregister(self.end)

    def _family(self) -> list[psutil.Process]:
        return [each for each in psutil.process_iter() if _mark_of(each) == self.mark]

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            with self._lock:
                for name, process in list(self._running.items()):
                    if process.poll() is not None and name in self._again:
                        self.restarts.append(f"{name} ended with {process.returncode}")
                        self._again[name]()

    def _open(
        self, name: str, command: Sequence[str], variables: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with self._log(name).open("ab") as log:
            return subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**variables, MARK: self.mark, "SPT_NOENV": "1"},
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def wait_until(true: Callable[[], object], seconds: float, what: str) -> None:
    """Return as soon as something is true; fail when it takes longer than `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds:.0f} s: {what}"
        time.sleep(LOOK_SECONDS)


def own_environment() -> dict[str, str]:
    """Return this process's variables without what would change how Airflow is set up."""
    unwanted = ("AIRFLOW", "JUNHENG", "PYTHONDONTWRITEBYTECODE", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}


def _descendants(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def _kill(processes: Iterable[psutil.Process]) -> None:
    for each in processes:
        with contextlib.suppress(psutil.Error):
            each.kill()


def _is_left_over(process: psutil.Process) -> bool:
    """Tell whether a process is of a test that was itself killed."""
    owner = (_mark_of(process) or "").partition(":")[0]
    return owner.isdecimal() and not psutil.pid_exists(int(owner))


def _mark_of(process: psutil.Process) -> str | None:
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None
