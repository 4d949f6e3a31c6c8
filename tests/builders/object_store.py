"""A store of objects on this machine for a test, which ends with the test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

PROGRAM = Path(sys.prefix) / "store" / "bin" / "moto_server"
HOST = "127.0.0.1"
PATIENCE_SECONDS = 30


@contextmanager
def a_store() -> Iterator[str]:
    """Run an empty store; yield its address."""
    assert PROGRAM.exists(), "the store for tests is missing; `make .venv/store/ready` installs it"
    port = free_port()
    command = [str(PROGRAM), "--host", HOST, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield f"http://{HOST}:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with closing(socket.socket()) as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, "the store for tests did not start"
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the store for tests does not answer")


def secret_file(folder: Path, name: str, text: str) -> str:
    """Return the path of a file as a container hands a secret over."""
    path = folder / name
    path.write_text(f"{text}{os.linesep}")
    return str(path)
