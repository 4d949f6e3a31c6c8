"""Copy a lake from one place to another, each a folder or an `s3://` URL; for backups.

    python deploy/copy_lake.py s3://lake /srv/backup/lake

What lies in a lake is never changed, so a file that is there in the same size is not copied
again, and a lake may be copied while the service works. Prints how many files there are and how
many were copied; each is read again and compared. A store that does not answer is asked again a few
times; after that begin anew, what is there already is passed over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TypeVar

from upath import UPath

from tasks.errors import StoreError
from tasks.object_store import is_local, located, paths_below

TRIES = 8
Found = TypeVar("Found")


def copy(source: UPath, target: UPath) -> tuple[int, int]:
    """Copy every file below `source` that `target` lacks; return how many there are, and copied.

    Raises `OSError`, `StoreError`, or `ValueError` if what was written reads differently.
    """
    files = _patiently(lambda: list(_below(source)))
    copied = [_patiently(partial(_copy_file, source / path, target / path)) for path in files]
    return len(files), sum(copied)


def _copy_file(source: UPath, target: UPath) -> bool:
    """Copy one file unless it is there; tell whether it was copied."""
    if _is_there(source, target):
        return False
    content = source.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if target.read_bytes() != content:
        raise ValueError(f"{target} reads differently from what was written")
    return True


def _patiently(work: Callable[[], Found]) -> Found:
    """Return what `work` does, tried again where a store or disk did not answer."""
    for _ in range(TRIES - 1):
        with suppress(OSError, StoreError):
            return work()
    return work()


def _below(folder: UPath) -> Iterator[str]:
    if not is_local(folder):
        yield from paths_below(folder)
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _is_there(source: UPath, target: UPath) -> bool:
    return bool(target.exists() and target.stat().st_size == source.stat().st_size)


if __name__ == "__main__":
    print("{} files, {} copied".format(*copy(located(sys.argv[1]), located(sys.argv[2]))))
