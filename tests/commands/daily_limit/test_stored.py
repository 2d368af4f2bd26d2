"""Added time is stored before it is sent, and kept over restarts."""

import asyncio

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import Store
from tests.acting import act, key_of, sent, settle, until, until_sent
from tests.added_account import Account, add
from tests.frozen_time import Advance
from tests.simulator import WEARER_TOKEN, Fault, Simulator

from .added import HOUR, refused, use_up


async def test_reload_forgets_nothing(
    hass: HomeAssistant, account: Account, simulator: Simulator
) -> None:
    await use_up(hass)

    await hass.config_entries.async_reload(account.entry.entry_id)

    await refused(hass, "add_time", duration={"seconds": 1})


async def test_account_that_is_unloaded_while_it_is_stored_sends_nothing(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = asyncio.Event()
    monkeypatch.setattr(Store, "async_save", lambda *_: gate.wait())
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await settle()
    unloading = asyncio.create_task(
        hass.config_entries.async_unload(account.entry.entry_id)
    )
    await until(lambda: account.entry.state is not ConfigEntryState.LOADED)
    await settle()

    gate.set()

    with pytest.raises(ServiceValidationError) as caught:
        await call
    assert key_of(caught.value) == "account_unloaded"
    await unloading
    assert not sent(simulator)


async def test_command_that_takes_too_long_to_store_is_not_sent(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    account: Account,
    simulator: Simulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = asyncio.Event()
    monkeypatch.setattr(Store, "async_save", lambda *_: gate.wait())
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await settle()
    now.tick(11)

    gate.set()

    with pytest.raises(ServiceValidationError) as caught:
        await call
    assert key_of(caught.value) == "too_many_commands"
    assert not sent(simulator)


async def test_refusal_writes_nothing(
    hass: HomeAssistant,
    account: Account,
    advance: Advance,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    await refused(hass, "add_time", duration={"hours": 3})
    await advance(10)

    assert f"chastify.{account.entry.entry_id}.added_time" not in hass_storage


async def test_it_is_stored_before_it_is_sent(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    stored: list[object] = []
    key = f"chastify.{account.entry.entry_id}.added_time"
    simulator.order(
        Fault(before_answer=lambda: stored.append(hass_storage[key]["data"])),
        match="POST",
    )

    await act(hass, "add_time", duration=HOUR)

    assert stored == [[{"at": "2026-06-01T12:00:00+00:00", "seconds": 3600}]]


@pytest.mark.parametrize(
    ("stored", "left"),
    [
        ([{"at": "2026-06-01T00:00:00+00:00", "seconds": 3600}], "one hour"),
        # From before the clock was set back: it counts from now on.
        ([{"at": "2030-01-01T00:00:00+00:00", "seconds": 3600}], "one hour"),
        ([{"at": "2026-05-31T11:59:59+00:00", "seconds": 3600}], "two hours"),
        # Nobody knows when it was, so it counts from now on too.
        ([{"at": "yesterday", "seconds": 3600}], "one hour"),
        ([{"at": "2026-06-01T00:00:00", "seconds": 3600}], "one hour"),
        ([{"seconds": 3600}], "one hour"),
        ([{"at": "x", "seconds": 1}, {"at": None, "seconds": 3599}], "one hour"),
    ],
)
async def test_restart_reads_what_was_stored(
    hass: HomeAssistant,
    now: FrozenDateTimeFactory,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, dict[str, object]],
    stored: object,
    left: str,
) -> None:
    hass_storage[f"chastify.{entry.entry_id}.added_time"] = {
        "version": 1,
        "minor_version": 1,
        "data": stored,
    }
    simulator.start_lock()
    await add(hass, entry)

    assert (await refused(hass, "add_time", duration={"hours": 3}))["left"] == left


async def test_store_of_a_newer_version_is_not_overwritten(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    key = f"chastify.{entry.entry_id}.added_time"
    hass_storage[key] = {"version": 2, "minor_version": 1, "data": "newer"}
    entry.add_to_hass(hass)

    assert not await hass.config_entries.async_setup(entry.entry_id)

    assert entry.error_reason_translation_key == "newer_storage"
    assert hass_storage[key]["data"] == "newer"


async def test_store_goes_with_the_entry(
    hass: HomeAssistant,
    account: Account,
    simulator: Simulator,
    advance: Advance,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    key = f"chastify.{account.entry.entry_id}.added_time"
    simulator.order(Fault(hang=True), match="POST")
    call = asyncio.create_task(act(hass, "add_time", duration=HOUR))
    await until_sent(simulator, 1)
    assert key in hass_storage

    removing = asyncio.create_task(
        hass.config_entries.async_remove(account.entry.entry_id)
    )
    await removing
    simulator.revoke(WEARER_TOKEN)
    simulator.clear_faults()
    with pytest.raises(HomeAssistantError):
        await call
    await advance(60)

    assert key not in hass_storage
