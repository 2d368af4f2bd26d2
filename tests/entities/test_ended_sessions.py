"""The description of a calendar event sums up a lock that has ended."""

import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act
from tests.added_account import Account
from tests.calendar_events import calendar_events
from tests.frozen_time import Advance
from tests.simulator import Lock, Simulator

HOUR = 3600
SUMMARIES = {
    "en": [
        "Locked: two hours and 45 minutes",
        "Frozen: one hour",
        "Added: one hour and 20 minutes (20 minutes by Home Assistant, one hour by somebody else)",
        "Removed: 30 minutes (by somebody else)",
        "Task points: 12 of 20",
    ],
    "de": [
        "Verschlossen: zwei Stunden und 45 Minuten",
        "Eingefroren: eine Stunde",
        "Hinzugefügt: eine Stunde und 20 Minuten (20 Minuten von Home Assistant, eine Stunde von jemand anderem)",
        "Abgezogen: 30 Minuten (von jemand anderem)",
        "Aufgabenpunkte: 12 von 20",
    ],
}


async def descriptions(account: Account) -> list[str | None]:
    """Return the descriptions of the events around now."""
    return [event.get("description") for event in await calendar_events(account)]


async def live(
    hass: HomeAssistant, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    """Let a lock be changed by both, be frozen for an hour, and end."""
    await act(hass, "add_time", duration={"minutes": 20})
    lock.add_time(HOUR)
    await advance(31)
    lock.add_time(-HOUR / 2)
    await advance(31)
    lock.freeze(HOUR)
    await advance(31)
    await advance(2 * HOUR)
    await advance(20 * 60)
    simulator.end_lock()
    await advance(31)


@pytest.mark.parametrize("language", SUMMARIES)
async def test_ended_lock_is_summed_up_in_the_language_of_the_house(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    language: str,
) -> None:
    hass.config.language = language
    assert await descriptions(account) == [None]

    await live(hass, lock, simulator, advance)
    await hass.config_entries.async_reload(account.entry.entry_id)

    (description,) = await descriptions(account)
    assert (description or "").split("\n") == SUMMARIES[language]


async def test_nothing_is_said_of_what_did_not_happen(
    account: Account, simulator: Simulator, advance: Advance
) -> None:
    simulator.end_lock()
    await advance(31)

    (description,) = await descriptions(account)
    assert description == "Locked: 24 minutes\nTask points: 12 of 20"
