"""Fixtures: an account whose added time is limited."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry


@pytest.fixture
def limit() -> dict[str, int] | None:
    """Return the limit of the account."""
    return {"hours": 2}


@pytest.fixture
def entry(entry: MockConfigEntry, limit: dict[str, int] | None) -> MockConfigEntry:
    """Return the wearer's account with a limit, not yet added."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        data=dict(entry.data),
        options={"daily_time_limit": limit, "disabled_commands": []},
    )
