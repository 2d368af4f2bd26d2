"""The script that stops, unfreezes and tells, whatever fails."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.exceptions import HomeAssistantError, ServiceNotFound
from tests.acting import until
from tests.added_account import Account
from tests.connected_devices import Toy, enabled, names
from tests.simulator import Fault

from .commands import UNFREEZE
from .house import House
from .safe_word import (
    ALL_DONE,
    ALL_FAILED,
    DONE,
    END_PILLORY,
    FAILED,
    LOGGED,
    PENDING,
    STOP,
    SafeWord,
    report,
    use,
)


@dataclass(frozen=True)
class Outage:
    """A failure of the service, and the first and the last message about it."""

    fault: Fault | None
    seconds: float
    first: str
    last: str


OUTAGES: Final[Mapping[str, Outage]] = {
    "connection refused": Outage(None, 6, ALL_FAILED, ALL_FAILED),
    "connection closed": Outage(Fault(close="before"), 6, ALL_FAILED, ALL_FAILED),
    "503": Outage(Fault(status=503), 6, ALL_FAILED, ALL_FAILED),
    "hanging": Outage(
        Fault(hang=True), 8.1, report(FAILED, PENDING, PENDING, PENDING), ALL_FAILED
    ),
    "refused": Outage(Fault(status=403), 1, ALL_FAILED, ALL_FAILED),
}


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_service_that_is_away_is_told_within_10_seconds(
    house: House, safe_word: SafeWord, outage: Outage
) -> None:
    await use(house)
    if outage.fault is None:
        await house.simulator.stop()
    else:
        house.simulator.order(outage.fault, times=None)
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= outage.seconds
    assert house.told() == [outage.first]
    await safe_word.end()
    assert house.told() == list(dict.fromkeys([outage.first, outage.last]))
    assert house.notices() == [outage.last]


async def test_each_is_tried_though_all_fail(house: House, safe_word: SafeWord) -> None:
    await use(house)
    house.simulator.order(Fault(status=403), times=None, match="POST")
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert {path for path, _ in house.sent()} == {
        STOP[0],
        UNFREEZE[0],
        END_PILLORY[0],
        LOGGED[0],
    }


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ("device-command", report(FAILED)),
        ("lock/unfreeze", report("acknowledged", unfreeze=FAILED)),
        ("action", report("acknowledged", pillory=FAILED)),
        ("logs/custom", report("acknowledged", log=FAILED)),
    ],
)
async def test_one_that_fails_is_named(
    house: House, safe_word: SafeWord, match: str, told: str
) -> None:
    await use(house)
    house.simulator.order(
        Fault(status=403), times=None, match=f"POST /api/apps/v1/{match}"
    )
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert house.told() == [told]


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ("lock/unfreeze", report("acknowledged", PENDING, PENDING, PENDING)),
        ("action", report("acknowledged", DONE, PENDING, PENDING)),
        ("logs/custom", report("acknowledged", DONE, DONE, PENDING)),
    ],
)
async def test_one_that_hangs_is_named_after_8_seconds(
    house: House, safe_word: SafeWord, match: str, told: str
) -> None:
    await use(house)
    house.simulator.order(
        Fault(hang=True), times=None, match=f"POST /api/apps/v1/{match}"
    )
    await safe_word.say()
    assert 7 <= await safe_word.seconds_until_told() <= 8.1
    assert house.told() == [told]


async def test_stop_is_acknowledged_though_all_else_hangs(
    house: House, toy: Toy, safe_word: SafeWord
) -> None:
    await use(house)
    await toy.start()
    house.simulator.order(Fault(hang=True), times=None, match="GET")
    house.simulator.order(
        Fault(hang=True), times=None, match="POST /api/apps/v1/lock/unfreeze"
    )
    await safe_word.say()
    await until(lambda: not toy.kinds())
    assert 7 <= await safe_word.seconds_until_told() <= 8.1
    assert house.told() == [report("acknowledged", PENDING, PENDING, PENDING)]


async def test_what_ends_later_is_told_again(house: House, safe_word: SafeWord) -> None:
    await use(house)
    house.simulator.order(
        Fault(hang=True), times=None, match="POST /api/apps/v1/lock/unfreeze"
    )
    await safe_word.say()
    await safe_word.pass_time(9)
    house.simulator.clear_faults()
    await safe_word.seconds_until_told(2)
    assert house.told() == [
        report("acknowledged", PENDING, PENDING, PENDING),
        ALL_DONE,
    ]
    assert house.notices() == [ALL_DONE]


async def test_without_a_lock_it_is_tried_and_told(
    house: House, safe_word: SafeWord
) -> None:
    await use(house)
    house.simulator.end_lock()
    await house.wait(30)
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert house.sent()[0] == STOP
    assert house.told() == [ALL_FAILED]


@pytest.mark.parametrize("lock", ["gone", ""])
async def test_lock_that_is_gone_keeps_no_device_running(
    house: House, toy: Toy, safe_word: SafeWord, lock: str
) -> None:
    await use(house, lock=lock)
    await toy.start()
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert not toy.kinds()
    assert house.told() == [report("acknowledged", FAILED, FAILED, FAILED)]


async def test_account_that_is_not_loaded_is_stopped(
    house: House, safe_word: SafeWord
) -> None:
    await use(house)
    await house.hass.config_entries.async_unload(house.account.entry.entry_id)
    house.simulator.device.run("vibration.start", {})
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert not house.simulator.device.running
    assert house.told() == [report("acknowledged", FAILED, FAILED, FAILED)]


async def test_restart_keeps_the_emergency_stop_and_the_script_can_be_called_again(
    house: House, toy: Toy, safe_word: SafeWord
) -> None:
    await use(house)
    house.simulator.order(Fault(hang=True), times=None, match="POST")
    await safe_word.say()
    await until(lambda: bool(names(house.simulator)))
    restart = asyncio.create_task(house.restart())
    await safe_word.pass_time(20)
    house.simulator.clear_faults()
    await safe_word.pass_time(1)
    await restart
    await asyncio.gather(*safe_word.calls, return_exceptions=True)
    safe_word.calls.clear()
    assert not house.told()
    assert enabled(toy) == "off"

    house.forget()
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.sent()[0] == STOP
    assert house.told() == [ALL_DONE]


async def test_action_that_is_not_there_ends_no_other_step(
    house: House, safe_word: SafeWord
) -> None:
    """The integration may not be set up yet, or any more."""
    await use(house)
    house.hass.services.async_remove("chastify", "stop_devices")
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 8.1
    assert [path for path, _ in house.sent()] == [
        UNFREEZE[0],
        END_PILLORY[0],
        LOGGED[0],
    ]
    assert house.told() == [report(PENDING)]
    with pytest.raises(ServiceNotFound):
        await safe_word.end()
    safe_word.calls.clear()
    assert len(house.messages) == 1


async def test_phone_that_fails_keeps_the_notification(
    house: House, safe_word: SafeWord
) -> None:
    async_mock_service(
        house.hass,
        "notify",
        "send_message",
        raise_exception=HomeAssistantError("The phone is gone"),
    )
    await use(house)
    await safe_word.say()
    await safe_word.end()
    assert house.notices() == [ALL_DONE]


async def test_notification_that_fails_keeps_the_phone(
    house: House, safe_word: SafeWord
) -> None:
    async_mock_service(
        house.hass,
        "persistent_notification",
        "create",
        raise_exception=HomeAssistantError("It can't be shown"),
    )
    await use(house)
    await safe_word.say()
    await safe_word.end()
    assert house.told() == [ALL_DONE]
