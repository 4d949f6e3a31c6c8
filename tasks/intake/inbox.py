"""Which files of an intake folder are returns, and how what lies there is named."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

RECEIPTS = "回执"
"""Name of the folder, beside the files a school drops, that its receipts go to."""

TAKEN = "已接收"
"""Name of the folder, beside it, that a file goes to once its bytes are safe with us."""

NOT_DROPPED = (RECEIPTS, TAKEN)
TEMPORARY_STARTS = (".", "~")
TEMPORARY_ENDS = (
    ".tmp",
    ".temp",
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
    ".download",
    ".lock",
    ".lck",
    ".bak",
    ".swp",
    "~",
)
OF_THE_SYSTEM = ("desktop.ini", "thumbs.db", "ehthumbs.db", "__macosx", "$recycle.bin")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods")

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LONGEST_STEM = 60
ARCHIVE = ".zip"


def is_return(name: str) -> bool:
    """Tell whether a file name is one of a finished file, not of an editor or a copy under way."""
    lowered = name.lower()
    return not (
        lowered.startswith(TEMPORARY_STARTS)
        or lowered.endswith(TEMPORARY_ENDS)
        or lowered in OF_THE_SYSTEM
    )


def is_workbook(name: str) -> bool:
    """Tell whether a file name is that of a workbook."""
    return name.lower().endswith(WORKBOOKS)


def drop_name(path: str, container: str = "") -> str:
    """Return the ledger's name for one path of the intake folder.

    `container` is the fingerprint of the archive that the path leads into.
    """
    return hashlib.sha256(f"{path}\0{container}".encode()).hexdigest()[:24]


def safe_stem(path: str) -> str:
    """Return what files made for the file at `path` are called after, of bounded length.

    A file out of an archive is called after the folders in the archive as well.
    """
    parts = PurePosixPath(path).parts
    inside = [number for number, part in enumerate(parts[:-1]) if part.lower().endswith(ARCHIVE)]
    named = [*(parts[inside[0] + 1 : -1] if inside else ()), stem_of(parts[-1])]
    return UNSAFE.sub("_", "_".join(named))[:LONGEST_STEM]


def stem_of(name: str) -> str:
    """Return a file name without its ending."""
    return name.rsplit(".", 1)[0] if "." in name.lstrip(".") else name


def numbered(name: str, number: int) -> str:
    """Return the name a file gets when `number` - 1 files of its name are there already."""
    if number == 1:
        return name
    stem = stem_of(name)
    return f"{stem[:LONGEST_STEM]}（{number}）{name[len(stem) :]}"
