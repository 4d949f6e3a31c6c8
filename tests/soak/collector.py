"""One long-living process that does the steps of `collect` again and again.

`python -m tests.soak.collector ROUNDS DONE` writes a line of JSON a round into the file ROUNDS,
and ends when the file DONE is there and nothing is left to be done.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from tasks import steps
from tasks.steps.intake import drops

PAUSE_SECONDS = 3.0
MOMENT = "2025-12-20T09:{:02}:{:02}+08:00"
MOST_ROUNDS = 3600


def main(rounds: Path, done: Path) -> None:
    """Collect until all is done, and note what each round took in and what memory it left."""
    with rounds.open("a", encoding="utf-8") as notes:
        for number in range(MOST_ROUNDS):
            is_last = done.exists()
            # What was cut off stays in its place for ten minutes, as it may be half of a copy.
            with (
                mock.patch.object(drops, "OLD_SECONDS", 0) if is_last else contextlib.nullcontext()
            ):
                note = collected(MOMENT.format(*divmod(number % 3600, 60)))
            notes.write(json.dumps(note) + "\n")
            notes.flush()
            if is_last and not note["files"] and not note["attempts"]:
                return
            time.sleep(0 if is_last else PAUSE_SECONDS)


def collected(moment: str) -> dict[str, Any]:
    """Do what the DAG does once; return what it found, took, and left in memory."""
    begun, files = time.monotonic(), len(steps.waiting())
    batches = steps.receive(moment)
    for batch in steps.compare([steps.stage(batch) for batch in batches]):
        steps.reply(steps.check(batch), moment)
    steps.record(moment)
    gc.collect()
    own = psutil.Process()
    readers = [each.memory_info().rss for each in own.children(recursive=True)]
    return {
        "files": files,
        "attempts": sum(map(len, batches)),
        "seconds": round(time.monotonic() - begun, 2),
        "processor_seconds": round(time.process_time(), 2),
        "rss": own.memory_info().rss,
        "readers_rss": sum(readers),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
