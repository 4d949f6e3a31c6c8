"""Under which regime a dossier speaks: the facts that travel inside it say so."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

FOLDER, FACTS, REGIME = "customXml/item", "facts", "regime"


def regime_of(docx: bytes) -> str:
    """Return the regime of the facts in a Word file, empty where it carries none."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in sorted(package.namelist()):
            if name.startswith(FOLDER) and name.endswith(".xml"):
                regime = _regime(package.read(name))
                if regime:
                    return regime
    return ""


def _regime(content: bytes) -> str:
    """Return what the first element of a part says, without reading the thousands below it."""
    for _, root in etree.iterparse(io.BytesIO(content), events=("start",), resolve_entities=False):
        return str(root.get(REGIME, "")) if root.tag.rpartition("}")[2] == FACTS else ""
    return ""
