"""Intents as other sources than our sentences give them: with slots of any kind."""

from collections.abc import Mapping
from typing import Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from tests.account import Account
from tests.acting import bodies, named, sent
from tests.simulator import Simulator

from .speaking import allow

OUT_OF_RANGE: Final = (
    "Add time was not sent: Duration takes a duration from 0:00:01 to 87600:00:00"
    " (hours:minutes:seconds)."
)


@pytest.fixture(autouse=True)
async def allowed(hass: HomeAssistant, account: Account) -> None:
    """Let assistants add time and freeze."""
    allow(account, "add_time", "freeze")
    await hass.async_block_till_done()


async def handle(
    hass: HomeAssistant, intent_type: str, slots: Mapping[str, object]
) -> tuple[intent.IntentResponse, str]:
    """Handle an intent; return the response and what is said."""
    response = await intent.async_handle(
        hass,
        "test",
        intent_type,
        {name: {"value": value} for name, value in slots.items()},
        language="en",
    )
    return response, response.speech["plain"]["speech"]


async def test_duration_is_given_in_parts(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    given: list[tuple[dict[str, object], int]] = [
        ({"seconds": 90}, 90),
        ({"minutes": 5}, 300),
        ({"minutes": "5"}, 300),
        ({"hours": 2.0}, 7200),
        ({"days": 0, "hours": 1, "minutes": 1, "seconds": 1}, 3661),
        ({"minutes": 5, "name": "sim_wearer"}, 300),
    ]
    for slots, _ in given:
        response, _ = await handle(hass, "ChastifyAddTime", slots)
        assert response.response_type is intent.IntentResponseType.ACTION_DONE
    assert bodies(simulator) == [named("add_time", seconds) for _, seconds in given]


async def test_slot_of_another_kind_is_refused(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    bad: list[dict[str, object]] = [
        {"minutes": -5},
        {"minutes": "five"},
        {"minutes": None},
        {"hours": 1.9},
        {"hours": "1.5"},
        {"minutes": True},
        {"minutes": float("nan")},
        {"days": 10**12},
        {"minutes": [5]},
        {"name": ["Anna"], "minutes": 5},
    ]
    for slots in bad:
        with pytest.raises(intent.InvalidSlotInfo):
            await handle(hass, "ChastifyAddTime", slots)
    with pytest.raises(intent.InvalidSlotInfo):
        await handle(hass, "ChastifyGetLock", {"question": "wearer"})
    assert not sent(simulator)


@pytest.mark.parametrize(
    ("slots", "answer"),
    [
        ({}, "Add time was not sent: the field Duration is missing. Fill it in."),
        ({"days": 700_000_000, "hours": 700_000_000}, OUT_OF_RANGE),
        ({"seconds": 0}, OUT_OF_RANGE),
        (
            {"minutes": 5, "name": "Zoe"},
            'No lock is called "Zoe". The names are: Chastify lock.',
        ),
    ],
)
async def test_refusal_is_an_error(
    hass: HomeAssistant,
    simulator: Simulator,
    slots: dict[str, object],
    answer: str,
) -> None:
    response, said = await handle(hass, "ChastifyAddTime", slots)

    assert response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert said == answer
    assert not sent(simulator)


async def test_freeze_without_parts_lasts_as_long_as_the_number_says(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await handle(hass, "ChastifyFreeze", {})
    await handle(hass, "ChastifyFreeze", {"minutes": 2})

    assert bodies(simulator) == [
        ("/lock/freeze", {"durationSeconds": 3600}),
        ("/lock/freeze", {"durationSeconds": 120}),
    ]
