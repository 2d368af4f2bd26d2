"""The file of connected devices is damaged: everything is stopped, and nothing starts."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from tests.acting import act, until
from tests.added_account import CONF_BASE_URL, DOMAIN, Account, add
from tests.connected_devices import (
    allow,
    enabled,
    end_runs,
    entry_with,
    subentry,
    toys_of,
)
from tests.devices.devices_file import (
    NOTHING,
    STOP_ALL,
    STOP_ALL_OF_SESSION,
    Sent,
    hold_up,
    is_told_lost,
    run_of,
    sent_before_reading,
    sent_to_devices,
)
from tests.devices.starting_and_stopping import refused
from tests.frozen_time import Advance
from tests.simulator import KEYHOLDER_TOKEN, Fault, Simulator
from tests.stored_files import DAMAGE, StoredFile, restarted

# Content that is whole, and can't be understood.
OTHER_CONTENT: dict[str, Any] = {
    "data as list": [],
    "runs as text": NOTHING | {"runs": "none"},
    "runs as object": NOTHING | {"runs": {}},
    "runs null": NOTHING | {"runs": None},
    "without runs": {"latched": [], "last_starts": {}},
    "latched as number": NOTHING | {"latched": 7},
    "latched null": NOTHING | {"latched": None},
    "latched of numbers": NOTHING | {"latched": [7]},
    "without latched": {"runs": [], "last_starts": {}},
    "run as number": NOTHING | {"runs": [7]},
    "run as null": NOTHING | {"runs": [None]},
    "run as list": NOTHING | {"runs": [[]]},
    "run without fields": NOTHING | {"runs": [{}]},
}


def damage(file: StoredFile, entry: MockConfigEntry, kind: str) -> bytes:
    """Put a damaged file there; returns its bytes."""
    if kind in OTHER_CONTENT:
        return file.store(OTHER_CONTENT[kind])
    return file.damage(kind, NOTHING | {"runs": [run_of(entry)]})


async def assert_everything_is_stopped(account: Account, simulator: Simulator) -> None:
    """See that everything is stopped before the first reading, and that the latch holds."""
    toy, other = toys_of(account, simulator)
    await until(lambda: not toy.is_running() and not other.is_running())
    assert not toy.kinds()
    assert set(sent_before_reading(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}
    assert enabled(toy) == "off"


@pytest.mark.parametrize("kind", [*DAMAGE, *OTHER_CONTENT])
async def test_everything_is_stopped_until_acknowledged_and_nothing_starts(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
    kind: str,
) -> None:
    damaged = damage(file, entry, kind)
    hold_up(simulator)

    account = await add(hass, entry)

    toy, other = toys_of(account, simulator)
    assert entry.state is ConfigEntryState.LOADED
    first = sent_before_reading(simulator)
    assert sorted(first, key=str) == sorted([STOP_ALL, STOP_ALL_OF_SESSION], key=str)
    assert toy.is_running()
    assert other.is_running()
    assert enabled(toy) == "off"
    assert is_told_lost(hass, entry)
    assert file.copies == [damaged]
    for start in (lambda toy: toy.start(1), lambda toy: toy.press("shock")):
        assert await refused(toy, start) == "devices_latched"
        assert await refused(other, start) == "devices_latched"

    for _ in range(4):
        await advance(2.5)
    assert toy.is_running()
    assert toy.kinds()
    simulator.clear_faults()
    for _ in range(3):
        await advance(2.5)
    assert not toy.kinds()
    assert not toy.is_running()
    assert not other.is_running()
    assert set(sent_to_devices(simulator)) == {STOP_ALL, STOP_ALL_OF_SESSION}
    assert enabled(toy) == "off"
    assert is_told_lost(hass, entry)
    assert file.data["runs"] == []
    assert file.data["latched"] == [entry.entry_id]


async def test_latch_holds_over_a_restart_until_a_person_allows_starts(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    damage(file, entry, "zeros")
    account = await add(hass, entry)
    toy, other = toys_of(account, simulator)
    await until(lambda: not toy.is_running() and not other.is_running())
    await advance(2)

    simulator.clear_requests()
    async with restarted(hass, entry) as after:
        again, _ = toys_of(after, simulator)
        assert enabled(again) == "off"
        assert await refused(again, lambda toy: toy.start(1)) == "devices_latched"
        assert is_told_lost(after.hass, entry)
        assert not sent_to_devices(simulator)
    await hass.config_entries.async_reload(entry.entry_id)
    assert enabled(toy) == "off"
    assert is_told_lost(hass, entry)

    await allow(toy)
    assert enabled(toy) == "on"
    assert not is_told_lost(hass, entry)
    async with restarted(hass, entry) as after:
        again, _ = toys_of(after, simulator)
        assert enabled(again) == "on"
        assert not is_told_lost(after.hass, entry)
        await again.start(1)
        assert again.kinds() == ["vibration"]
        await again.press("stop")
    assert len(file.copies) == 1


async def test_action_that_allows_starts_ends_repair_and_latch(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, file: StoredFile
) -> None:
    damage(file, entry, "truncated")
    toy, other = toys_of(await add(hass, entry), simulator)
    await until(lambda: not toy.is_running() and not other.is_running())

    simulator.clear_requests()
    await act(hass, "enable_devices")

    assert enabled(toy) == "on"
    assert not is_told_lost(hass, entry)
    assert file.data["latched"] == []
    assert not simulator.requests


async def test_every_entry_is_stopped_whatever_its_state(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    advance: Advance,
) -> None:
    simulator.add_extension_session(
        "of-keyholder", developer_key="other-key", main_token=None
    )
    disabled = MockConfigEntry(
        domain=DOMAIN,
        title="keyholder",
        data={CONF_API_TOKEN: KEYHOLDER_TOKEN, CONF_BASE_URL: simulator.url},
        subentries_data=[
            subentry(extension_session_id="of-keyholder", developer_key="other-key")
        ],
        disabled_by=ConfigEntryDisabler.USER,
    )
    disabled.add_to_hass(hass)
    async with Simulator() as away:
        away.start_lock()
        away.device.run("shock.start", {})
        away.order(Fault(status=500), times=None, match="GET")
        failing = entry_with(away, subentry())
        failing.add_to_hass(hass)
        damage(file, entry, "empty")

        toy, _ = toys_of(await add(hass, entry), simulator)

        assert failing.state is ConfigEntryState.SETUP_RETRY
        await until(lambda: not away.device.running and not simulator.device.running)
        assert sent_before_reading(away) == [STOP_ALL]
        assert {
            STOP_ALL,
            STOP_ALL_OF_SESSION,
            Sent("all.stop", KEYHOLDER_TOKEN),
            Sent("all.stop", "other-key", "of-keyholder"),
        } <= set(sent_to_devices(simulator))
        assert all(is_told_lost(hass, each) for each in (entry, disabled, failing))

        await allow(toy)
        assert file.data["latched"] == sorted([disabled.entry_id, failing.entry_id])
        assert is_told_lost(hass, disabled)
        away.clear_faults()
        for _ in range(3):
            await advance(10)
        (of_failing,) = toys_of(Account(hass, failing), away)
        assert enabled(of_failing) == "off"
        await end_runs(hass, away)


async def test_a_kill_before_the_file_is_written_anew_forgets_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damaged = damage(file, entry, "truncated")
    hold_up(simulator)
    with monkeypatch.context() as patched:
        patched.setattr(
            "homeassistant.helpers.storage.Store._write_prepared_data",
            lambda *_: None,
        )
        await add(hass, entry)
    assert file.copies == [damaged]
    assert file.path.read_bytes() == damaged
    simulator.clear_faults()
    simulator.clear_requests()

    async with restarted(hass, entry) as after:
        await assert_everything_is_stopped(after, simulator)


async def test_a_kill_before_the_stops_are_acknowledged_sends_them_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    file: StoredFile,
) -> None:
    damage(file, entry, "zeros")
    hold_up(simulator)
    await add(hass, entry)
    simulator.clear_faults()
    simulator.clear_requests()

    async with restarted(hass, entry) as after:
        await assert_everything_is_stopped(after, simulator)
    assert len(file.copies) == 1
