"""Takes the marks of a receipt off again, so that what a school hands back is its own work."""

from __future__ import annotations

import hashlib

from tasks.receipts.book import OURS
from tasks.receipts.markup import Unmarkable, edited
from tasks.receipts.package import UNDO, WORKBOOK, Package, Undo
from tasks.receipts.peeling import peel

MOST_WORKBOOK_BYTES = 20_000_000


def unmarked(content: bytes) -> bytes:
    """Return a workbook without the marks that a receipt has put into it.

    Where no program has saved it since, every part is again what it was, to the byte. A file
    that bears no marks, or is no xlsx or xlsm file, is returned as it is.
    """
    package = _marked_package(content)
    if package is None:
        return content
    try:
        _take_off(package)
        return package.packed()
    except Unmarkable:
        return content


def content_key(content: bytes) -> str:
    """Return what two files share whose contents are the same, whatever marks they bear.

    It is the SHA-256 over names and bytes of the unmarked parts; of a file that is no xlsx
    or xlsm, over its bytes. An explanation filled in is content.
    """
    try:
        package = _marked_package(content) or Package(content)
        said = _take_off(package) if WORKBOOK in package and _is_marked(package) else []
        digest = hashlib.sha256()
        for name in sorted(package.names):
            digest.update(name.encode(errors="surrogatepass") + b"\0")
            part = hashlib.sha256()
            for chunk in package.chunks(name):
                part.update(chunk)
            digest.update(part.digest())
        for text in said:
            digest.update(text)
    except Unmarkable:
        return hashlib.sha256(content).hexdigest()
    return digest.hexdigest()


def is_marked(content: bytes) -> bool:
    """Tell whether a file carries a receipt of ours, so that a school may have answered in it."""
    return _marked_package(content) is not None


def _marked_package(content: bytes) -> Package | None:
    """Return the package of a file that bears marks, None of any other."""
    try:
        package = Package(content)
        return package if _is_marked(package) else None
    except Unmarkable:
        return None


def _is_marked(package: Package) -> bool:
    if package.size(WORKBOOK) > MOST_WORKBOOK_BYTES:
        raise Unmarkable("workbook")
    return OURS.encode() in package.read(WORKBOOK)


def _take_off(package: Package) -> list[bytes]:
    """Take the marks off; return what a school wrote into our sheets, as far as it is known."""
    if UNDO in package:
        undo = Undo(package.read(UNDO))
        if undo.fits(package):
            said = [package.read(name) for name in undo.altered(package)]
            for name in (UNDO, *undo.added):
                if name in package:
                    package.remove(name)
            for name, (_, edits) in undo.edits.items():
                package.replace(name, edited(package.read(name), edits))
            return said
    return peel(package)
