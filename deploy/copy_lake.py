"""Copy a lake from one place to another, each a folder or an `s3://` URL; for backups.

    python deploy/copy_lake.py s3://lake /srv/backup/lake

What lies in a lake is never changed, so a file that is there in the same size is not copied
again, and a lake may be copied while the service works. Prints how many files there are and how
many were copied; each is read again and compared.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from upath import UPath

from tasks.object_store import is_local, located, paths_below


def copy(source: UPath, target: UPath) -> tuple[int, int]:
    """Copy every file below `source` that `target` lacks; return how many there are, and copied.

    Raises `OSError`, `StoreError`, or `ValueError` if what was written reads differently.
    """
    files = list(_below(source))
    due = [path for path in files if not _is_there(source / path, target / path)]
    for path in due:
        content = (source / path).read_bytes()
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)
        if (target / path).read_bytes() != content:
            raise ValueError(f"{target / path} reads differently from what was written")
    return len(files), len(due)


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
