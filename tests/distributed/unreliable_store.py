"""Run as a script: moto's S3 store, which fails a share of the requests.

    python unreliable_store.py HOST PORT SHARE SEED FILE

A failure is one of three by chance: refused before anything was done, done but the answer
lost, or the connection broken off before anything was done. FILE gets a line for each.
"""

from __future__ import annotations

import random
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple

BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
KINDS = ("refused", "answer_lost", "broken_off")


class Unreliable:
    """A WSGI application that fails now and then where another would not."""

    def __init__(self, application: Any, share: float, seed: int, file: str) -> None:
        self.application = application
        self.share = share
        self.file = Path(file)
        self.chance = random.Random(seed)
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, or fail."""
        kind = self._drawn()
        if not kind:
            return self.application(environ, start)
        if kind == "answer_lost":
            b"".join(self.application(environ, lambda *_: None))
        else:
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if kind != "refused":
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        start("503 Slow Down", [("Content-Type", "application/xml")])
        return [BUSY]

    def _drawn(self) -> str:
        with self.lock:
            if self.chance.random() >= self.share:
                return ""
            kind = self.chance.choice(KINDS)
            with self.file.open("a") as told:
                told.write(f"{kind}\n")
            return kind


def main(host: str, port: str, share: str, seed: str, file: str) -> None:
    """Serve until the process is ended."""
    application = Unreliable(
        DomainDispatcherApplication(create_backend_app), float(share), int(seed), file
    )
    run_simple(host, int(port), application, threaded=True, request_handler=MotoRequestHandler)


if __name__ == "__main__":
    main(*sys.argv[1:])
