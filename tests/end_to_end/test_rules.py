"""Rules of a Home Assistant in a process of its own: our triggers and a blueprint."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.real.json_types import JsonObject
from tests.real.rules import add_automation, lock_device_id, of_blueprint
from tests.real.waiting import until

from .account import Account
from .phone import phone_of

HELPER = "input_boolean.wardrobe"
# The command of a rule is on the wire within moments, on a machine that is not busy.
SOON = 30.0


async def bodies(account: Account) -> list[object]:
    """Return the commands that were sent to the lock."""
    received = await account.simulator.requests()
    return [request["body"] for request in received if request["method"] == "POST"]


async def turn(account: Account, state: str) -> None:
    """Turn the helper on or off."""
    async with account.home.websocket() as websocket:
        await websocket.call_action(
            f"input_boolean.turn_{state}", {"entity_id": HELPER}
        )


async def add_wardrobe_rule(account: Account, **inputs: object) -> None:
    """Start a lock, and add the rule that the wardrobe breaks."""
    await account.simulator.start_lock(remaining=7200)
    await account.assert_right_after_reading()
    async with account.home.websocket() as websocket:
        await websocket.command("input_boolean/create", name="Wardrobe")
        lock = await lock_device_id(websocket, account.entry_id)
    broken_by: JsonObject = {"trigger": "state", "entity_id": HELPER, "to": "on"}
    await add_automation(
        account.home,
        "wardrobe",
        of_blueprint(
            "rule_broken",
            "Wardrobe",
            {"lock": lock, "broken_by": [broken_by], **inputs},
        ),
    )


async def test_a_broken_rule_adds_time_once_a_day_also_over_a_crash(
    account: Account,
) -> None:
    await add_wardrobe_rule(account)
    expected = [
        {"name": "add_time", "params": 900},
        {"title": "15 minutes added", "description": "A rule was broken."},
    ]

    async def penalty_is_sent() -> bool:
        return await bodies(account) == expected

    # A new rule is written some seconds later, or at a stop.
    await account.home.stop()
    await account.home.start()
    await turn(account, "on")
    assert await until(penalty_is_sent, SOON), await bodies(account)

    await account.home.program.kill()
    await account.home.start()
    await turn(account, "off")
    await turn(account, "on")
    # It would have sent by the time at which another rule has.
    await account.act("unfreeze")
    assert await bodies(account) == [*expected, {}]


async def test_a_check_in_asks_on_the_phone_and_notes_the_answer(
    account: Account,
) -> None:
    await account.simulator.start_lock(remaining=7200)
    await account.assert_right_after_reading()
    async with account.home.websocket() as websocket:
        lock = await lock_device_id(websocket, account.entry_id)
    async with phone_of(account.home) as phone:
        asked = datetime.now(account.home.time_zone) + timedelta(seconds=15)
        await add_automation(
            account.home,
            "check_in",
            of_blueprint(
                "daily_check_in",
                "Check-in",
                {
                    "lock": lock,
                    "phone": phone.device_id,
                    "ask_at": f"{asked:%H:%M:%S}",
                    "until": f"{asked + timedelta(hours=1):%H:%M:%S}",
                },
            ),
        )
        notification = await phone.notification(SOON)
        assert notification["message"] == "Is everything as it should be?"
        answer, _ = notification["data"]["actions"]
        await phone.press(answer)

        async def answer_is_written() -> bool:
            return [
                body["title"]
                for body in await bodies(account)
                if isinstance(body, dict)
            ] == ["Check-in answered"]

        assert await until(answer_is_written, SOON)


async def test_a_broken_rule_asks_on_the_phone_and_is_agreed_to(
    account: Account,
) -> None:
    async with phone_of(account.home) as phone:
        await add_wardrobe_rule(account, ask_on=[phone.device_id])
        await turn(account, "on")
        question = await phone.notification(SOON)
        assert question["message"] == "A rule was broken.\nAdd 15 minutes?"
        assert not await bodies(account)
        apply_it, _ = question["data"]["actions"]
        await phone.press(apply_it)
        cleared = await phone.notification(SOON)
        assert cleared["message"] == "clear_notification"
        assert cleared["data"]["tag"] == question["data"]["tag"]

        async def penalty_is_sent() -> bool:
            return await bodies(account) == [
                {"name": "add_time", "params": 900},
                {"title": "15 minutes added", "description": "A rule was broken."},
            ]

        assert await until(penalty_is_sent, SOON), await bodies(account)


async def test_triggers_and_conditions_of_ours_run_in_the_editors_shape(
    account: Account,
) -> None:
    await account.simulator.start_lock(remaining=3605)
    await account.assert_right_after_reading()
    async with account.home.websocket() as websocket:
        target = {"device_id": await lock_device_id(websocket, account.entry_id)}
    await add_automation(
        account.home,
        "an_hour",
        {
            "alias": "An hour remains, or frozen",
            "mode": "queued",
            "triggers": [
                {
                    "trigger": "chastify.remaining_time_reached",
                    "target": target,
                    "options": {"remaining": {"hours": 1}},
                    "id": "An hour remains",
                },
                {"trigger": "chastify.frozen", "target": target, "id": "Frozen"},
            ],
            "conditions": [{"condition": "chastify.is_active", "target": target}],
            "actions": [
                {
                    "action": "chastify.write_log",
                    "data": {"title": "{{ trigger.id }}"},
                }
            ],
        },
    )

    async def is_written(title: str) -> bool:
        return {"title": title} in await bodies(account)

    assert await until(lambda: is_written("An hour remains"), SOON)
    await account.simulator.change_lock(freeze_seconds=600)
    await account.read_now()
    assert await until(lambda: is_written("Frozen"), SOON)
    assert len(await bodies(account)) == 2


async def test_what_a_target_excludes_starts_nothing(
    account: Account, environment: Path
) -> None:
    version = environment.name.removeprefix("hass-").split(".")
    if tuple(map(int, version[:2])) < (2026, 11):
        pytest.skip("This Home Assistant refuses `exclude`.")
    await account.simulator.start_lock(remaining=7200)
    await account.assert_right_after_reading()
    async with account.home.websocket() as websocket:
        target = {"device_id": await lock_device_id(websocket, account.entry_id)}
    excluded = (await account.entity_ids())["binary_sensor.frozen"]
    for key, triggers_target in (
        ("left_out", {**target, "exclude": {"entity_id": excluded}}),
        ("reached", target),
    ):
        await add_automation(
            account.home,
            key,
            {
                "alias": key,
                "triggers": [{"trigger": "chastify.frozen", "target": triggers_target}],
                "actions": [{"action": "chastify.write_log", "data": {"title": key}}],
            },
        )
    await account.simulator.change_lock(freeze_seconds=600)
    await account.read_now()

    async def reached() -> bool:
        return {"title": "reached"} in await bodies(account)

    assert await until(reached, SOON)
    # A command of the other one would have come before this.
    await account.act("unfreeze")
    assert await bodies(account) == [{"title": "reached"}, {}]
