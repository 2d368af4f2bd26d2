"""The texts of errors, results and log records, in which a secret could be shown."""

from collections.abc import Iterator
import logging
import traceback

import pytest

from custom_components.chastify.api import ChastifyError


def chained(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that hang on it."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            yield current
            waiting += [current.__context__, current.__cause__]
            if isinstance(current, BaseExceptionGroup):
                waiting += current.exceptions


def shown_by_exception(error: Exception) -> str:
    """Return an error with its causes as a log shows it."""
    texts = ["".join(traceback.format_exception(error))]
    return "\n".join([*texts, *(f"{each} {each!r}" for each in chained(error))])


def shown_by_error(error: ChastifyError) -> str:
    """Return all that an error shows, with the errors behind it."""
    texts = ["".join(traceback.format_exception(error))]
    for each in chained(error):
        texts += [repr(each), str(each), repr(each.args), repr(vars(each))]
        texts += getattr(each, "__notes__", [])
    return "\n".join(texts)


def shown_by_logs(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that the log records show."""
    return "\n".join(
        f"{record.getMessage()} {record.args!r} {record.exc_info!r} {record.exc_text!r}"
        for record in caplog.records
    ) + str(caplog.text)


def capture_all_logs(caplog: pytest.LogCaptureFixture) -> None:
    """Let every logger write all that it has to say."""
    caplog.set_level(logging.DEBUG)
    for name in [*logging.root.manager.loggerDict]:
        caplog.set_level(logging.DEBUG, logger=name)
