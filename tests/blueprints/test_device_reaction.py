"""The blueprint by which an event starts a vibration."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, until
from tests.added_account import Account
from tests.connected_devices import Toy, device_commands, names
from tests.simulator import Fault

from .house import PHONE, House

DOOR = "binary_sensor.door"
OPENED = [{"trigger": "state", "entity_id": DOOR, "to": "on"}]
STARTS = "POST /api/apps/v1/device-command"
FAILED = "The vibration failed."


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


@pytest.fixture(autouse=True)
async def door(house: House) -> None:
    """Shut the door, and forget the commands from the start of the house."""
    await house.set_state(DOOR, "off")


async def react(house: House, toy: Toy, **inputs: object) -> str:
    """Add the rule; returns its entity id."""
    return await house.use(
        "device_reaction", **{"device": toy.device_id, "event": OPENED, **inputs}
    )


async def open_it(house: House) -> None:
    """Open the door and shut it again."""
    await house.set_state(DOOR, "on")
    await house.set_state(DOOR, "off")


def starts(house: House) -> int:
    """Return how many starts reached the service."""
    return names(house.simulator).count("vibration.start")


async def test_it_vibrates_as_long_as_is_chosen(house: House, toy: Toy) -> None:
    await react(house, toy, duration=7)
    await open_it(house)
    assert toy.kinds() == ["vibration"]
    (request,) = device_commands(house.simulator)
    assert request.body == {"command": "vibration.start", "params": {}}
    await house.wait(6.9)
    assert toy.kinds() == ["vibration"]
    await house.wait(0.1)
    assert not toy.kinds()
    assert toy.lengths() == pytest.approx([7])
    assert not house.log()
    assert not house.notices()


async def test_5_seconds_where_nothing_is_chosen(house: House, toy: Toy) -> None:
    await react(house, toy)
    await open_it(house)
    await house.wait(5)
    assert toy.lengths() == pytest.approx([5])


async def test_start_can_be_written_to_the_log(house: House, toy: Toy) -> None:
    await react(house, toy, duration=7.0, write_log=True)
    await open_it(house)
    assert house.log() == [
        {"title": "Vibration for 7 seconds", "description": "device_reaction_0"}
    ]


async def test_conditions_of_the_person_are_kept(house: House, toy: Toy) -> None:
    await house.set_state("input_boolean.allowed", "off")
    await react(
        house,
        toy,
        only_if=[
            {"condition": "state", "entity_id": "input_boolean.allowed", "state": "on"}
        ],
    )
    await open_it(house)
    assert not starts(house)
    await house.set_state("input_boolean.allowed", "on")
    await open_it(house)
    assert starts(house) == 1


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "quiet", "loud"),
    [
        (
            "22:00:00",
            "07:00:00",
            ["2026-06-02 22:00", "2026-06-03 00:00", "2026-06-03 06:59:59"],
            ["2026-06-02 21:59:59", "2026-06-03 07:00", "2026-06-03 12:00"],
        ),
        (
            "12:00:00",
            "13:00:00",
            ["2026-06-02 12:00", "2026-06-02 12:59:59"],
            ["2026-06-02 11:59:59", "2026-06-02 13:00", "2026-06-02 23:00"],
        ),
        ("07:00:00", "07:00:00", [], ["2026-06-02 07:00", "2026-06-02 23:00"]),
        # The clock goes from 2:00 to 3:00.
        (
            "22:00:00",
            "02:30:00",
            ["2027-03-28 01:59:59"],
            ["2027-03-28 03:00:00"],
        ),
        (
            "02:30:00",
            "07:00:00",
            ["2027-03-28 03:00:00", "2027-03-28 06:59:59"],
            ["2027-03-28 01:59:59", "2027-03-28 07:00:00"],
        ),
    ],
)
async def test_quiet_hours(
    house: House,
    toy: Toy,
    quiet_from: str,
    quiet_until: str,
    quiet: list[str],
    loud: list[str],
) -> None:
    await react(house, toy, quiet_from=quiet_from, quiet_until=quiet_until)
    heard = []
    for moment in sorted(quiet + loud):
        await house.wait_until(moment)
        house.simulator.start_lock()
        await house.wait(0)
        before = starts(house)
        await open_it(house)
        if starts(house) > before:
            heard.append(moment)
    assert heard == sorted(loud)


async def test_hour_that_comes_twice_is_quiet_by_the_clock_on_the_wall(
    house: House, toy: Toy
) -> None:
    await react(house, toy, quiet_from="22:00:00", quiet_until="02:30:00")
    await house.wait_until("2026-10-25 02:29")
    heard = []
    for _ in range(4):
        house.simulator.start_lock()
        await house.wait(60)
        before = starts(house)
        await open_it(house)
        heard.append(starts(house) > before)
        await house.wait(29 * 60)
    assert heard == [True, False, True, True]


async def test_quiet_hours_by_default(house: House, toy: Toy) -> None:
    await react(house, toy)
    for moment in ("2026-06-01 22:00", "2026-06-02 06:59"):
        await house.wait_until(moment)
        house.simulator.start_lock()
        await house.wait(1)
        await open_it(house)
    assert not starts(house)
    await house.wait_until("2026-06-02 07:00")
    await open_it(house)
    assert starts(house) == 1


async def test_starts_are_so_far_apart(house: House, toy: Toy) -> None:
    await react(house, toy, at_least_apart={"minutes": 2})
    await open_it(house)
    await house.wait(119.9)
    await open_it(house)
    assert starts(house) == 1
    await house.wait(0.1)
    await open_it(house)
    assert starts(house) == 2


async def test_they_are_so_far_apart_also_over_a_restart(
    house: House, toy: Toy
) -> None:
    await react(house, toy)
    await open_it(house)
    await house.wait(20)
    await house.restart(away=20)
    await open_it(house)
    assert starts(house) == 1
    await house.wait(20)
    await open_it(house)
    assert starts(house) == 2


async def test_two_events_at_once_start_it_once(house: House, toy: Toy) -> None:
    other = "binary_sensor.window"
    await house.set_state(other, "off")
    await react(
        house,
        toy,
        event=[{"trigger": "state", "entity_id": [DOOR, other], "to": "on"}],
    )
    await house.set_states((DOOR, other), "on")
    assert starts(house) == 1
    assert not house.notices()


async def test_coming_back_is_no_event(house: House, toy: Toy) -> None:
    await react(house, toy)
    for state in ("unavailable", "on", "unknown", "on", "unavailable"):
        await house.set_state(DOOR, state)
    house.hass.states.async_remove(DOOR)
    await house.set_state(DOOR, "on")
    assert not starts(house)


async def test_without_a_lock_nothing_is_sent_or_told(house: House, toy: Toy) -> None:
    await react(house, toy)
    house.simulator.end_lock()
    await house.wait(30)
    await open_it(house)
    assert not device_commands(house.simulator)
    assert not house.notices()
    house.simulator.start_lock()
    await house.wait(300)
    await open_it(house)
    assert starts(house) == 1


async def test_lock_that_has_just_ended_is_not_told(house: House, toy: Toy) -> None:
    """The entities don't show it yet."""
    await react(house, toy)
    house.simulator.end_lock()
    await open_it(house)
    assert not toy.kinds()
    assert not house.notices()


async def test_emergency_stop_is_kept_and_told(house: House, toy: Toy) -> None:
    await react(house, toy, told=[PHONE])
    await act(house.hass, "stop_devices")
    await open_it(house)
    assert not starts(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)
    assert house.told() == [notice]


async def test_duration_above_the_cap_is_refused_and_not_shortened(
    house: House, toy: Toy
) -> None:
    await react(house, toy, duration=31)
    await open_it(house)
    assert not device_commands(house.simulator)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)


async def test_cooldown_of_the_device_holds(house: House, toy: Toy) -> None:
    await react(house, toy, at_least_apart={"seconds": 0})
    await open_it(house)
    await open_it(house)
    assert starts(house) == 1
    (notice,) = house.notices()
    assert notice.startswith(FAILED)


async def test_service_that_is_away_is_told_and_nothing_is_kept_for_later(
    house: House, toy: Toy
) -> None:
    await react(house, toy)
    house.simulator.order(Fault(close="before"), times=None)
    await house.wait(30)
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)
    house.simulator.clear_faults()
    house.forget()
    await house.wait(30)
    assert not starts(house)


async def test_account_that_is_not_loaded_is_told(house: House, toy: Toy) -> None:
    await react(house, toy)
    await house.hass.config_entries.async_unload(toy.account.entry.entry_id)
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)


async def test_device_that_is_gone_is_told(house: House, toy: Toy) -> None:
    await react(house, toy, device="gone")
    await open_it(house)
    (notice,) = house.notices()
    assert notice.startswith(FAILED)


async def test_failures_go_to_phones_once_an_hour(house: House, toy: Toy) -> None:
    rule = await react(house, toy, told=[PHONE])
    await act(house.hass, "stop_devices")
    for told, minutes in ((1, 30), (1, 29), (1, 2), (2, 30), (2, 0)):
        await open_it(house)
        assert len(house.told()) == told
        await house.wait(minutes * 60)
    assert house.state(rule).attributes["current"] == 1


async def test_phone_that_fails_keeps_the_notification(house: House, toy: Toy) -> None:
    calls = async_mock_service(
        house.hass,
        "notify",
        "send_message",
        raise_exception=HomeAssistantError("The phone is gone"),
    )
    await react(house, toy, told=[PHONE])
    await act(house.hass, "stop_devices")
    await open_it(house)
    assert len(calls) == 1
    (notice,) = house.notices()
    assert notice.startswith(FAILED)


async def test_log_that_is_refused_is_told(house: House, toy: Toy) -> None:
    await react(house, toy, write_log=True)
    house.refuse("logs/custom")
    await open_it(house)
    assert toy.kinds() == ["vibration"]
    assert house.notices() == [
        "It vibrates, but that could not be written to the log of the lock."
    ]


async def test_an_answer_that_is_late_is_no_failure(house: House, toy: Toy) -> None:
    await react(house, toy)
    house.simulator.order(Fault(hang=True), match=STARTS)
    house.hass.states.async_set(DOOR, "on")
    await until(lambda: starts(house) == 1)
    assert not house.notices()
    house.simulator.clear_faults()
    await asyncio.wait_for(house.settled(), 5)
    assert toy.kinds() == ["vibration"]
    assert not house.notices()
