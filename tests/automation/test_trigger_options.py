"""Thresholds and durations of triggers."""

import pytest

from homeassistant.core import HomeAssistant
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Lock

from .rules import device_of, is_valid, trigger, watch


@pytest.mark.parametrize(
    ("key", "seconds", "starts"),
    [
        ("time_added", 600, 1),
        ("time_added", 599, 0),
        ("time_added", -600, 0),
        ("time_removed", -600, 1),
        ("time_removed", -599, 0),
    ],
)
async def test_less_than_the_minimum_starts_nothing(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    key: str,
    seconds: int,
    starts: int,
) -> None:
    watched = await watch(
        hass, trigger(key, device_of(account), minimum={"minutes": 10})
    )
    lock.add_time(seconds)
    await advance(30)
    assert watched.count() == starts


@pytest.mark.parametrize(
    ("remaining", "below", "starts"),
    [
        # Seen after 90 s, but the state is written once a minute.
        (7300, 7230, 120),
        (7300, 7250, 60),
        # In the last ten minutes each reading is written.
        (600, 530, 90),
    ],
)
async def test_threshold_with_a_unit_starts_when_a_state_beyond_it_is_written(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    advance: Advance,
    remaining: int,
    below: int,
    starts: int,
) -> None:
    # Written when it is read.
    lock.remaining = remaining + 30
    await advance(30)
    watched = await watch(
        hass,
        trigger(
            "time_remaining_crossed_threshold",
            device_of(account),
            threshold={
                "type": "below",
                "value": {"number": below / 60, "unit_of_measurement": "min"},
            },
        ),
    )
    for elapsed in range(30, 181, 30):
        await advance(30)
        assert watched.count() == (elapsed == starts)


async def test_threshold_from_another_entity(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    hass.states.async_set("input_number.limit", "10", {"unit_of_measurement": "h"})
    watched = await watch(
        hass,
        trigger(
            "time_remaining_crossed_threshold",
            device_of(account),
            threshold={"type": "above", "value": {"entity": "input_number.limit"}},
        ),
    )
    lock.add_time(3 * 3600)
    await advance(30)
    assert watched.count() == 1


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("time_added", {"source": "nobody"}),
        ("time_added", {"minimum": {"minutes": -1}}),
        ("time_removed", {"minimum": "soon"}),
        ("lock_started", {"behavior": "each"}),
        ("frozen", {"behavior": "some"}),
        ("time_remaining_crossed_threshold", {}),
        (
            "time_remaining_crossed_threshold",
            {"threshold": {"type": "below", "value": {"number": 2}}},
        ),
        (
            "time_remaining_crossed_threshold",
            {
                "threshold": {
                    "type": "below",
                    "value": {"number": 2, "unit_of_measurement": "km"},
                }
            },
        ),
        ("remaining_time_reached", {}),
        ("remaining_time_reached", {"remaining": {"minutes": -1}}),
        ("remaining_time_reached", {"remaining": {"minutes": 1}, "locked": 5}),
        ("time_locked_reached", {"locked": "a day"}),
    ],
)
async def test_wrong_options_are_refused(
    hass: HomeAssistant, account: Account, key: str, options: dict[str, object]
) -> None:
    assert not await is_valid(
        hass, triggers=[trigger(key, device_of(account), **options)]
    )


@pytest.mark.parametrize(
    ("key", "option"),
    [
        ("time_added", "minimum"),
        ("remaining_time_reached", "remaining"),
        ("time_locked_reached", "locked"),
    ],
)
@pytest.mark.parametrize(
    ("text", "is_taken"),
    [("1 day, 1:00:00", True), ("-1 day, 1:00:00", False), ("1 day", False)],
)
async def test_durations_of_days_as_a_template_writes_them(
    hass: HomeAssistant,
    account: Account,
    key: str,
    option: str,
    text: str,
    is_taken: bool,
) -> None:
    config = trigger(key, device_of(account), **{option: text})
    assert await is_valid(hass, triggers=[config]) is is_taken
