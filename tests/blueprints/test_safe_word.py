"""The script that stops, unfreezes and tells, whatever fails."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed_exact,
    async_mock_service,
)

from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceNotFound
from tests.account import Account, add
from tests.acting import act, named, settle, until
from tests.blueprints.house import PHONE, House
from tests.connected_devices import Toy, enabled, names
from tests.simulator import Fault, JsonValue, Lock

type Sent = tuple[str, JsonValue]

STOP: Final[Sent] = ("/device-command", {"command": "all.stop", "params": {}})
UNFREEZE: Final[Sent] = ("/lock/unfreeze", {})
END_PILLORY: Final = named("pillory.end", {})
LOGGED: Final[Sent] = (
    "/logs/custom",
    {"title": "Safe word", "description": "The safe word was used."},
)
LOOK: Final = (
    "Look at the devices all the same: Chastify took the stop, but doesn't say whether they have "
    "stopped."
)
BY_HAND: Final = (
    "SWITCH THE DEVICES OFF BY HAND. Home Assistant may still be trying to stop them; its log says "
    "more."
)
DONE: Final = "done"
FAILED: Final = "FAILED"
PENDING: Final = "NO ANSWER YET"


def report(
    stop: str,
    unfreeze: str | None = DONE,
    pillory: str | None = DONE,
    log: str | None = DONE,
) -> str:
    """Return what is told; None: that was left out."""
    steps = {
        "All devices stopped": stop,
        "Timer unfrozen": unfreeze,
        "Pillory ended": pillory,
        "Log written": log,
    }
    return " ".join(
        [
            "The safe word was used.",
            *(f"{name}: {step}." for name, step in steps.items() if step),
            LOOK if stop == "acknowledged" else BY_HAND,
        ]
    )


ALL_DONE: Final = report("acknowledged")


@pytest.fixture
async def account(toy: Toy) -> Account:
    """Let the house have a connected device."""
    return toy.account


@dataclass
class SafeWord:
    """Calls of the script, and the time that passes."""

    house: House
    now: FrozenDateTimeFactory
    calls: list[asyncio.Task[ServiceResponse]]

    async def say(self) -> None:
        """Call the script and let it do what it does at once."""
        self.calls.append(
            asyncio.create_task(
                self.house.hass.services.async_call(
                    "script", "safe_word", blocking=True
                )
            )
        )
        await settle()

    async def pass_time(self, seconds: float) -> None:
        """Let time pass in small steps, and what is on its way arrive."""
        for _ in range(round(seconds * 10)):
            self.now.tick(timedelta(seconds=0.1))
            async_fire_time_changed_exact(self.house.hass)
            await settle()

    async def seconds_until_told(self, messages: int = 1, most: float = 60) -> float:
        """Let time pass until so many messages were told; returns how long that took."""
        for tenths in range(round(most * 10) + 1):
            if len(self.house.messages) >= messages:
                return tenths / 10
            await self.pass_time(0.1)
        pytest.fail("Nobody was told.")

    async def end(self) -> None:
        """Let the calls end."""
        for _ in range(1000):
            if all(call.done() for call in self.calls):
                break
            await self.pass_time(0.1)
        await asyncio.gather(*self.calls)


@pytest.fixture
async def safe_word(
    house: House, now: FrozenDateTimeFactory
) -> AsyncGenerator[SafeWord]:
    """Return what calls the script; its calls are over at the end."""
    safe_word = SafeWord(house, now, [])
    yield safe_word
    house.simulator.clear_faults()
    await safe_word.end()


async def use(house: House, **inputs: object) -> str:
    """Add the script, which tells the phone."""
    return await house.use_script("safe_word", **{"told": [PHONE], **inputs})


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


async def test_texts_of_the_person(house: House, safe_word: SafeWord) -> None:
    await use(house, log_text="Red.", message="Come at once!")
    await safe_word.say()
    await safe_word.seconds_until_told()
    assert house.log() == [{"title": "Safe word", "description": "Red."}]
    (told,) = house.told()
    assert told.startswith("Come at once! All devices stopped: acknowledged.")


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


@dataclass(frozen=True)
class Outage:
    """What is wrong with the service, and what is told then, first and at last."""

    fault: Fault | None
    seconds: float
    first: str
    last: str


OUTAGES: Final[Mapping[str, Outage]] = {
    "connection refused": Outage(
        None,
        6,
        report(FAILED, FAILED, FAILED, FAILED),
        report(FAILED, FAILED, FAILED, FAILED),
    ),
    "connection closed": Outage(
        Fault(close="before"),
        6,
        report(FAILED, FAILED, FAILED, FAILED),
        report(FAILED, FAILED, FAILED, FAILED),
    ),
    "503": Outage(
        Fault(status=503),
        6,
        report(FAILED, FAILED, FAILED, FAILED),
        report(FAILED, FAILED, FAILED, FAILED),
    ),
    "hanging": Outage(
        Fault(hang=True),
        8.1,
        report(FAILED, PENDING, PENDING, PENDING),
        report(FAILED, FAILED, FAILED, FAILED),
    ),
    "refused": Outage(
        Fault(status=403),
        1,
        report(FAILED, FAILED, FAILED, FAILED),
        report(FAILED, FAILED, FAILED, FAILED),
    ),
}


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


async def test_without_a_lock_it_is_tried_and_told(
    house: House, safe_word: SafeWord
) -> None:
    await use(house)
    house.simulator.end_lock()
    await house.wait(30)
    await safe_word.say()
    assert await safe_word.seconds_until_told() <= 1
    assert house.sent()[0] == STOP
    assert house.told() == [report(FAILED, FAILED, FAILED, FAILED)]


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
