"""Since when a lock is frozen: kept over outages and restarts."""

import pytest

from homeassistant.core import HomeAssistant
from tests.acting import act, answer
from tests.added_account import Account
from tests.frozen_time import Advance
from tests.simulator import Fault, Lock, Simulator


async def frozen_since(hass: HomeAssistant) -> object:
    """Return the field of a response."""
    lock = (await answer(hass, "get_session"))["lock"]
    assert isinstance(lock, dict)
    return lock["frozen_since"]


async def test_it_is_the_first_reading_that_showed_the_freeze(
    hass: HomeAssistant, lock: Lock, advance: Advance
) -> None:
    assert await frozen_since(hass) is None
    lock.freeze()
    await advance(30)
    await advance(300)
    assert await frozen_since(hass) == "2026-06-01T12:00:30+00:00"


async def test_the_sensor_says_it_while_it_is_on(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    def shown() -> object:
        return account.full_state("binary_sensor.frozen").attributes.get("since")

    assert shown() is None
    lock.freeze()
    await advance(30)
    await advance(300)
    assert shown() == "2026-06-01T12:00:30+00:00"
    await act(hass, "unfreeze")
    assert shown() is None


async def test_it_ends_with_the_freeze(
    hass: HomeAssistant, account: Account, advance: Advance
) -> None:
    await act(hass, "freeze", duration={"minutes": 10})
    assert await frozen_since(hass) == "2026-06-01T12:00:00+00:00"
    await act(hass, "unfreeze")
    assert await frozen_since(hass) is None
    await advance(60)
    await act(hass, "freeze", duration={"minutes": 10})
    assert await frozen_since(hass) == "2026-06-01T12:01:00+00:00"


async def test_an_answer_that_does_not_speak_of_it_leaves_it_known(
    hass: HomeAssistant, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    simulator.overrides["frozen"] = None
    await advance(30)
    assert await frozen_since(hass) is None
    del simulator.overrides["frozen"]
    await advance(30)
    assert await frozen_since(hass) == "2026-06-01T12:00:30+00:00"


async def frozen_by(hass: HomeAssistant) -> object:
    """Return whose freeze a reading answers."""
    lock = (await answer(hass, "get_session"))["lock"]
    assert isinstance(lock, dict)
    return lock["frozen_by"]


async def test_whose_freeze_it_is(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    assert await frozen_by(hass) is None
    await act(hass, "freeze", duration={"minutes": 10})
    await advance(30)
    assert await frozen_by(hass) == "home_assistant"
    await act(hass, "unfreeze")
    assert await frozen_by(hass) is None
    lock.freeze()
    await advance(30)
    await advance(30)
    assert await frozen_by(hass) == "elsewhere"


@pytest.mark.parametrize("is_ours", [True, False])
async def test_whose_freeze_it_is_outlives_a_restart(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance, is_ours: bool
) -> None:
    if is_ours:
        await act(hass, "freeze", duration={"hours": 1})
    else:
        lock.freeze()
    await advance(30)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    await advance(600)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    assert await frozen_by(hass) == ("home_assistant" if is_ours else "elsewhere")


async def test_a_freeze_that_nobody_saw_begin_is_nobodys(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    lock.freeze()
    await advance(660)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    assert await frozen_by(hass) is None


async def test_it_outlives_an_outage(
    hass: HomeAssistant, lock: Lock, simulator: Simulator, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    simulator.order(Fault(status=503), times=2)
    await advance(30)
    await advance(600)
    assert await frozen_since(hass) == "2026-06-01T12:00:30+00:00"


async def test_it_outlives_a_restart(
    hass: HomeAssistant, account: Account, lock: Lock, advance: Advance
) -> None:
    lock.freeze()
    await advance(30)
    assert await hass.config_entries.async_unload(account.entry.entry_id)
    await advance(600)
    assert await hass.config_entries.async_setup(account.entry.entry_id)
    assert await frozen_since(hass) == "2026-06-01T12:00:30+00:00"


async def test_it_outlives_a_restart_after_an_answer_that_does_not_speak_of_it(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
) -> None:
    lock.freeze()
    await advance(30)
    simulator.overrides["frozen"] = None
    await advance(30)
    assert await hass.config_entries.async_reload(account.entry.entry_id)
    del simulator.overrides["frozen"]
    await advance(30)
    assert await frozen_since(hass) == "2026-06-01T12:00:30+00:00"


async def test_it_is_written_within_seconds(
    account: Account,
    lock: Lock,
    advance: Advance,
    hass_storage: dict[str, dict[str, dict[str, dict[str, str | None]]]],
) -> None:
    def stored() -> str | None:
        return hass_storage[f"chastify.{account.entry.entry_id}"]["data"]["running"][
            "frozen_since"
        ]

    await advance(6)
    assert stored() is None
    lock.freeze()
    await advance(24)
    await advance(6)
    assert stored() == "2026-06-01T12:00:30+00:00"


@pytest.mark.parametrize("is_named", [True, False])
async def test_another_lock_has_its_own(
    hass: HomeAssistant,
    account: Account,
    lock: Lock,
    simulator: Simulator,
    advance: Advance,
    is_named: bool,
) -> None:
    lock.freeze()
    if not is_named:
        simulator.session_overrides["lock"] = None
    await advance(30)
    simulator.start_lock(locked=0).freeze()
    await advance(30)
    assert await frozen_since(hass) == "2026-06-01T12:01:00+00:00"
    shown = account.full_state("binary_sensor.frozen").attributes["since"]
    assert shown == "2026-06-01T12:01:00+00:00"
