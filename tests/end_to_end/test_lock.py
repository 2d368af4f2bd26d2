"""A lock from its start to the one that replaces it."""

from .account import POLL_WITH_LOCK, POLL_WITHOUT_LOCK, Account

# Only the reading at the second when the time is up comes so soon; the service cuts seconds off.
AT_ONCE = 4.0


async def test_lock_is_shown_from_start_to_replacement(account: Account) -> None:
    lock = account.simulator

    await account.assert_right_within(AT_ONCE)
    assert await account.state("lock_state") == "no_lock"

    await lock.start_lock(title="First", remaining=7200, locked=60)
    await account.assert_right_within(POLL_WITHOUT_LOCK)
    assert await account.state("lock_state") == "locked"

    await lock.change_lock(freeze_seconds=600)
    await account.assert_right_within(POLL_WITH_LOCK)
    assert await account.state("lock_state") == "frozen"
    assert await account.state("unlock_time") == "unknown"

    await lock.change_lock(unfreeze=True, add_seconds=-3600)
    await account.assert_right_after_reading()
    assert await account.state("lock_state") == "locked"

    await lock.change_lock(
        add_seconds=5400, task={"text": "Write a page", "points": 3}, trusted=True
    )
    await lock.settings(keyholder={"username": "another", "hides_last_seen": True})
    await account.assert_right_after_reading()
    assert await account.state("keyholder_last_seen") == "unknown"
    unlock_time = await account.state("unlock_time")

    await lock.change_lock(complete_task=True, max_remaining=None)
    await account.assert_right_after_reading()
    assert await account.state("unlock_time") == unlock_time

    await lock.change_lock(remaining=14)
    await account.assert_right_after_reading()
    unlock_time = await account.state("unlock_time")
    remaining = (await lock.state())["lock"]["remaining"]
    await account.assert_unlockable_within(remaining + AT_ONCE)
    await account.assert_right_within(AT_ONCE)
    assert await account.state("unlock_time") == unlock_time

    await lock.start_lock(title="Second", remaining=86400, locked=0)
    await account.assert_right_within(POLL_WITH_LOCK)
    assert await account.state("lock_title") == "Second"
    assert [title for title, _, _ in await account.sessions()] == ["First", "Second"]

    await lock.end_lock()
    await account.assert_right_after_reading()
    assert await account.state("lock_state") == "no_lock"
