"""States that stay over restarts of Home Assistant and of the service."""

from pathlib import Path

from tests.real.waiting import until

from .account import POLL_WITH_LOCK, Account, stored_text

# After a start the first reading has been made before Home Assistant says that it is up.
AT_ONCE = 2.0


async def test_restart_and_kill_keep_entities_and_calendar(
    account: Account, tmp_path: Path
) -> None:
    await account.simulator.start_lock(title="First", remaining=7200, locked=600)
    await account.assert_right_after_reading()
    await account.simulator.start_lock(title="Second", remaining=86400, locked=5)
    await account.assert_right_after_reading()
    entity_ids = await account.entity_ids()
    first, second = await account.sessions()
    unlock_time = await account.state("unlock_time")

    await account.home.stop()
    await account.home.start()
    await account.assert_right_within(AT_ONCE)
    assert await account.entity_ids() == entity_ids
    assert await account.sessions() == [first, second]
    assert await account.state("unlock_time") == unlock_time

    await account.simulator.start_lock(title="Third", remaining=3600, locked=2)
    await account.assert_right_after_reading()
    stored = tmp_path / "configuration/.storage" / f"chastify.{account.entry_id}"

    async def third_is_stored() -> bool:
        return "Third" in stored_text(stored)

    assert await until(third_is_stored, 15)
    sessions = await account.sessions()
    assert [title for title, _, _ in sessions] == ["First", "Second", "Third"]

    await account.home.program.kill()
    await account.simulator.change_lock(freeze_seconds=600)
    await account.home.start()
    await account.assert_right_within(AT_ONCE)
    assert await account.entity_ids() == entity_ids
    assert await account.state("lock_state") == "frozen"
    after = await account.sessions()
    assert after[:2] == sessions[:2]
    assert after[2][:2] == sessions[2][:2]


async def test_service_that_is_away_comes_back(account: Account) -> None:
    await account.simulator.start_lock(title="Before", remaining=7200)
    await account.assert_right_after_reading()

    await account.simulator.stop()
    await account.assert_unreachable_within(POLL_WITH_LOCK)
    assert await account.state("lock_sessions") == "on"

    await account.simulator.start()
    await account.simulator.start_lock(title="After", remaining=3600)
    await account.assert_right_within(POLL_WITH_LOCK)


async def test_kill_takes_nothing_from_the_totals_that_were_shown(
    account: Account,
) -> None:
    await account.simulator.start_lock(remaining=86400, locked=7200)
    # Home Assistant writes what it knows of the account when it stops.
    await account.home.stop()
    await account.home.start()
    await account.assert_right_within(AT_ONCE)
    await account.act("add_time", duration={"hours": 1})
    assert await until(lambda: shows(account, "total_time_added", 1), 10)
    shown = float(await account.state("total_time_locked"))

    await account.home.program.kill()
    await account.home.start()

    await account.assert_right_within(AT_ONCE)
    assert float(await account.state("total_time_locked")) >= shown
    assert await shows(account, "total_time_added", 1)


async def shows(account: Account, key: str, hours: float) -> bool:
    """Tell whether a total shows so many hours."""
    return float(await account.state(key)) == hours
