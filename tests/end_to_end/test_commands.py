"""Commands of a Home Assistant in a process of its own, as they reach the service."""

import asyncio
from pathlib import Path

import pytest

from tests.real.integration import set_options
from tests.real.json_types import JsonObject
from tests.real.problem import Problem
from tests.real.waiting import until

from .account import Account, stored_text

# A command's reading is done when its call returns.
AT_ONCE = 2.0


async def commands(account: Account) -> list[JsonObject]:
    """Return the commands that reached the service."""
    received = await account.simulator.requests()
    return [request for request in received if request["method"] == "POST"]


async def test_commands_reach_the_lock_and_show_at_once(account: Account) -> None:
    await account.simulator.start_lock(title="First", remaining=7200, locked=60)
    await account.assert_right_after_reading()

    await account.act("add_time", duration={"minutes": 10})
    await account.assert_right_within(AT_ONCE)
    await account.on_entity("number.set_value", "number.freeze_duration", value=5)
    await account.on_entity("switch.turn_on", "switch.freeze")
    await account.assert_right_within(AT_ONCE)
    assert await account.state("lock_state") == "frozen"
    await account.on_entity("button.press", "button.unfreeze")
    await account.assert_right_within(AT_ONCE)
    await account.on_entity(
        "notify.send_message", "notify.lock_history", message="Hello"
    )
    assert [request["body"] for request in await commands(account)] == [
        {"name": "add_time", "params": 600},
        {"durationSeconds": 300},
        {},
        {"title": "Hello"},
    ]

    # Side by side, each by a connection of its own.
    await asyncio.gather(
        *(account.act("apply_time", seconds=seconds) for seconds in range(1, 21))
    )
    await account.assert_right_within(AT_ONCE)
    assert len(await commands(account)) == 24

    with pytest.raises(Problem, match="field_duration"):
        await account.act("freeze", duration=10)
    assert len(await commands(account)) == 24


async def test_added_time_is_known_after_a_kill_right_after_the_command(
    account: Account, tmp_path: Path
) -> None:
    await account.simulator.start_lock(remaining=7200)
    await account.read_now()
    await set_options(
        account.home, account.entry_id, {"daily_time_limit": {"hours": 1}}
    )
    stored = tmp_path / "configuration/.storage/core.config_entries"

    async def options_are_stored() -> bool:
        return "daily_time_limit" in stored_text(stored)

    assert await until(options_are_stored, 15)
    await account.act("add_time", duration={"hours": 1})
    await account.home.program.kill()
    await account.home.start()

    with pytest.raises(Problem, match="daily_limit"):
        await account.act("add_time", duration=1)
    assert len(await commands(account)) == 1


async def test_stop_gets_through_when_the_service_is_back(account: Account) -> None:
    await account.simulator.start_lock(remaining=7200)
    await account.read_now()
    await account.simulator.stop()
    with pytest.raises(Problem, match="stop_still_trying"):
        await account.act("stop_devices")

    await account.simulator.start()
    await account.simulator.start_lock(remaining=7200)

    async def stopped() -> bool:
        return any(
            request["path"].endswith("device-command")
            for request in await commands(account)
        )

    assert await until(stopped, AT_ONCE, step=0.1)
