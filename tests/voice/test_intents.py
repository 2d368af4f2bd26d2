"""Intents as other sources than our sentences give them: with slots of any kind."""

from collections.abc import Mapping
from typing import Final

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from tests.acting import bodies, named, sent
from tests.added_account import Account
from tests.simulator import Simulator

from .speaking import allow
from .translated import refusal

FAILED: Final = intent.IntentResponseErrorCode.FAILED_TO_HANDLE
OUT_OF_RANGE: Final = '"Add time" was not sent: "Duration" must be at least one second and at most 3650 days.'


@pytest.fixture(autouse=True)
async def allowed(hass: HomeAssistant, account: Account) -> None:
    """Let assistants add time and freeze."""
    allow(account, "add_time", "freeze")
    await hass.async_block_till_done()


async def handle(
    hass: HomeAssistant, intent_type: str, slots: Mapping[str, object]
) -> tuple[intent.IntentResponse, str]:
    """Handle an intent; return the response and its speech."""
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


NO_NUMBERS: Final[tuple[object, ...]] = (
    -5,
    "five",
    "1.5",
    1.9,
    True,
    float("nan"),
    float("inf"),
    -float("inf"),
    10**12,
    10**5000,
    [5],
    {"minutes": 5},
)


@pytest.mark.parametrize("unit", ["days", "hours", "minutes", "seconds"])
async def test_number_that_is_none_is_answered_with_the_range(
    hass: HomeAssistant, simulator: Simulator, unit: str
) -> None:
    for value in NO_NUMBERS:
        response, said = await handle(hass, "ChastifyAddTime", {unit: value})
        assert response.error_code is FAILED
        assert said == OUT_OF_RANGE
    _, said = await handle(hass, "ChastifyFreeze", {unit: "nan"})
    assert said == (
        '"Freeze" was not sent: "Duration" must be at least one minute and at most 24 hours.'
    )
    assert not sent(simulator)


@pytest.mark.parametrize(
    ("intent_type", "slots"),
    [
        ("ChastifyGetLock", {"question": "weather"}),
        ("ChastifyGetLock", {"question": ["frozen"]}),
        ("ChastifyGetLock", {"name": {"first": "Anna"}}),
        ("ChastifyAddTime", {"name": ["Anna"], "minutes": 5}),
        ("ChastifyUnfreeze", {"name": ["Anna"]}),
    ],
)
async def test_slot_of_another_kind_is_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    intent_type: str,
    slots: dict[str, object],
) -> None:
    response, said = await handle(hass, intent_type, slots)

    assert response.error_code is FAILED
    slot = next(iter(slots))
    assert said == f"The value of {slot} doesn't fit. Nothing was sent."
    assert not sent(simulator)


@pytest.mark.parametrize("blank", [None, "", " ", "\u00a0\t"])
async def test_slot_that_holds_nothing_is_left_out(
    hass: HomeAssistant, simulator: Simulator, blank: str | None
) -> None:
    slots = {"name": blank, "days": blank, "hours": blank, "minutes": 5}
    response, _ = await handle(hass, "ChastifyAddTime", slots)
    assert response.error_code is None
    assert bodies(simulator) == [named("add_time", 300)]

    response, said = await handle(hass, "ChastifyAddTime", dict.fromkeys(slots, blank))
    assert response.error_code is FAILED
    assert said == refusal("en", "assist_no_duration")
    assert len(sent(simulator)) == 1


@pytest.mark.parametrize(
    ("slots", "answer"),
    [
        (
            {},
            (
                'For how long? Say the duration with it, such as "ten minutes".'
                " Nothing was sent."
            ),
        ),
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

    assert response.error_code is FAILED
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
