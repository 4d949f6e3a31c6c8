"""Which files of an intake folder are returns, and how a file in it is named in the ledger."""

from __future__ import annotations

import hashlib

RECEIPTS = "回执"
"""Name of the folder, beside the files a school drops, that its receipts go to."""

TEMPORARY_STARTS = (".", "~$", "~")
TEMPORARY_ENDS = (".tmp", ".part", ".partial", ".crdownload", ".download", ".lock")


def is_return(name: str) -> bool:
    """Tell whether a file name is one of a finished file, not of an editor or a copy under way."""
    lowered = name.lower()
    return not lowered.startswith(TEMPORARY_STARTS) and not lowered.endswith(TEMPORARY_ENDS)


def drop_name(path: str, sha256: str) -> str:
    """Return the ledger's name for one content under one path of the intake folder."""
    return hashlib.sha256(f"{path}\0{sha256}".encode()).hexdigest()[:24]
