"""`junheng`: every step from a terminal, with or without Airflow."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tasks.console.commands import run_command
from tasks.console.parser import parser
from tasks.errors import JunhengError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or that of the error by who must act."""
    options = parser().parse_args(arguments)
    try:
        return run_command(options)
    except JunhengError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
