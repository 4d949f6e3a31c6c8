"""LibreOffice, as the reader of Word files and workbooks that a test machine has."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tasks.catalogue import TEMPLATES


def tool(name: str) -> str:
    """Return the path of a program; without it the test is skipped, but in CI it fails."""
    found = shutil.which(name)
    if found is None:
        reason = f"{name} is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return str(found)


def convert(files: list[Path], kind: str, folder: Path) -> list[Path]:
    """Return `files` as LibreOffice saves them as `kind` (such as `pdf`) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = (folder / "profile").as_uri()
    command = [tool("soffice"), f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", kind, "--outdir", str(folder), *map(str, files)]
    fonts = os.environ | {"FONTCONFIG_FILE": str(TEMPLATES / "dossiers" / "fonts.conf")}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=fonts)
    suffix = kind.split(":")[0]
    return [folder / f"{file.stem}.{suffix}" for file in files]
