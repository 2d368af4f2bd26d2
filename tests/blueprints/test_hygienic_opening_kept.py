"""The blueprint for hygienic openings, kept to some locks."""

import json

import pytest

from homeassistant.helpers import entity_registry as er
from tests.repository.files import ROOT
from tests.simulator import Lock

from .commands import logged
from .house import BLUEPRINTS, PHONE, House
from .hygienic_opening import BUTTON, COUNTER, OPENING, PRESSED, counted, press
from .kept_lock import (
    MEANT,
    OTHER_NAME,
    Inputs,
    at_reading,
    be_unreadable,
    every_kept,
    every_other,
    nothing_happened,
    replace,
    replaced,
)

pytestmark = pytest.mark.usefixtures("lasting_lock", "counters")
LOGGED = logged("Hygienic opening for 15 minutes", "Opened on request.")
OPEN = "The lock is open for hygiene until 14:15."
COUNTERS = pytest.mark.parametrize("counter", ["", COUNTER], ids=["without", "with"])


async def use(house: House, **inputs: object) -> str:
    """Set the openings up, with a button, and wait until 14:00."""
    await house.set_state(BUTTON, "unknown")
    rule = await house.use(
        "hygienic_opening",
        **{
            "weekdays": [],
            "opened_by": PRESSED,
            "warn": [PHONE],
            "told": [PHONE],
            **inputs,
        },
    )
    await house.wait_until("2026-06-02 14:00")
    return rule


@COUNTERS
@every_kept
async def test_a_lock_that_is_meant_is_opened(
    house: House, kept: Inputs, counter: str
) -> None:
    await use(house, counter=counter, **kept)
    await press(house)
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.sent() == [OPENING, LOGGED]
    assert len(house.told()) == 3


@COUNTERS
@every_other
async def test_another_is_not_opened(house: House, kept: Inputs, counter: str) -> None:
    rule = await use(house, counter=counter, weekdays=["tue"], **kept)
    before = house.last_run(rule), counted(house)
    await press(house)
    assert not house.is_running(rule)
    await house.at("20:00")
    await house.restart()
    await house.wait(900)
    assert nothing_happened(house)
    if counter:
        assert counted(house) == before[1]
    else:
        assert house.last_run(rule) == before[0]


@COUNTERS
async def test_attempt_at_another_does_not_count(
    house: House, lock: Lock, counter: str
) -> None:
    await use(house, counter=counter, **MEANT)
    await replaced(house)
    await press(house)
    assert nothing_happened(house)
    house.simulator.move_on(lock)
    await house.wait(60)
    await press(house)
    assert house.commands() == [OPENING]


@COUNTERS
async def test_another_that_is_not_shown_yet_is_not_opened(
    house: House, counter: str
) -> None:
    await use(house, counter=counter, **MEANT)
    before = counted(house)
    replace(house)
    await press(house)
    assert counted(house) == before
    assert nothing_happened(house)


@pytest.mark.parametrize("change", ["disabled", "renamed"])
async def test_another_whose_sensors_do_not_show_it_is_not_opened(
    house: House, change: str
) -> None:
    rule = await use(house, **OTHER_NAME)
    entity_id = house.account.entity_ids()["sensor.wearer"]
    registry = er.async_get(house.hass)
    if change == "renamed":
        registry.async_update_entity(entity_id, name="Who it is")
    else:
        registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    await press(house)
    assert house.last_run(rule) is not None
    assert nothing_happened(house)


def test_the_sensor_of_the_wearer_is_known_by_its_name_in_each_language() -> None:
    blueprint = BLUEPRINTS / "automation" / "chastify" / "hygienic_opening.yaml"
    names = {
        json.loads(file.read_text("utf-8"))["entity"]["sensor"]["wearer"]["name"]
        for file in (ROOT / "custom_components/chastify/translations").glob("*.json")
    }
    text = blueprint.read_text("utf-8")
    (line,) = (line for line in text.splitlines() if "entity_name(entity) in" in line)
    listed = line.partition("[")[2].partition("]")[0]
    assert {name.strip("' ") for name in listed.split(",")} == names


@COUNTERS
@pytest.mark.parametrize("number", [1, 2], ids=["before", "after_it_was_counted"])
async def test_lock_that_comes_at_the_last_moment_is_not_opened(
    house: House, counter: str, number: int
) -> None:
    await use(house, counter=counter, **MEANT)
    before = counted(house)
    at_reading(house, number, replace)
    await press(house)
    assert counted(house) == before
    assert nothing_happened(house)


async def test_log_of_a_lock_that_comes_after_the_opening_is_left_alone(
    house: House,
) -> None:
    await use(house, **MEANT)
    at_reading(house, 3, replace)
    await press(house)
    for seconds in (780, 120):
        await house.wait(seconds)
    assert house.sent() == [OPENING]
    assert house.told() == [OPEN]


@COUNTERS
async def test_end_is_not_told_of_a_lock_that_takes_the_place(
    house: House, counter: str
) -> None:
    await use(house, counter=counter, **MEANT)
    await press(house)
    replace(house)
    for seconds in (780, 120):
        await house.wait(seconds)
    await house.restart()
    assert house.sent() == [OPENING, LOGGED]
    assert house.told() == [OPEN]


@COUNTERS
async def test_end_after_a_restart_is_not_told_of_another(
    house: House, counter: str
) -> None:
    await use(house, counter=counter, **MEANT)
    await press(house)
    replace(house)
    await house.restart(away=60)
    for seconds in (720, 120):
        await house.wait(seconds)
    assert house.told() == [OPEN]


async def test_nothing_is_sent_where_the_lock_is_not_known(house: House) -> None:
    await use(house, **MEANT)
    at_reading(house, 2, be_unreadable)
    await press(house)
    assert not house.sent()
    (told,) = house.told()
    assert told.startswith("The lock was to be opened for hygiene, but this failed.")


async def test_end_is_told_where_the_lock_is_not_known(house: House) -> None:
    await use(house, **MEANT)
    await press(house)
    house.lose_service()
    for seconds in (780, 120):
        await house.wait(seconds)
    assert len(house.told()) == 3
