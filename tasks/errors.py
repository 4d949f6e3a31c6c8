"""Errors, sorted by who must act.

A bad spreadsheet is an ordinary outcome and not an error: see `tasks.model.Issue`.
"""


class JunhengError(Exception):
    """Base of every error that Junheng raises on purpose."""

    exit_code = 1


class SubmissionError(JunhengError):
    """A file cannot be opened or is none of our forms: the school must act."""

    exit_code = 2


class CatalogueError(JunhengError):
    """A standard, suite, layout or template is wrong: the maintainer must act."""

    exit_code = 3

    def __init__(self, message: str, file: object = "", line: int | None = None) -> None:
        self.file = str(file)
        self.line = line
        place = self.file if line is None else f"{self.file}:{line}"
        super().__init__(f"{place}: {message}" if place else message)


class StoreError(JunhengError):
    """Storage or the network did not answer: nobody must act, try again later."""

    exit_code = 4
