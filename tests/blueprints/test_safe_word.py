"""The script that stops, unfreezes and tells."""

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from tests.acting import act, until
from tests.added_account import Account, add
from tests.connected_devices import Toy, enabled, names
from tests.simulator import Fault, Lock

from .commands import UNFREEZE
from .house import House
from .safe_word import ALL_DONE, END_PILLORY, LOGGED, STOP, SafeWord, report, use


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


async def test_all_is_done_and_told_within_a_second(
    house: House, toy: Toy, lock: Lock, safe_word: SafeWord
) -> None:
    await use(house)
    lock.freeze()
    lock.start_pillory(3600)
    remaining = lock.remaining
    await toy.start()
    house.forget()
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert house.sent() == [
        # With the pin of the lock, and without one.
        STOP,
        STOP,
        UNFREEZE,
        END_PILLORY,
        LOGGED,
    ]
    assert house.told() == [ALL_DONE]
    assert house.notices() == [ALL_DONE]
    assert not toy.kinds()
    assert enabled(toy) == "off"
    assert not lock.frozen
    assert lock.pillory_until is None
    assert lock.remaining == pytest.approx(remaining, abs=1)
    await safe_word.end()
    assert len(house.messages) == 1


async def test_nothing_is_sent_before_the_stop(
    house: House, safe_word: SafeWord
) -> None:
    await use(
        house,
        also_do=[
            {"action": "persistent_notification.create", "data": {"message": "x"}}
        ],
    )
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.sent()[0] == STOP


@pytest.mark.parametrize(
    ("left_out", "path", "told"),
    [
        ("unfreeze", "/lock/unfreeze", report("acknowledged", unfreeze=None)),
        ("end_pillory", "/action", report("acknowledged", pillory=None)),
        ("write_log", "/logs/custom", report("acknowledged", log=None)),
    ],
)
async def test_steps_can_be_left_out(
    house: House, safe_word: SafeWord, left_out: str, path: str, told: str
) -> None:
    await use(house, **{left_out: False})
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert path not in [sent[0] for sent in house.sent()]
    assert len(house.sent()) == 3
    assert house.told() == [told]


async def test_text_of_the_person(house: House, safe_word: SafeWord) -> None:
    await use(house, log_text="Red.")
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.log() == [{"title": "Safe word", "description": "Red."}]


async def test_more_can_be_done(
    hass: HomeAssistant, house: House, safe_word: SafeWord
) -> None:
    lights = async_mock_service(hass, "light", "turn_on")
    await use(house, also_do=[{"action": "light.turn_on"}])
    house.simulator.order(Fault(hang=True), times=None)
    await safe_word.say()
    assert len(lights) == 1


async def test_what_else_is_done_may_fail_or_wait(
    hass: HomeAssistant, house: House, safe_word: SafeWord
) -> None:
    await use(
        house,
        also_do=[{"delay": {"seconds": 30}}, {"action": "light.that_is_none"}],
    )
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert house.told() == [ALL_DONE]
    with pytest.raises(HomeAssistantError):
        await safe_word.end()
    safe_word.calls.clear()


async def test_it_works_while_the_emergency_stop_holds(
    house: House, toy: Toy, safe_word: SafeWord
) -> None:
    await use(house)
    await act(house.hass, "stop_devices")
    house.forget()
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.sent()[0] == STOP
    assert house.told() == [ALL_DONE]


async def test_devices_of_all_accounts_are_stopped(
    house: House, safe_word: SafeWord, keyholder_entry: MockConfigEntry
) -> None:
    await add(house.hass, keyholder_entry)
    await use(house)
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.sent().count(STOP) == 2
    assert house.sent().count(UNFREEZE) == 1
    assert house.told() == [ALL_DONE]


async def test_saying_it_twice_sends_twice_at_once(
    house: House, safe_word: SafeWord
) -> None:
    await use(house)
    house.simulator.order(Fault(hang=True), times=None, match="POST")
    await safe_word.say()
    await safe_word.say()
    await until(lambda: names(house.simulator).count("all.stop") == 2)
    house.simulator.clear_faults()
    await safe_word.seconds_until_told(2)
    assert house.told() == [ALL_DONE, ALL_DONE]


async def test_each_of_many_calls_sends_the_stop(
    house: House, safe_word: SafeWord
) -> None:
    await use(house)
    house.simulator.limits.actions = 1000
    house.simulator.order(Fault(hang=True), times=None, match="POST")
    for _ in range(20):
        await safe_word.say()
    await until(lambda: names(house.simulator).count("all.stop") == 20)


async def test_script_that_is_turned_on_is_not_waited_for(
    house: House, safe_word: SafeWord
) -> None:
    script = await use(house, told=[])
    await house.hass.services.async_call(
        "script", "turn_on", {"entity_id": script}, blocking=True
    )
    await until(lambda: len(house.sent()) == 4)
    await safe_word.pass_time(1)
    assert house.notices() == [ALL_DONE]
    assert not house.messages
