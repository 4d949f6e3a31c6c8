"""One of those who copy files into the intake, as people and programs do.

`python writer.py PLAN INTAKE NUMBER` writes what the plan gives to this writer, each file at
its second. It knows nothing of the program.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

PIECES = 5
PAUSE_SECONDS = 0.2


def main(plan: str, intake: str, writer: int) -> None:
    """Drop the files of one writer."""
    begun = time.monotonic()
    for each in json.loads(Path(plan).read_text(encoding="utf-8")):
        if each["writer"] == writer:
            time.sleep(max(0.0, begun + each["second"] - time.monotonic()))
            drop(Path(each["source"]).read_bytes(), Path(intake) / each["target"], each["way"])


def drop(content: bytes, target: Path, way: str) -> None:
    """Write one file in one of the ways that files come."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if way == "whole":
        target.write_bytes(content)
    elif way == "slowly":
        in_pieces(content, target)
    elif way == "renamed":
        in_pieces(content, target.with_name(f"{target.name}.part"))
        target.with_name(f"{target.name}.part").replace(target)
    else:
        lock = target.with_name(f"~${target.name}")
        lock.write_bytes(b"lock")
        in_pieces(content, target.with_name(f".{target.name}.tmp"))
        target.with_name(f".{target.name}.tmp").replace(target)
        lock.unlink()


def in_pieces(content: bytes, target: Path) -> None:
    """Write a file as a slow connection does."""
    step = max(1, -(-len(content) // PIECES))
    with target.open("wb") as file:
        for start in range(0, len(content), step):
            file.write(content[start : start + step])
            file.flush()
            time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
