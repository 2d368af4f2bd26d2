"""Blueprints in a house whose time zone changes: on a journey, or set right by a person."""

import pytest

from homeassistant.util import dt as dt_util
from tests.blueprints import daily_check_in, freeze_schedule, scheduled_task

from .commands import UNFREEZE
from .house import PHONE, House
from .hygienic_opening import OPENING
from .phone import Phone

HOUR = 3600
DAY = 24 * HOUR
ZONES = ["America/New_York", "Asia/Tokyo"]

pytestmark = pytest.mark.parametrize("zone", ZONES)


async def move(house: House, zone: str) -> None:
    """Set the time zone of the house, in which its calendar is written."""
    await house.hass.config.async_set_time_zone(zone)
    await house.settled()
    await house.hass.services.async_call(
        "homeassistant",
        "update_entity",
        {"entity_id": house.account.entity_ids()["calendar.lock_sessions"]},
        blocking=True,
    )
    await house.settled()


async def test_milestones_come_once_and_a_day_after_each_other(
    house: House, zone: str
) -> None:
    house.simulator.start_lock(remaining=365 * DAY, locked=0, max_remaining=None)
    await house.wait(30)
    await house.use("milestones", notify=[PHONE])
    for _ in range(12):
        await house.wait(HOUR)
    await move(house, zone)
    for _ in range(11):
        await house.wait(HOUR)
    assert not house.told()
    await house.wait(HOUR)
    assert house.told() == ["Congratulations: locked for 1 day!"]
    house.forget()
    await move(house, "Europe/Berlin")
    for _ in range(23):
        await house.wait(HOUR)
    assert not house.told()
    await house.wait(HOUR)
    assert house.told() == ["Congratulations: locked for 2 days!"]


async def hours_until(house: House, local: str) -> None:
    """Let the time pass by hours until a second before a moment of the house."""
    moment = dt_util.parse_datetime(local, raise_on_error=True)
    moment = moment.replace(tzinfo=house.time().tzinfo)
    while (left := moment.timestamp() - 1 - house.time().timestamp()) > 0:
        await house.wait(min(left, HOUR))


@pytest.mark.usefixtures("lasting_lock")
async def test_a_check_in_asks_at_its_time_in_the_new_zone(
    house: House, phone: Phone, zone: str
) -> None:
    await daily_check_in.use(house, phone)
    await move(house, zone)
    # It is 08:00 in New York, and 21:00 in Tokyo.
    day = "2026-06-01" if zone == "America/New_York" else "2026-06-02"
    await hours_until(house, f"{day} 20:00")
    assert not phone.told()
    assert not house.sent()
    await house.wait(1)
    assert phone.told() == [daily_check_in.QUESTION]
    await hours_until(house, f"{day} 21:00")
    assert not house.sent()
    await house.wait(1)
    assert house.commands() == [daily_check_in.PENALTY]


@pytest.mark.usefixtures("lasting_lock")
async def test_a_task_is_assigned_at_its_time_in_the_new_zone(
    house: House, phone: Phone, zone: str
) -> None:
    await scheduled_task.use(house, phone)
    await move(house, zone)
    day = "2026-06-01" if zone == "America/New_York" else "2026-06-02"
    await hours_until(house, f"{day} 18:00")
    assert not phone.told()
    assert not house.sent()
    await house.wait(1)
    assert house.commands() == [scheduled_task.assigned(), scheduled_task.TIMER]


@pytest.mark.usefixtures("lasting_lock", "counters")
async def test_hygiene_opens_at_its_time_in_the_new_zone(
    house: House, zone: str
) -> None:
    await house.use("hygienic_opening")
    await hours_until(house, "2026-06-07 12:00")
    await move(house, zone)
    await hours_until(house, "2026-06-07 20:00")
    assert not house.commands()
    if zone == "America/New_York":
        await house.wait(1)
        assert house.commands() == [OPENING]
        return
    # That time was over in Tokyo, or Home Assistant still waited for that of Berlin.
    await hours_until(house, "2026-06-14 20:00")
    assert not house.commands()
    await house.wait(1)
    assert house.commands() == [OPENING]


@pytest.mark.usefixtures("lasting_lock")
async def test_what_is_frozen_for_a_time_is_unfrozen_after_it(
    house: House, zone: str
) -> None:
    await freeze_schedule.plan(house)
    await freeze_schedule.begin(house)
    await house.wait(HOUR)
    await move(house, zone)
    await house.wait(HOUR)
    assert house.commands() == [freeze_schedule.FROZEN]
    await freeze_schedule.end(house)
    assert house.commands() == [freeze_schedule.FROZEN, UNFREEZE]
