"""The scripts for one penalty and one reward."""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.exceptions import HomeAssistantError
from tests.acting import named, settle, until_sent
from tests.simulator import Fault, JsonValue, Lock

from .commands import UNFREEZE, freeze, pillory
from .house import PHONE, House

TOO_EARLY: Final = "Nothing was done, since the last call is not long enough ago."
NO_LOCK: Final = "Nothing was done, since there is no lock."


@dataclass(frozen=True)
class Script:
    """One of the two scripts, which are alike but for their commands."""

    name: str
    command: str
    done: str
    reason: str

    def sent(self, seconds: int = 900) -> tuple[str, JsonValue]:
        """Return its command."""
        return named(self.command, seconds)

    def logged(self, time: str = "15 minutes", reason: str | None = None) -> JsonValue:
        """Return its entry of the lock's log."""
        return {
            "title": f"{time} {self.done}",
            "description": self.reason if reason is None else reason,
        }


PENALTY: Final = Script("penalty", "add_time", "added", "A penalty was given.")
REWARD: Final = Script("reward", "remove_time", "removed", "A reward was given.")
both = pytest.mark.parametrize("script", [PENALTY, REWARD], ids=lambda each: each.name)


async def call(house: House, script: Script, **data: object) -> dict[str, Any]:
    """Call a script as a dashboard does; returns its answer."""
    answer = await house.hass.services.async_call(
        "script", script.name, data, blocking=True, return_response=True
    )
    await house.settled()
    assert isinstance(answer, dict)
    return answer


def nothing(message: str) -> dict[str, object]:
    """Return the answer where nothing was done."""
    return {"done": False, "seconds": 0, "message": message}


@both
async def test_it_is_sent_written_and_answered(house: House, script: Script) -> None:
    await house.use_script(script.name)
    assert await call(house, script) == {
        "done": True,
        "seconds": 900,
        "message": f"15 minutes {script.done}",
    }
    assert house.sent() == [script.sent(), ("/logs/custom", script.logged())]
    assert not house.notices()


@both
async def test_log_can_be_left_out(house: House, script: Script) -> None:
    await house.use_script(script.name, write_log=False)
    await call(house, script)
    assert house.sent() == [script.sent()]


@both
@pytest.mark.parametrize(
    ("amount", "seconds"),
    [
        ({"minutes": 20}, 1200),
        ({"hours": 0, "minutes": 0, "seconds": 7}, 7),
        ({"days": 0.5}, 3600),
        ({"hours": None, "minutes": "2"}, 120),
        ("00:20:00", 1200),
        ("0:20", 1200),
        (90, 90),
        ("90", 90),
        ("", 900),
        (None, 900),
        ("01:00:01", 3600),
        ({"hours": 1e300}, 3600),
    ],
)
async def test_caller_gives_another_duration(
    house: House, script: Script, amount: object, seconds: int
) -> None:
    await house.use_script(script.name)
    answer = await call(house, script, amount=amount)
    assert answer["seconds"] == seconds
    assert house.commands() == [script.sent(seconds)]


@both
@pytest.mark.parametrize("amount", ["soon", 0, -60, "-00:10:00", [], {"x": 1}, "nan"])
async def test_what_is_no_duration_is_told(
    house: House, script: Script, amount: object
) -> None:
    await house.use_script(script.name, told=[PHONE])
    told = f"No {script.name} was sent: the duration is none."
    assert await call(house, script, amount=amount) == nothing(told)
    assert not house.sent()
    assert house.notices() == [told]
    assert house.told() == [told]


@both
@pytest.mark.parametrize(
    ("given", "written"), [("Dishes", "Dishes"), ("", None), (None, None), (7, None)]
)
async def test_caller_gives_another_reason(
    house: House, script: Script, given: object, written: str | None
) -> None:
    await house.use_script(script.name)
    await call(house, script, reason=given)
    assert house.log() == [script.logged(reason=written)]


@both
async def test_caller_changes_no_limit(house: House, script: Script) -> None:
    await house.use_script(script.name)
    await call(
        house, script, amount={"hours": 3}, longest={"hours": 3}, write_log=False
    )
    assert house.commands() == [script.sent(3600)]
    assert house.log()


@both
async def test_longest_duration_can_be_chosen(house: House, script: Script) -> None:
    await house.use_script(script.name, longest={"minutes": 10})
    await call(house, script)
    assert house.commands() == [script.sent(600)]


@both
async def test_second_tap_does_not_count(house: House, script: Script) -> None:
    await house.use_script(script.name)
    first, second = await asyncio.gather(call(house, script), call(house, script))
    assert first["done"]
    assert second == nothing(TOO_EARLY)
    await house.wait(9.9)
    assert await call(house, script) == nothing(TOO_EARLY)
    await house.wait(9.9)
    assert await call(house, script) == nothing(TOO_EARLY)
    await house.wait(10)
    assert (await call(house, script))["done"]
    assert house.commands() == [script.sent()] * 2
    assert not house.notices()


@both
async def test_second_tap_does_not_count_after_the_first_took_long(
    house: House, script: Script
) -> None:
    await house.use_script(script.name)
    house.simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    calls = [asyncio.create_task(call(house, script)) for _ in range(2)]
    await until_sent(house.simulator, 1)
    house._now.tick(12)
    house.simulator.clear_faults()
    first, second = await asyncio.gather(*calls)
    assert first["done"]
    assert second == nothing(TOO_EARLY)


@both
async def test_they_are_so_far_apart_also_over_a_restart(
    house: House, script: Script
) -> None:
    await house.use_script(script.name, at_least_apart={"hours": 1})
    await call(house, script)
    await house.restart(away=1800)
    assert await call(house, script) == nothing(TOO_EARLY)
    await house.wait(3600)
    assert (await call(house, script))["done"]


@both
async def test_calls_at_once_are_done_in_turn(house: House, script: Script) -> None:
    await house.use_script(script.name, at_least_apart={"seconds": 0})
    answers = await asyncio.gather(
        *(call(house, script, amount=seconds) for seconds in (60, 70, 80))
    )
    assert [answer["seconds"] for answer in answers] == [60, 70, 80]
    assert house.commands() == [script.sent(seconds) for seconds in (60, 70, 80)]


@both
async def test_without_a_lock_nothing_is_sent_or_told(
    house: House, script: Script
) -> None:
    await house.use_script(script.name, told=[PHONE])
    house.simulator.end_lock()
    assert await call(house, script) == nothing(NO_LOCK)
    await house.wait(30)
    assert await call(house, script) == nothing(NO_LOCK)
    assert not house.sent()
    assert not house.notices()
    assert not house.messages


@both
@pytest.mark.parametrize("is_known", [True, False])
async def test_lock_that_can_not_be_read_is_told(
    house: House, script: Script, *, is_known: bool
) -> None:
    await house.use_script(script.name, told=[PHONE])
    house.lose_service()
    if is_known:
        await house.wait(30)
    told = f"The lock could not be read. No {script.name} was sent."
    assert await call(house, script) == nothing(told)
    assert house.told() == [told]
    assert house.notices() == [told]
    assert not house.sent()


@both
async def test_account_that_is_not_loaded_is_told(house: House, script: Script) -> None:
    await house.use_script(script.name)
    await house.hass.config_entries.async_unload(house.account.entry.entry_id)
    told = f"The lock could not be read. No {script.name} was sent."
    assert await call(house, script) == nothing(told)
    assert house.notices() == [told]


@both
async def test_what_is_refused_is_told_and_not_written(
    house: House, script: Script
) -> None:
    await house.use_script(script.name, told=[PHONE])
    await house.disable(script.command)
    answer = await call(house, script)
    assert not answer["done"]
    assert answer["message"].startswith(f"The {script.name} failed.")
    assert house.told() == house.notices() == [answer["message"]]
    assert not house.sent()


@both
async def test_what_fails_is_not_sent_again(house: House, script: Script) -> None:
    await house.use_script(script.name)
    house.simulator.order(
        Fault(close="after"), times=None, match="POST /api/apps/v1/action"
    )
    answer = await call(house, script)
    assert not answer["done"]
    assert house.sent() == [script.sent()]


@both
async def test_log_that_is_refused_is_told_after_it_was_sent(
    house: House, script: Script
) -> None:
    await house.use_script(script.name)
    house.refuse("logs/custom")
    assert (await call(house, script))["done"]
    assert house.commands() == [script.sent()]
    assert house.notices() == [
        f"The {script.name} was sent, but the reason could not be written to the log of the lock."
    ]


@both
async def test_phone_that_fails_keeps_the_answer(house: House, script: Script) -> None:
    async_mock_service(
        house.hass,
        "notify",
        "send_message",
        raise_exception=HomeAssistantError("The phone is gone"),
    )
    await house.use_script(script.name, told=[PHONE])
    answer = await call(house, script, amount=0)
    assert answer == nothing(f"No {script.name} was sent: the duration is none.")


@both
async def test_restart_in_the_middle_repeats_nothing(
    house: House, script: Script
) -> None:
    await house.use_script(script.name)
    house.simulator.order(Fault(hang=True), match="POST /api/apps/v1/action")
    running = asyncio.create_task(call(house, script))
    await until_sent(house.simulator, 1)
    restart = asyncio.create_task(house.restart())
    await settle()
    house.simulator.clear_faults()
    await restart
    await asyncio.gather(running, return_exceptions=True)
    assert house.commands() == [script.sent()]


@pytest.mark.parametrize(
    ("penalty", "sent", "title"),
    [
        ("freeze", freeze(900), "Timer frozen for 15 minutes"),
        (
            "pillory",
            pillory(900, "Dishes"),
            "Pillory for 15 minutes",
        ),
        ("fail_task", named("task.complete", {"successful": False}), "Task failed"),
    ],
)
async def test_other_penalties(
    house: House, lock: Lock, penalty: str, sent: tuple[str, JsonValue], title: str
) -> None:
    await house.use_script("penalty", penalty=penalty, reason="Dishes")
    lock.assign_task("Dishes")
    answer = await call(house, PENALTY)
    assert answer["done"]
    assert answer["message"] == title
    assert answer["seconds"] == (0 if penalty == "fail_task" else 900)
    assert house.commands() == [sent]
    assert house.log() == [{"title": title, "description": "Dishes"}]


@pytest.mark.parametrize(
    ("reward", "sent", "title"),
    [
        ("unfreeze", UNFREEZE, "Timer unfrozen"),
        ("end_pillory", named("pillory.end", {}), "Pillory ended"),
        ("complete_task", named("task.complete", {"successful": True}), "Task done"),
    ],
)
async def test_other_rewards(
    house: House, lock: Lock, reward: str, sent: tuple[str, JsonValue], title: str
) -> None:
    await house.use_script("reward", reward=reward)
    lock.assign_task("Dishes")
    lock.freeze()
    assert await call(house, REWARD) == {"done": True, "seconds": 0, "message": title}
    assert house.commands() == [sent]
    assert house.log() == [{"title": title, "description": REWARD.reason}]


@pytest.mark.parametrize(("room", "added"), [(901, 900), (600, 600), (1, 1), (0.5, 0)])
async def test_time_is_not_added_above_the_maximum(
    house: House, lock: Lock, room: float, added: int
) -> None:
    lock.max_remaining = lock.remaining + room
    await house.use_script("penalty")
    answer = await call(house, PENALTY)
    assert answer["seconds"] == added
    assert house.commands() == ([PENALTY.sent(added)] if added else [])
    if not added:
        assert house.notices() == [
            "No penalty was sent: the lock has no room below its maximum."
        ]


@pytest.mark.parametrize("penalty", ["freeze", "pillory"])
async def test_a_lock_at_its_maximum_can_have_other_penalties(
    house: House, lock: Lock, penalty: str
) -> None:
    lock.max_remaining = lock.remaining
    await house.use_script("penalty", penalty=penalty)
    assert (await call(house, PENALTY))["done"]


@pytest.mark.parametrize(
    ("remaining", "floor", "taken"),
    [
        (3600 + 901, 60, 900),
        (3600 + 899, 60, 899),
        (3601, 60, 1),
        (3600, 60, 0),
        (600, 60, 0),
        (600, 0, 600),
        (0, 0, 0),
    ],
)
async def test_time_is_not_taken_below_the_floor(
    house: House, lock: Lock, remaining: float, floor: int, taken: int
) -> None:
    lock.remaining = remaining
    await house.use_script("reward", floor=floor)
    answer = await call(house, REWARD)
    assert answer["seconds"] == taken
    assert house.commands() == ([REWARD.sent(taken)] if taken else [])
    if not taken:
        assert house.notices() == [
            "No reward was sent: no more time remains than the floor."
        ]


@pytest.mark.parametrize("reward", ["unfreeze", "end_pillory", "complete_task"])
async def test_the_floor_is_for_time_alone(
    house: House, lock: Lock, reward: str
) -> None:
    lock.remaining = 60
    lock.freeze()
    lock.assign_task("Dishes")
    await house.use_script("reward", reward=reward)
    assert (await call(house, REWARD))["done"]


@pytest.mark.parametrize(
    ("script", "kind", "amount", "why"),
    [
        (PENALTY, "fail_task", 60, "there is no open task"),
        (REWARD, "complete_task", 60, "there is no open task"),
        (REWARD, "unfreeze", 60, "the timer is not frozen"),
        (PENALTY, "freeze", 59, "a freeze lasts 1 minute at least"),
    ],
)
async def test_what_there_is_nothing_to_do_for_is_told(
    house: House, script: Script, kind: str, amount: int, why: str
) -> None:
    await house.use_script(script.name, **{script.name: kind})
    told = f"No {script.name} was sent: {why}."
    assert await call(house, script, amount=amount) == nothing(told)
    assert house.notices() == [told]
    assert not house.sent()


async def test_frozen_timer_is_not_frozen_again(house: House, lock: Lock) -> None:
    lock.freeze()
    await house.use_script("penalty", penalty="freeze")
    assert await call(house, PENALTY) == nothing(
        "No penalty was sent: the timer is frozen already."
    )
    assert not house.sent()


async def test_freeze_lasts_24_hours_at_most(house: House) -> None:
    await house.use_script("penalty", penalty="freeze", longest={"hours": 48})
    await call(house, PENALTY, amount={"hours": 30})
    assert house.commands() == [freeze(86400)]
