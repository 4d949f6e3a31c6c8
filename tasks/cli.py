"""`junheng`: every step from a terminal, with or without Airflow."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tasks.console.commands import run_command
from tasks.console.parser import parser
from tasks.console.wording import text
from tasks.errors import JunhengError, StoreError
from tasks.settings import load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0, or that of the error by who must act."""
    options = parser().parse_args(arguments)
    try:
        return run_command(options)
    except JunhengError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # Who reads our output, `head` for one, may stop before we do.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        return 0
    except OSError as error:
        place = error.filename or load_settings().lake
        print(text("errors", "disk", file=place, reason=error.strerror), file=sys.stderr)
        return StoreError.exit_code


if __name__ == "__main__":
    sys.exit(main())
