"""The events of an account's calendar."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from tests.added_account import Account

FIRST_DAY = datetime(2026, 5, 1)


async def calendar_events(
    account: Account, days: int = 61, start: datetime = FIRST_DAY
) -> list[dict[str, str]]:
    """Return the events of so many days."""
    entity_id = account.entity_ids()["calendar.lock_sessions"]
    response: Any = await account.hass.services.async_call(
        "calendar",
        "get_events",
        {
            ATTR_ENTITY_ID: entity_id,
            "start_date_time": str(start),
            "duration": timedelta(days=days),
        },
        blocking=True,
        return_response=True,
    )
    events: list[dict[str, str]] = response[entity_id]["events"]
    return events
