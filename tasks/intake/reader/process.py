"""The master of the process that reads: starts it, watches the clock, and ends it in time.

A hostile file may ask for more memory than there is, or never come to an end. Only a
process of its own can be ended at that, and a worker must outlive the files of its schools.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tasks.intake.reader.frames import read_frame, write_frame
from tasks.intake.reader.limits import Limits
from tasks.intake.refused import Refused

PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from tasks.intake.reader.worker import serve; serve()"
)
ROOT = str(Path(__file__).resolve().parents[3])
GRACE_SECONDS = 60
OUT_OF_MEMORY = (-6, -9)
"""How a process ends that was refused memory: calamine aborts, a system kills."""

PLAIN = {("datetime", name) for name in ("date", "datetime", "time", "timedelta")}
PLAIN |= {("builtins", "frozenset"), ("builtins", "set")}


@dataclass
class FileInHand:
    """A file that is being read, and how many seconds of reading are left to it."""

    content: bytes
    name: str
    limits: Limits
    seconds_left: float = field(init=False)

    def __post_init__(self) -> None:
        self.seconds_left = self.limits.seconds


class Ended(Exception):  # noqa: N818
    """The process that reads is no more; `reason` says what it was ended by."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reader:
    """One process that reads file after file; a new one takes the place of one that ended."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._current: FileInHand | None = None
        self._is_fresh = True

    def ask(self, file: FileInHand, name: str, *given: object) -> Any:
        """Return the answer to one request about a file, which is handed over if need be.

        Raises `Refused` as the answer says, or because the file took more time or memory
        than it may. Where a process ends that had read other files, the file is given to a
        new one: the same bytes always have the same answer.
        """
        with self._lock:
            if self._process is not None and not self._is_fresh_for(file):
                try:
                    return self._exchange(file, name, *given)
                except Ended:
                    self.close()
            try:
                return self._exchange(file, name, *given)
            except Ended as ended:
                self.close()
                if name == "page":
                    self._ask_why(file, *given)
                raise _refused(ended.reason, file.limits) from None

    def _ask_why(self, file: FileInHand, title: object) -> None:
        """Raise `Refused` if it can be told which cell made a sheet too large for its reader."""
        try:
            self._exchange(file, "check_closely", title)
        except Ended:
            self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process, self._current = self._process, None, None
        if process is not None:
            process.kill()
            process.communicate()

    def _is_fresh_for(self, file: FileInHand) -> bool:
        return self._is_fresh and self._current is file

    def _exchange(self, file: FileInHand, name: str, *given: object) -> Any:
        if self._current is not file and name != "open":
            self._exchange(file, "open")
        request = (name, *given)
        content = None
        if name == "open":
            self._is_fresh = self._process is None
            self._current = file
            request, content = (name, file.name, asdict(file.limits)), file.content
        kind, answer = self._timed(file, pickle.dumps(request), content)
        if kind == "refused":
            reason, parts = answer
            raise Refused(reason, **parts)
        if kind == "full":
            raise Ended("too_much_memory")
        return answer

    def _timed(self, file: FileInHand, request: bytes, content: bytes | None) -> Any:
        """Return the answer, unless the process ends or has to be ended before it is there."""
        if file.seconds_left <= 0:
            raise _refused("too_slow", file.limits)
        process = self._process = self._process or self._started(file.limits)
        begun = time.monotonic()
        watch = threading.Timer(file.seconds_left, process.kill)
        watch.start()
        try:
            answer = _talk(process, request, content)
        finally:
            watch.cancel()
            file.seconds_left -= time.monotonic() - begun
        if answer is not None:
            return _unpickled(answer)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        self.close()
        if file.seconds_left <= 0:
            raise _refused("too_slow", file.limits)
        raise Ended("too_much_memory" if process.returncode in OUT_OF_MEMORY else "damaged")

    def _started(self, limits: Limits) -> subprocess.Popen[bytes]:
        seconds = str(int(limits.seconds) + GRACE_SECONDS)
        return subprocess.Popen(
            [sys.executable, "-I", "-c", PROGRAM, ROOT, str(self._memory_bytes), seconds],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )


def _talk(process: subprocess.Popen[bytes], request: bytes, content: bytes | None) -> bytes | None:
    """Return what the process answers; None if it ended instead."""
    assert process.stdin is not None and process.stdout is not None
    try:
        write_frame(process.stdin, request)
        if content is not None:
            write_frame(process.stdin, content)
        return read_frame(process.stdout)
    except (OSError, ValueError):
        return None


def _refused(reason: str, limits: Limits) -> Refused:
    if reason == "too_slow":
        return Refused("too_slow", seconds=f"{limits.seconds:g}")
    return Refused(reason)


class _Plain(pickle.Unpickler):
    """Takes in values and nothing else: a reader that was taken over cannot make us run a thing."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class that only holds a value."""
        if (module, name) not in PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _unpickled(answer: bytes) -> Any:
    # While rows of texts and numbers are built there is no garbage, and looking for it is dear.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _Plain(io.BytesIO(answer)).load()
    finally:
        if was_enabled:
            gc.enable()


READERS: dict[tuple[int, int], Reader] = {}
"""The reader of each process and memory bound: a forked worker must not share its parent's."""


def reader_for(limits: Limits) -> Reader:
    """Return the reader of this process that is bound as `limits` say."""
    key = (os.getpid(), limits.memory_bytes)
    if key not in READERS:
        READERS[key] = Reader(limits.memory_bytes)
    return READERS[key]


@atexit.register
def close_readers() -> None:
    """End the processes that read for this one."""
    for (pid, _), reader in READERS.items():
        if pid == os.getpid():
            with suppress(OSError):
                reader.close()
