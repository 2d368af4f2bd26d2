"""Markers for private texts, and a check that no log shows them."""

import logging

import pytest

TOKEN = "secret-token-4711"
PRIVATE = "Private-4711"


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the logged messages, with the errors.

    Left out: Home Assistant's own debug log of events, which holds all states of all integrations,
    and the messages of the tests' stand-in for the disk.
    """
    formatter = logging.Formatter()
    return [
        formatter.format(record)
        for record in caplog.records
        if not record.getMessage().startswith("Bus:Handling")
        and not record.name.startswith("pytest_homeassistant")
    ]


def assert_nothing_private(texts: list[str]) -> None:
    """Fail where a text holds one of the markers."""
    assert texts
    for text in texts:
        assert TOKEN not in text
        assert PRIVATE not in text
