"""The process that reads: it answers one request after the other until nobody asks any more.

It is started anew after whatever ended it. It may neither write a file nor use more
memory than it was given, and leaves by itself when its master is gone.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
from contextlib import suppress
from typing import Any

from tasks.intake.reader.frames import read_frame, write_frame
from tasks.intake.reader.kinds import open_book
from tasks.intake.reader.limits import Limits
from tasks.intake.reader.pages import Book, sent
from tasks.intake.refused import Refused

IDLE_SECONDS = 300
PICKLE = 5
READY, REFUSED, FULL = "ready", "refused", "full"


def serve() -> None:
    """Answer requests on standard input until it is closed, or nobody asks for long."""
    requests, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    _mute()
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    _bind(memory)
    # What is read lives as long as one file; looking for cycles in it costs half the time.
    gc.disable()
    book: Book | None = None
    while True:
        signal.alarm(IDLE_SECONDS)
        request = read_frame(requests)
        if request is None:
            return
        signal.alarm(seconds)
        name, *given = pickle.loads(request)
        if name == "open":
            book = None
            gc.collect()
            given.insert(0, read_frame(requests) or b"")
        answer, book = _answer(name, given, book)
        write_frame(answers, answer)


def _answer(name: str, given: list[Any], book: Book | None) -> tuple[bytes, Book | None]:
    try:
        if name == "open":
            content, file_name, limits = given
            book = open_book(content, file_name, Limits(**limits))
            return _packed(READY, vars(book.contents)), book
        assert book is not None
        if name == "page":
            return _packed(READY, sent(book.page(*given))), book
        if name == "check_closely":
            book.check_closely(*given)
            return _packed(READY, None), book
        return _packed(READY, book.first_rows(*given)), book
    except Refused as refused:
        return _packed(REFUSED, (refused.reason, refused.parts)), book
    except MemoryError:
        return _packed(FULL, None), None
    except BaseException as error:
        # A panic of calamine is no Exception. Whatever a reader stumbles over is in the file;
        # the name alone goes on, for the text may quote a pupil.
        return _packed(REFUSED, ("damaged", {"error": type(error).__name__})), None


def _packed(kind: str, answer: object) -> bytes:
    return pickle.dumps((kind, answer), PICKLE)


def _mute() -> None:
    """Let what libraries print, a panic's story for one, go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _bind(memory: int) -> None:
    """Bind this process; a system that knows no such bounds is left to the master's clock."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
