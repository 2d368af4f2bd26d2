"""The table that gives every error of the API its meaning."""

import pytest

from custom_components.chastify import api
from custom_components.chastify.failures.errors import FAILURES
from tests.translation_check import ENGLISH

ERRORS = [
    error
    for name in api.__all__
    if isinstance(error := getattr(api, name), type)
    and issubclass(error, api.ChastifyError)
    and error is not api.ChastifyError
]


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_its_texts(error: type[api.ChastifyError]) -> None:
    failure = FAILURES[error]

    assert ENGLISH[f"exceptions.{failure.reading}.message"]
    assert ENGLISH[f"exceptions.{failure.command}.message"]
    assert ENGLISH[f"config.error.{failure.flow}"]
